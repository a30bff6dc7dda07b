import { fromStart, windowReach } from '../core/contracts/feature.ts';
import { defineSignal } from '../core/contracts/signal.ts';
import * as p from '../core/params.ts';
import { emitDirection } from './_emit.ts';

const params = {
  of: p.input('Column that leaves the band.', { accepts: ['column', 'score'] }),
  lower: p.input('Lower edge of the band.'),
  upper: p.input('Upper edge of the band.'),
  exit: p.input('A direction is held until the column reaches this one, such as the middle of the band.', {
    optional: true,
  }),
  follow: p.flag('Trade with the break (long above) instead of back into the band.', { default: false }),
};

interface State {
  readonly sign: number;
  /** 1 while held from a break above, -1 from one below. */
  broke: number;
}

/**
 * Short above the upper edge, long below the lower one (with `follow` the other way round), else 0. With `exit` held
 * until the column is back at it.
 *
 * In: three or four columns of one unit. Out: direction; no edge, no sigma; strength |direction|.
 * NaN in the column or an edge of the band: direction 0, and nothing is held over it.
 */
export default defineSignal({
  type: 'band',
  version: 1,
  summary: 'Reversion into a band, or breakout from it.',
  params,
  inputs({ of, lower, upper, exit }) {
    return [of, lower, upper, ...(exit === undefined ? [] : [exit])].map((name) => ({ name, role: 'column' as const }));
  },
  reach: ({ exit }) => (exit === undefined ? windowReach(1) : fromStart(1)),
  start: ({ follow }): State => ({ sign: follow ? 1 : -1, broke: 0 }),
  push(state, [of, lower, upper, exit], outputs) {
    for (let i = 0; i < of.length; i++) {
      const held = exit !== undefined && (state.broke > 0 ? of[i] > exit[i] : of[i] < exit[i]);
      const known = of[i] <= upper[i] && of[i] >= lower[i];
      state.broke = of[i] > upper[i] ? 1 : of[i] < lower[i] ? -1 : known && held ? state.broke : 0;
      emitDirection(outputs, i, state.broke === 0 ? 0 : state.sign * state.broke);
    }
  },
});
