import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonValue } from '../core/artifacts.ts';
import { now, stampUtc } from '../core/clock.ts';
import { digestJson } from '../core/digest.ts';
import { Refusal, refuse } from '../core/problem.ts';
import { codeOf, writing } from '../runner/_files.ts';
import { replaceText, safeName } from '../runner/folders.ts';
import type { Opened } from '../runner/open.ts';
import type { Study } from './study.ts';
import { lockSweep } from './sweep-lock.ts';
import type { TrialBase } from './trial.ts';

/** What a sweep is, apart from its results: written once, read by `--resume` and by `run --trial`. */
export interface SweepFacts {
  readonly format: number;
  readonly experiment: string;
  /** Spec, data and search: sweeps of one digest are the same sweep. The number of trials is not part of it. */
  readonly digest: string;
  /** Digest of the base run: spec without search, and data. */
  readonly run: string;
  readonly settings: Study['settings'];
  readonly base: TrialBase;
}

const FORMAT = 2;

export interface SweepFolder {
  readonly path: string;
  readonly facts: SweepFacts;
}

/** What a sweep of this study over these rows is. */
export function factsOf({ plan, spec }: Opened, { settings }: Study, base: TrialBase): SweepFacts {
  const run = digestJson([plan.digest, plan.byId.get('simulation')?.key ?? '']);
  return {
    format: FORMAT,
    experiment: spec.name,
    digest: digestJson([run, settings, base.from, base.to]),
    run,
    settings,
    base,
  };
}

const home = ({ config, spec }: Opened): string => join(config.paths.results, safeName(spec.name), 'sweeps');

/** A new folder, or with `resume` the newest one of the same digest; locked for this process until `release`. */
export function openSweepFolder(
  probe: Opened,
  facts: SweepFacts,
  resume: boolean,
): SweepFolder & { readonly resumed: boolean; release(): void } {
  const sweeps = resume ? sweepsOf(probe) : [];
  const known = sweeps.find((s) => s.facts.digest === facts.digest && s.facts.format === FORMAT);
  if (known === undefined && sweeps.length > 0) throw otherSweep(sweeps[0], facts);
  if (known !== undefined) return { ...known, resumed: true, release: lockSweep(known.path) };
  const name = `${stampUtc(now())}-${facts.digest.slice(0, 8)}`;
  const path = newFolder(home(probe), name);
  const release = lockSweep(path);
  writing(path, () => replaceText(join(path, 'sweep.json'), `${JSON.stringify(facts, null, 2)}\n`));
  return { path, facts, resumed: false, release };
}

/** Why the newest sweep is not the one that `--resume` means. */
function otherSweep({ path, facts: found }: SweepFolder, facts: SweepFacts): Refusal {
  const said = { hint: 'without --resume a new sweep starts', found: path };
  if (found.format !== FORMAT) {
    const message = `the newest sweep was written in format ${found.format}, this version goes on with format ${FORMAT}`;
    return new Refusal(refuse('USAGE', '', message, { ...said, expected: `format ${FORMAT}` }).problems, 2);
  }
  const changed = changedSettings(found.settings, facts.settings);
  if (found.run !== facts.run) changed.push('the spec or its data');
  if (changed.length === 0) changed.push('the rows that are judged');
  const message = `no sweep of this search is there to resume: since the newest one ${changed.join(', ')} changed`;
  return new Refusal(refuse('USAGE', '', message, said).problems, 2);
}

/** Paths of the search block that differ, a searched path as one. */
function changedSettings(before: Study['settings'], after: Study['settings']): string[] {
  const parts = (settings: Study['settings']): Map<string, string> => {
    const { space, ...rest } = settings;
    const entries = [
      ...Object.entries(rest).map(([key, value]) => [`search.${key}`, value] as const),
      ...Object.entries((space ?? {}) as object).map(
        ([path, value]) => [`search.space[${path}]`, value as JsonValue] as const,
      ),
    ];
    return new Map(entries.map(([key, value]) => [key, digestJson(value)]));
  };
  const [a, b] = [parts(before), parts(after)];
  return [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key)).sort();
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
      return [{ path: join(folder, name), facts: factsIn(file) }];
    });
}

function factsIn(file: string): SweepFacts {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as SweepFacts;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw refuse('DATA_FORMAT', '', `${file} is not JSON: ${error.message}`, {
      hint: 'move the folder of this sweep away',
    });
  }
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
