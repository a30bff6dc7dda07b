import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { now, stampUtc } from '../core/clock.ts';
import { digestJson } from '../core/digest.ts';
import { Refusal, refuse } from '../core/problem.ts';
import { codeOf, writing } from '../runner/_files.ts';
import { safeName } from '../runner/folders.ts';
import type { Opened } from '../runner/open.ts';
import type { Study } from './study.ts';
import { lockSweep } from './sweep-lock.ts';
import type { TrialBase } from './trial.ts';

/** What a sweep is, apart from its results: written once, read by `--resume` and by `run --trial`. */
export interface SweepFacts {
  readonly format: 1;
  readonly experiment: string;
  /** Digest of the base run and of what is searched. */
  readonly digest: string;
  readonly base: TrialBase;
}

export interface SweepFolder {
  readonly path: string;
  readonly facts: SweepFacts;
}

/** Spec, data and search in one digest: sweeps of one digest are the same sweep. The number of trials is not part of it. */
export function sweepDigest(
  { plan }: Opened,
  { entries, sampler, objectives, constraints, batch, pruner }: Study,
  { from, to }: TrialBase,
): string {
  const plain = JSON.parse(JSON.stringify({ entries, objectives, constraints })) as object;
  return digestJson([
    plan.digest,
    plan.byId.get('simulation')?.key ?? '',
    plain,
    sampler.type,
    pruner?.type ?? null,
    batch,
    from,
    to,
  ]);
}

const home = ({ config, spec }: Opened): string => join(config.paths.results, safeName(spec.name), 'sweeps');

/** A new folder, or with `resume` the newest one of the same digest; locked for this process until `release`. */
export function openSweepFolder(
  probe: Opened,
  facts: SweepFacts,
  resume: boolean,
): SweepFolder & { readonly resumed: boolean; release(): void } {
  const known = resume ? sweepsOf(probe).find((s) => s.facts.digest === facts.digest) : undefined;
  if (known !== undefined) return { ...known, resumed: true, release: lockSweep(known.path) };
  const name = `${stampUtc(now())}-${facts.digest.slice(0, 8)}`;
  const path = newFolder(home(probe), name);
  const release = lockSweep(path);
  writeFileSync(join(path, 'sweep.json'), `${JSON.stringify(facts, null, 2)}\n`);
  return { path, facts, resumed: false, release };
}

/** `name`, or `name-2` and so on where another sweep of the same second has it. */
function newFolder(above: string, name: string): string {
  return writing(above, () => {
    mkdirSync(above, { recursive: true });
    for (let k = 1; ; k++) {
      const path = join(above, k === 1 ? name : `${name}-${k}`);
      try {
        mkdirSync(path);
        return path;
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error;
      }
    }
  });
}

/** Sweeps of an experiment, newest first. */
export function sweepsOf(probe: Opened): readonly SweepFolder[] {
  const folder = home(probe);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .toReversed()
    .flatMap((name) => {
      const file = join(folder, name, 'sweep.json');
      if (!existsSync(file)) return [];
      return [{ path: join(folder, name), facts: JSON.parse(readFileSync(file, 'utf8')) as SweepFacts }];
    });
}

/** The sweep that `run --trial` means: the one named, or the newest. */
export function findSweep(probe: Opened, name: string | undefined): SweepFolder {
  const sweeps = sweepsOf(probe);
  const found = name === undefined ? sweeps[0] : sweeps.find(({ path }) => path.endsWith(name));
  if (found !== undefined) return found;
  const expected = sweeps.map(({ path }) => path.slice(home(probe).length + 1)).join(', ');
  throw new Refusal(
    refuse('USAGE', '', name === undefined ? `${probe.spec.name} has no sweeps` : `no sweep "${name}"`, {
      ...(expected !== '' && { expected }),
      hint: 'assay sweep SPEC',
    }).problems,
    2,
  );
}
