import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Environment } from '../../src/runner/compute.ts';
import { runExperiment } from '../../src/runner/experiment.ts';
import type { Finished } from '../../src/runner/experiment.ts';
import { planExperiment } from '../../src/runner/open.ts';
import type { Opened } from '../../src/runner/open.ts';
import { registry as ours } from '../../src/runner/registry.ts';
import { runPlan } from '../../src/runner/run.ts';
import type { RunOutcome, RunRequest } from '../../src/runner/run.ts';
import { loadConfig } from '../../src/spec/config.ts';
import { loadSpec } from '../../src/spec/load.ts';
import type { Registry } from '../../src/spec/types.ts';
import { Refusal } from '../../src/core/problem.ts';

export interface HereOptions {
  readonly registry?: Registry;
  readonly set?: readonly string[];
  /** Files of the workspace, by path. */
  readonly files?: { readonly [path: string]: string };
}

export interface Here {
  readonly folder: string;
  readonly opened: Opened;
  readonly environment: Environment;
}

/** Opens a spec in a temporary workspace and hands it to `work`, in this process, without threads or a store. */
export async function here<T>(text: string, options: HereOptions, work: (h: Here) => Promise<T>): Promise<T> {
  const { registry = ours, set = [], files = {} } = options;
  const folder = mkdtempSync(join(tmpdir(), 'assay-here-'));
  try {
    const file = join(folder, 'spec.yml');
    for (const [path, content] of Object.entries({ 'config.yml': 'pictures: [svg]\n', 'spec.yml': text, ...files })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const spec = await loadSpec({ file, sets: set, registry });
    const opened = await planExperiment(spec, await loadConfig(folder), { registry, cache: false });
    return await work({
      folder,
      opened,
      environment: { store: undefined, pool: undefined, registry, threads: 1, cancelled: () => false },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** From data to metrics. */
export function outcomeOf(
  text: string,
  options: HereOptions = {},
  request: RunRequest = { feed: 'precomputed' },
): Promise<RunOutcome> {
  return here(text, options, ({ opened, environment }) => runPlan(opened, request, environment));
}

/** The whole run, audit included. */
export function finishedOf(text: string, options: HereOptions = {}): Promise<Finished> {
  return here(text, options, ({ opened, environment }) => runExperiment(opened, { feed: 'precomputed' }, environment));
}

/** What `work` is refused for. */
export async function refusalOf(work: Promise<unknown>): Promise<Refusal> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
