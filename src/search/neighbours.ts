import { quantile7 } from '../core/math/index.ts';
import { shareOf } from './_domain.ts';
import { pointOf } from './space.ts';
import type { Params, Point, Space } from './types.ts';

export interface Scored {
  readonly index: number;
  readonly params: Params;
  readonly value: number;
}

export interface Neighbours {
  /** `step`: all values within one step (a tenth of the range where there is none). `nearest`: the five nearest. */
  readonly rule: 'step' | 'nearest';
  readonly count: number;
  readonly best: number;
  /** Of the neighbours' objective; NaN where there are none. */
  readonly mean: number;
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
  readonly indexes: readonly number[];
}

const FEWEST = 3;
const NEAREST = 5;

/**
 * How trials beside the best one score: a peak that its neighbours do not share is luck. Distances are on 0..1 per
 * parameter (on the logarithm where so searched); another choice, or a parameter that only one of the two has, is 1.
 */
export function neighboursOf(space: Space, trials: readonly Scored[], best: number): Neighbours {
  const centre = trials.find(({ index }) => index === best);
  if (centre === undefined) throw new RangeError(`trial ${best} is not among the trials`);
  const at = pointOf(space, centre.params);
  const others = trials
    .filter((trial) => trial !== centre)
    .map((trial) => ({ trial, distance: distances(space, at, pointOf(space, trial.params)) }))
    .filter(({ distance }) => distance.some((d) => d > 0)); // the same point tried again says nothing of its neighbourhood
  const beside = others.filter(({ distance }) => distance.every((d, i) => d <= reachOf(space, i, at[i])));
  const rule = beside.length >= FEWEST ? 'step' : 'nearest';
  const square = (distance: readonly number[]): number => distance.reduce((sum, d) => sum + d * d, 0);
  const near =
    rule === 'step'
      ? beside
      : others
          .toSorted((a, b) => square(a.distance) - square(b.distance) || a.trial.index - b.trial.index)
          .slice(0, NEAREST);
  const values = Float64Array.from(near, ({ trial }) => trial.value).sort();
  return {
    rule,
    count: near.length,
    best: centre.value,
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    median: values.length === 0 ? NaN : quantile7(values, 0.5),
    lowest: values.at(0) ?? NaN,
    highest: values.at(-1) ?? NaN,
    indexes: near.map(({ trial }) => trial.index).sort((a, b) => a - b),
  };
}

function distances(space: Space, a: Point, b: Point): readonly number[] {
  return space.params.map(({ domain }, i) => {
    if (Number.isNaN(a[i]) || Number.isNaN(b[i])) return Number.isNaN(a[i]) === Number.isNaN(b[i]) ? 0 : 1;
    if (domain.kind === 'categorical') return a[i] === b[i] ? 0 : 1;
    return Math.abs(shareOf(domain, a[i]) - shareOf(domain, b[i]));
  });
}

/** One step up or down as a share of the range, a tenth where there is no step or steps are finer; 0 for categories. */
function reachOf(space: Space, i: number, value: number): number {
  const { domain } = space.params[i];
  if (domain.kind === 'categorical' || Number.isNaN(value)) return 0;
  if (domain.step === undefined || domain.log || domain.low === domain.high) return 0.1;
  return Math.max(0.1, domain.step / (domain.high - domain.low)) + 1e-9;
}
