import { defineLimit } from '../../core/contracts/portfolio.ts';
import * as p from '../../core/params.ts';

const params = {
  max: p.fraction('Loss from the peak of the equity beyond which nothing new is opened.', { above: 0, max: 1 }),
  window: p.span('The peak is the highest close of this many bars; without it, of all since the start.', {
    optional: true,
  }),
};

interface State {
  readonly max: number;
  /** Falling equities that may still become the peak, in a ring, with the bar of each. Empty without a window. */
  readonly values: Float64Array;
  readonly bars: Float64Array;
  first: number;
  held: number;
  bar: number;
  peak: number;
}

/**
 * No new entries while equity < peak * (1 - max); an open position runs to its own exit.
 *
 * Re-entry: as soon as the equity is back above that line. A flat account does not move, so without a `window` the limit
 * ends the trading for good unless the position that was open recovers; with one, the old peak leaves it after that many bars.
 * With `portfolio.rebalance` positions may shrink or close meanwhile, none is opened or grows.
 */
export default defineLimit({
  type: 'drawdown',
  version: 1,
  rank: 60,
  summary: 'No new entries in a deep drawdown.',
  params,
  start({ max, window = 0 }): State {
    return {
      max,
      values: new Float64Array(window),
      bars: new Float64Array(window),
      first: 0,
      held: 0,
      bar: 0,
      peak: -Infinity,
    };
  },
  allows(state, equity) {
    state.peak = state.values.length === 0 ? Math.max(state.peak, equity) : slidingPeak(state, equity);
    state.bar++;
    return equity >= state.peak * (1 - state.max);
  },
});

function slidingPeak(state: State, equity: number): number {
  const { values, bars } = state;
  const size = values.length;
  if (state.held > 0 && bars[state.first] <= state.bar - size) {
    state.first = (state.first + 1) % size;
    state.held--;
  }
  while (state.held > 0 && values[(state.first + state.held - 1) % size] <= equity) state.held--;
  const at = (state.first + state.held) % size;
  values[at] = equity;
  bars[at] = state.bar;
  state.held++;
  return values[state.first];
}
