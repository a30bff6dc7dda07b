import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonValue } from '../core/artifacts.ts';
import { canonicalJson } from '../core/digest.ts';
import { writing } from './_files.ts';
import type { Plan, PlanNode } from './plan.ts';
import type { Parts } from './recipes.ts';

type Remembered = { readonly [id: string]: Parts };

const fileOf = (folder: string, name: string): string => join(folder, `${name.replaceAll(/[^\w.-]/g, '_')}.json`);

/** Facts behind the keys of the last run of an experiment, so that the next plan can say what changed. */
export function rememberPlan(folder: string, plan: Plan): void {
  const parts = Object.fromEntries(plan.nodes.map((node) => [node.id, node.parts]));
  const path = fileOf(folder, plan.spec.name);
  writing(path, () => {
    mkdirSync(folder, { recursive: true });
    const temporary = `${path}.${process.pid}`;
    writeFileSync(temporary, JSON.stringify(parts));
    renameSync(temporary, path);
  });
}

export function rememberedPlan(folder: string, name: string): Remembered {
  try {
    return JSON.parse(readFileSync(fileOf(folder, name), 'utf8')) as Remembered;
  } catch {
    return {};
  }
}

/** Why a node is not in the store: the config path, code or data partition that differs from the last run. */
export function whyMissing(node: PlanNode, before: Remembered): string {
  const known = before[node.id];
  if (known === undefined) return Object.keys(before).length === 0 ? 'not computed before' : 'new node';
  for (const [key, value] of Object.entries(node.parts)) {
    const old = known[key];
    if (old === undefined) return key.startsWith('data ') ? `${key} is new` : `${key} is new: ${show(value)}`;
    if (canonicalJson(old) === canonicalJson(value)) continue;
    if (key.startsWith('code of ') || key.startsWith('data ')) return `${key} changed`;
    return `${key}: ${show(old)} -> ${show(value)}`;
  }
  const gone = Object.keys(known).find((key) => !(key in node.parts));
  if (gone !== undefined) return gone.startsWith('data ') ? `${gone} is gone` : `${gone} was removed`;
  return 'evicted from the store';
}

const show = (value: JsonValue): string => JSON.stringify(value);
