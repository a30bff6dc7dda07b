import type { TimeRange } from '../core/artifacts.ts';
import { Refusal, refuse } from '../core/problem.ts';
import type { Opened } from '../runner/open.ts';
import { openSpec } from '../runner/open-spec.ts';
import { nthValue, sizeOf } from './_domain.ts';
import { writtenOf } from './space.ts';
import type { Study } from './study.ts';
import { setsOf } from './trial.ts';
import type { Params } from './types.ts';

const MOST_SPLITS = 256;

/**
 * The stretch of time that every trial trades out of sample: where a search varies the split, the test windows that all
 * of its splits share; metrics of other rows could not be compared.
 */
export async function sharedRange(
  file: string,
  sets: readonly string[],
  probe: Opened,
  study: Study,
): Promise<TimeRange> {
  const { bars, traded } = probe.plan;
  const whole = { from: bars.time[traded.from], to: bars.time[traded.to - 1] + bars.interval_ms };
  let shared = whole;
  for (const params of splits(study)) {
    const { spec } = await openSpec(file, { set: [...sets, ...setsOf(params)] });
    if (spec.split === undefined) continue;
    const range = { from: bars.time[0], to: bars.time[bars.rows - 1] + bars.interval_ms };
    const { folds } = spec.split.component.folds(spec.split.values, range, bars.interval_ms);
    shared = {
      from: Math.max(shared.from, folds[0].test.from),
      to: Math.min(shared.to, folds[folds.length - 1].test.to),
    };
  }
  if (shared.from < shared.to) return shared;
  const problem = refuse('SPEC_CONFLICT', 'search.space', 'the splits of this space share no test row', {
    hint: 'narrow the searched split lengths, or widen data.range',
  });
  throw new Refusal(problem.problems, 2);
}

/** Every combination of the searched split values; a range without steps stands for its two ends. */
function splits({ space }: Study): readonly Params[] {
  const searched = space.params.filter(({ path }) => path.startsWith('split.'));
  if (searched.length === 0) return [];
  let all: Params[] = [{}];
  for (const param of searched) {
    const { domain } = param;
    const size = sizeOf(domain);
    const ends = domain.kind === 'categorical' ? [] : [domain.low, domain.high];
    const values = size <= MOST_SPLITS ? Array.from({ length: size }, (_, i) => nthValue(domain, i)) : ends;
    all = all
      .flatMap((before) => values.map((value) => ({ ...before, [param.path]: writtenOf(param, value) })))
      .slice(0, MOST_SPLITS);
  }
  return all;
}
