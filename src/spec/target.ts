import { COMMON } from '../core/contracts/common.ts';
import type { Param, Params } from '../core/params.ts';
import * as p from '../core/params.ts';
import { pathText } from '../core/render-problem.ts';
import { ENVELOPE } from './envelope.ts';
import { scalarValue } from './scalar.ts';
import type { MapTree, Tree } from './tree.ts';
import { treeOf } from './tree.ts';
import type { Types } from './walk-types.ts';
import { fieldsOf, nounOf } from './nouns.ts';

/** What a path of the spec addresses. `interval_ms` is the bar size that its spans count. */
export interface Target {
  readonly param: Param;
  readonly interval_ms: number | undefined;
  readonly lost?: undefined;
}
export interface Lost {
  readonly lost: { readonly index: number; readonly known: readonly string[]; readonly message: string };
}

interface Descent {
  readonly types: Types;
  readonly keys: readonly string[];
  readonly mark: MapTree['mark'];
}

/** The parameter at a path of a spec, whether or not a value is written there. */
export async function targetAt(
  types: Types,
  root: MapTree,
  keys: readonly string[],
  interval_ms: number | undefined,
): Promise<Target | Lost> {
  return inFields({ types, keys, mark: root.mark }, ENVELOPE, root, 0, interval_ms);
}

async function descend(
  d: Descent,
  param: Param,
  tree: Tree | undefined,
  index: number,
  interval_ms: number | undefined,
): Promise<Target | Lost> {
  if (index === d.keys.length) return { param, interval_ms };
  const key = d.keys[index];
  const lost = (message: string, known: readonly string[] = []): Lost => ({ lost: { index, known, message } });
  if (param.kind === 'block') return inFields(d, param.fields as Params, tree, index, interval_ms);
  if (param.kind === 'map') {
    const entries = tree?.kind === 'map' ? tree.entries : new Map<string, never>();
    const child = entries.get(key)?.value;
    return child === undefined
      ? lost(`nothing is called "${key}" in ${above(d, index)}`, [...entries.keys()])
      : descend(d, param.of as Param, child, index + 1, interval_ms);
  }
  if (param.kind !== 'component') return lost(`"${above(d, index)}" has no keys`);
  const room = param.room as string;
  const types = d.types.types(room);
  const type = tree?.kind === 'map' ? tree.entries.get('type')?.value : undefined;
  const fields = { type: p.choice('Component.', types) };
  if (key === 'type') return inFields(d, fields, tree, index, interval_ms);
  if (type?.kind !== 'scalar' || !types.includes(String(type.value)))
    return lost(`"${above(d, index)}" is not a block with a known type`);
  const component = await d.types.load(room, String(type.value));
  const known = fieldsOf(room, component);
  if (!Object.hasOwn(known, key))
    return lost(`unknown key of ${nounOf(room)} "${component.type}"`, ['type', ...Object.keys(known)]);
  return inFields(d, known, tree, index, ownInterval(room, tree) ?? interval_ms);
}

async function inFields(
  d: Descent,
  fields: Params,
  tree: Tree | undefined,
  index: number,
  interval_ms: number | undefined,
): Promise<Target | Lost> {
  const key = d.keys[index];
  if (!Object.hasOwn(fields, key))
    return {
      lost: {
        index,
        known: Object.keys(fields),
        message: index === 0 ? 'unknown key of a spec' : `unknown key of ${above(d, index)}`,
      },
    };
  const param = fields[key];
  const written = tree?.kind === 'map' ? tree.entries.get(key)?.value : undefined;
  const child = written ?? (param.default === undefined ? undefined : treeOf(param.default, d.mark));
  return descend(d, param, child, index + 1, interval_ms);
}

const above = (d: Descent, index: number): string => pathText(d.keys.slice(0, index));

/** A feature's own bar size. */
export function ownInterval(room: string, tree: Tree | undefined): number | undefined {
  const written = tree?.kind === 'map' ? tree.entries.get('interval')?.value : undefined;
  if (room !== 'features' || written?.kind !== 'scalar') return undefined;
  const parsed = scalarValue(COMMON.features.interval, written.value, undefined);
  return parsed.fault === undefined ? (parsed.value as number) : undefined;
}
