import { join } from 'node:path';
import { Refusal, refuse } from '../core/problem.ts';
import type { Opened } from '../runner/open.ts';
import { findSweep } from './folder.ts';
import { openStudy } from './journal.ts';
import { studyOf } from './study.ts';
import { setsOf } from './trial.ts';

/** What `run --trial` runs: the overrides of that trial and the stretch of time it was judged on. */
export interface FoundTrial {
  readonly sets: readonly string[];
  readonly from: number;
  readonly to: number;
  /** Of the run that the trial was; absent where it has no result. */
  readonly digest: string | undefined;
}

/** A trial of a sweep of this experiment, by number; the newest sweep unless one is named. */
export function findTrial(probe: Opened, number: string, sweep: string | undefined): FoundTrial {
  const { path, facts } = findSweep(probe, sweep);
  const study = studyOf(probe);
  const options = {
    name: probe.spec.name,
    objectives: study.objectives,
    space: study.space,
    identity: { digest: facts.digest },
    alone: true,
  };
  const trials = openStudy(join(path, 'journal.log'), options).trials();
  const trial = trials.find((t) => String(t.number) === number);
  if (trial === undefined) {
    throw new Refusal(
      refuse('USAGE', '', `the sweep has no trial ${number}`, { expected: `0 to ${trials.length - 1}` }).problems,
      2,
    );
  }
  return {
    sets: [...facts.base.sets, ...setsOf(trial.params)],
    from: facts.base.from,
    to: facts.base.to,
    digest: (trial.attributes['digest'] as string | undefined) || undefined,
  };
}
