import { defineGate } from '../core/contracts/gate.ts';
import * as p from '../core/params.ts';
import { pushValue, quantileOf, startSlidingQuantile } from './_sliding-quantile.ts';
import type { SlidingQuantile } from './_sliding-quantile.ts';

const level = { min: 0, max: 1 } as const;
const params = {
  window: p.span('Number of past edges; the current bar is not among them.', { min: 2 }),
  long_above: p.fraction('A long needs an edge above this quantile.', { ...level, default: 0.7 }),
  short_below: p.fraction('A short needs an edge below this quantile.', { ...level, default: 0.3 }),
};

interface State {
  readonly upper: SlidingQuantile;
  readonly lower: SlidingQuantile;
}

/**
 * Refuses a long unless edge > q(long_above), a short unless edge < q(short_below), q = type-7 quantile of the last
 * `window` known edges before this bar. Every bar's edge counts, traded or not; unknown ones are skipped.
 * Refuses until the window is full, and where there is no vote.
 * Source: Hyndman and Fan, Sample quantiles in statistical packages (1996).
 */
export default defineGate({
  type: 'quantile',
  version: 1,
  rank: 70,
  needs: ['edge'],
  summary: 'The edge must be extreme among its recent history.',
  params,
  check({ long_above, short_below }) {
    if (long_above >= short_below) return [];
    return [{ key: 'long_above', message: 'must not be below "short_below"' }];
  },
  start: ({ window, long_above, short_below }): State => ({
    upper: startSlidingQuantile(window, long_above),
    lower: startSlidingQuantile(window, short_below),
  }),
  push({ upper, lower }, { edge }, vote, refused) {
    for (let i = 0; i < refused.length; i++) {
      const x = edge[i];
      const beyond = vote[i] > 0 ? x > quantileOf(upper) : vote[i] < 0 && x < quantileOf(lower);
      if (!beyond) refused[i] = 1;
      if (x === x) {
        pushValue(upper, x);
        pushValue(lower, x);
      }
    }
  },
  sift({ window, long_above, short_below }, { signal: { edge }, votes: { sign }, memo }, { rows, count }) {
    const level = (q: number): Float64Array => memo(`${window}/${q}`, () => trailingQuantile(edge, window, q));
    const upper = level(long_above);
    const lower = level(short_below);
    let kept = 0;
    for (let j = 0; j < count; j++) {
      const t = rows[j];
      rows[kept] = t;
      kept += Number(sign[t] > 0 ? edge[t] > upper[t] : sign[t] < 0 && edge[t] < lower[t]);
    }
    return kept;
  },
});

/** The quantile that each bar is compared with: of the known values before it. */
function trailingQuantile(x: Float64Array, window: number, q: number): Float64Array {
  const state = startSlidingQuantile(window, q);
  return x.map((value) => {
    const before = quantileOf(state);
    if (value === value) pushValue(state, value);
    return before;
  });
}
