/**
 * One `assay` command in a process of its own, whose processor time and peak memory are those of that process. Ours runs in
 * the process that measures itself, so a bench that uses this calls `servedRun` first.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLI, node } from './_harness.ts';

/** What a process has used. */
export interface Used {
  /** Processor time of all threads. */
  readonly seconds: number;
  /** By the clock, from the start of the process. */
  readonly wall: number;
  readonly peak: number;
}

export interface RunTaken extends Used {
  readonly ic: number;
  readonly total_return: number;
  readonly fits: number;
  /** Seconds of the nodes, by the first part of their ids. */
  readonly nodes: ReadonlyMap<string, number>;
}

const MARK = '--measured-run';

/** Runs the command that `measuredRun` of the parent has asked for; false where it has asked for nothing. */
export async function servedRun(): Promise<boolean> {
  const [, , mark, folder, ...args] = process.argv;
  if (mark !== MARK) return false;
  process.chdir(folder);
  process.argv = [process.argv[0], CLI, ...args];
  await import(CLI);
  const { user, system } = process.cpuUsage();
  const peak = process.resourceUsage().maxRSS * 1024;
  const taken: Used = { seconds: (user + system) / 1e6, wall: process.uptime(), peak };
  writeFileSync(join(folder, 'taken.json'), JSON.stringify(taken));
  return true;
}

const read = <T>(name: string): T => JSON.parse(readFileSync(name, 'utf8')) as T;

/** What `assay …args` prints and takes in `folder`; `script` is the bench that calls `servedRun`. */
export function measuredCommand(
  script: string,
  folder: string,
  args: readonly string[],
): { readonly printed: unknown; readonly used: Used } {
  const printed: unknown = JSON.parse(node([script, MARK, folder, ...args, '--quiet', '--json']));
  return { printed, used: read<Used>(join(folder, 'taken.json')) };
}

/** What `assay run …args` takes. */
export function measuredRun(script: string, folder: string, args: readonly string[]): RunTaken {
  const { printed, used } = measuredCommand(script, folder, ['run', ...args]);
  const { folder: results } = printed as { readonly folder: string };
  const { seconds_per_node } = read<{ readonly seconds_per_node: { readonly [id: string]: number } }>(
    join(results, 'run.json'),
  );
  const { scores, metrics } = read<{
    readonly scores: readonly { readonly ic: number }[];
    readonly metrics: { readonly [name: string]: { readonly value: number } };
  }>(join(results, 'metrics.json'));
  const nodes = new Map<string, number>();
  for (const [id, seconds] of Object.entries(seconds_per_node)) {
    const kind = id.split('.')[0];
    nodes.set(kind, (nodes.get(kind) ?? 0) + seconds);
  }
  return {
    ...used,
    ic: scores[0].ic,
    total_return: metrics['total_return'].value,
    fits: Object.keys(seconds_per_node).filter((id) => id.startsWith('models.')).length,
    nodes,
  };
}

/** `features 5.0, models 60.2, …` */
export function bySteps(steps: Iterable<readonly [string, number]>): string {
  return Array.from(steps, ([step, seconds]) => `${step} ${seconds.toFixed(1)}`).join(', ');
}
