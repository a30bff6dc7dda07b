import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Refusal, refuse } from '../core/problem.ts';
import { isFolder, looksLikeRun } from './stored-run.ts';

/** `2026-11-20_23-11-27-2feb5315`, with `-2` behind it for the second of one second. */
const RUN_NAME = /^\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d-[0-9a-f]{8}(-\d+)?$/;

/** Names of the run folders of an experiment, oldest first. */
export function runNames(home: string): readonly string[] {
  return readdirSync(home, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && RUN_NAME.test(entry.name))
    .map(({ name }) => ({ name, stamp: name.slice(0, 19), written: statSync(join(home, name)).mtimeMs }))
    .sort(byTime)
    .map(({ name }) => name);
}

/** Names of the experiments below a results folder. */
export function experimentNames(results: string): readonly string[] {
  if (!isFolder(results)) return [];
  return readdirSync(results, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
}

/** The folder of a run: a path, `EXPERIMENT/latest`, `EXPERIMENT/latest~1` for the one before, also below the results folder. */
export function findRun(target: string, results: string): string {
  for (const path of [resolve(target), join(results, target)]) {
    const folder = folderAt(path);
    if (folder !== undefined) return folder;
  }
  const hint = experimentNames(results).map((name) => `${name}/latest`);
  throw new Refusal(
    refuse('USAGE', '', `${target} is no run`, {
      expected: 'a run folder, or EXPERIMENT/latest, EXPERIMENT/latest~1, ...',
      ...(hint.length > 0 && { hint: `there are ${hint.slice(0, 5).join(', ')}` }),
    }).problems,
    2,
  );
}

function folderAt(path: string): string | undefined {
  const back = /^latest(?:~(\d+))?$/.exec(basename(path));
  if (back !== null) return isFolder(dirname(path)) ? latest(dirname(path), Number(back[1] ?? 0)) : undefined;
  if (looksLikeRun(path)) return path;
  return undefined;
}

function latest(home: string, back: number): string | undefined {
  const names = runNames(home);
  const file = join(home, 'latest');
  const newest =
    statSync(file, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(file, 'utf8').trim() : names.at(-1);
  const at = names.indexOf(newest ?? '');
  const name = at < 0 ? undefined : names[at - back];
  return name === undefined ? undefined : join(home, name);
}

interface Dated {
  readonly name: string;
  readonly stamp: string;
  readonly written: number;
}

/** By the second in the name; within one second by when the folder was written. */
function byTime(a: Dated, b: Dated): number {
  if (a.stamp !== b.stamp) return a.stamp < b.stamp ? -1 : 1;
  return a.written - b.written || (a.name < b.name ? -1 : 1);
}
