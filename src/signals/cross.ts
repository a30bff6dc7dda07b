import { windowReach } from '../core/contracts/feature.ts';
import { defineSignal } from '../core/contracts/signal.ts';
import * as p from '../core/params.ts';
import { emitDirection } from './_emit.ts';

const params = {
  of: p.input('The faster column.', { accepts: ['column', 'score'] }),
  against: p.input('The slower column.', { accepts: ['column', 'score'] }),
};

/**
 * direction = sign(of - against): long for as long as the first stands above the second, not only at the crossing.
 *
 * In: two columns of one unit. Out: direction; no edge, no sigma; strength |direction|. NaN in either: direction 0.
 */
export default defineSignal({
  type: 'cross',
  version: 1,
  summary: 'Long while one column is above another, short while below.',
  params,
  inputs: ({ of, against }) => [
    { name: of, role: 'column' },
    { name: against, role: 'column' },
  ],
  reach: () => windowReach(1),
  start: () => null,
  push(_state, [of, against], outputs) {
    for (let i = 0; i < of.length; i++) emitDirection(outputs, i, of[i] > against[i] ? 1 : of[i] < against[i] ? -1 : 0);
  },
});
