import type { Bars, TimeRange } from '../core/artifacts.ts';
import { Refusal, refuse } from '../core/problem.ts';
import type { Opened } from '../runner/open.ts';
import { openSpec } from '../runner/open-spec.ts';
import { isExternal } from '../runner/predictions.ts';
import { fitOf, termsOf } from '../runner/terms.ts';
import type { Node, ResolvedSpec } from '../spec/types.ts';
import { nthValue, sizeOf } from './_domain.ts';
import { writtenOf } from './space.ts';
import type { Study } from './study.ts';
import { setsOf } from './trial.ts';
import type { Params } from './types.ts';

const MOST_SPLITS = 256;

/**
 * The stretch of time that every trial trades out of sample: where a search varies the split or the window of a
 * calibrator, what all of them share; metrics of other rows could not be compared.
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
    const own = tradedTimes(spec, bars);
    if (own !== undefined) shared = { from: Math.max(shared.from, own.from), to: Math.min(shared.to, own.to) };
  }
  if (shared.from < shared.to) return shared;
  const problem = refuse('SPEC_CONFLICT', 'search.space', 'the splits of this space share no test row', {
    hint: 'narrow the searched split lengths, or widen data.range',
  });
  throw new Refusal(problem.problems, 2);
}

/** What a spec trades: its test windows, from the first fit of every rolling calibrator on. Undefined where it cannot run. */
function tradedTimes(spec: ResolvedSpec, bars: Bars): TimeRange | undefined {
  const { time, rows, interval_ms } = bars;
  const range = { from: time[0], to: time[rows - 1] + interval_ms };
  const folds = spec.split?.component.folds(spec.split.values, range, interval_ms).folds ?? [];
  const tested = folds.length === 0 ? range : { from: folds[0].test.from, to: folds[folds.length - 1].test.to };
  const rolling = spec.calibrators.filter((calibrator) => fitOf(calibrator).type === 'rolling');
  try {
    const firsts = rolling.map((calibrator) => {
      const given = isExternal(spec.models.find(({ name }) => name === calibrator.values['of']) as Node);
      const from = given || folds.length === 0 ? Math.min(spec.data.range.from ?? time[0], time[0]) : tested.from;
      return termsOf(calibrator, { bars, folds: [], from })[0].window.to;
    });
    return { from: Math.max(tested.from, ...firsts), to: tested.to };
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** Every combination of the searched values that move the traded rows; a range without steps stands for its two ends. */
function splits({ space }: Study): readonly Params[] {
  const searched = space.params.filter(
    ({ path }) => path.startsWith('split.') || /^calibrators\.[^.]+\.fit\./.test(path),
  );
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
