import { fromStart } from '../core/contracts/feature.ts';
import { defineSignal } from '../core/contracts/signal.ts';
import { log } from '../core/math/index.ts';
import * as p from '../core/params.ts';
import { emitDirection } from './_emit.ts';

const params = {
  of: p.input('Price of the first leg, given to both symbols (a feature with `symbol`).'),
  against: p.input('Price of the second leg.'),
  legs: p.list('Symbols of the two legs, in that order; others are not traded.', p.text('Symbol.'), { minItems: 2 }),
  window: p.span('Bars of the regression, the current one included.', { min: 3 }),
  entry: p.number('Distance of the spread from its mean, in standard deviations, at which it is traded.', { above: 0 }),
  exit: p.number('Distance at which it is left.', { min: 0, default: 0 }),
};

interface State {
  /** 1 = first leg, -1 = second leg, 0 = neither. */
  readonly leg: number;
  readonly entry: number;
  readonly exit: number;
  /** Logarithms of the last `window` prices, a ring, and the bars seen. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  seen: number;
  /** Side of the spread that is held. */
  held: number;
}

/**
 * Spread s = ln a - beta ln b, beta = slope of the least-squares line of ln a on ln b over the window; z = distance of the
 * last residual from 0 in standard deviations (n - 2) of the residuals. Short the spread (first leg short, second long) at
 * z > entry, long at z < -entry, held until it is within `exit` of the line, or beyond it.
 *
 * In: two prices. Out: direction of the symbol's own leg; no edge, no sigma. An unknown price, an unfilled window or a flat
 * second price: direction 0, and nothing is held over it. Both legs have the size that `sizing` gives them.
 * Source: Gatev, Goetzmann and Rouwenhorst, Pairs trading: performance of a relative-value arbitrage rule (2006).
 */
export default defineSignal({
  type: 'pairs_spread',
  version: 1,
  summary: 'Statistical arbitrage: two symbols against each other when their spread is stretched.',
  params,
  check({ legs, entry, exit }) {
    if (legs.length !== 2 || legs[0] === legs[1])
      return [{ key: 'legs', message: 'a pair has two different symbols', expected: '[BTCUSDT, ETHUSDT]' }];
    return exit < entry ? [] : [{ key: 'exit', message: 'must be nearer than entry', expected: `below ${entry}` }];
  },
  inputs: ({ of, against }) => [
    { name: of, role: 'column' },
    { name: against, role: 'column' },
  ],
  symbols: ({ legs }) => ({ legs }),
  reach: ({ window }) => fromStart(window),
  start: ({ legs, window, entry, exit }, _units, symbol): State => ({
    leg: symbol === legs[0] ? 1 : symbol === legs[1] ? -1 : 0,
    entry,
    exit,
    x: new Float64Array(window).fill(NaN),
    y: new Float64Array(window).fill(NaN),
    seen: 0,
    held: 0,
  }),
  push(state, [a, b], outputs) {
    for (let i = 0; i < a.length; i++) {
      const slot = state.seen++ % state.x.length;
      state.y[slot] = log(a[i]);
      state.x[slot] = log(b[i]);
      advance(state, stretchOf(state, slot));
      emitDirection(outputs, i, state.held === 0 ? 0 : state.leg * state.held);
    }
  },
});

function advance(state: State, z: number): void {
  const { entry, exit } = state;
  if (z > entry) state.held = -1;
  else if (z < -entry) state.held = 1;
  else if (!(state.held > 0 ? z < -exit : z > exit)) state.held = 0;
}

/** Standardised last residual of the regression over the ring; NaN where it has none. The sums run in the order of time. */
function stretchOf({ x, y, seen }: State, last: number): number {
  const n = x.length;
  if (seen < n) return NaN;
  let [meanX, meanY] = [0, 0];
  for (let k = 1; k <= n; k++) {
    meanX += x[(last + k) % n];
    meanY += y[(last + k) % n];
  }
  meanX /= n;
  meanY /= n;
  let [xx, xy, yy] = [0, 0, 0];
  for (let k = 1; k <= n; k++) {
    const [dx, dy] = [x[(last + k) % n] - meanX, y[(last + k) % n] - meanY];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  if (!(xx > 0)) return NaN;
  const beta = xy / xx;
  const rest = yy - beta * xy;
  if (!(rest > 1e-12 * yy)) return NaN;
  return (y[last] - meanY - beta * (x[last] - meanX)) / Math.sqrt(rest / (n - 2));
}
