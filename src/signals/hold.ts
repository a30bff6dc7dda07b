import { windowReach } from '../core/contracts/feature.ts';
import { defineSignal } from '../core/contracts/signal.ts';
import * as p from '../core/params.ts';
import { emitDirection } from './_emit.ts';

const params = { direction: p.choice('Side that is held.', ['long', 'short'], { default: 'long' }) };

/** The same direction at every bar: the benchmark to beat. In: nothing. Out: direction 1 or -1, strength 1. */
export default defineSignal({
  type: 'hold',
  version: 1,
  summary: 'One side at every bar, as a benchmark.',
  params,
  inputs: () => [],
  reach: () => windowReach(1),
  start: ({ direction }) => (direction === 'long' ? 1 : -1),
  push(direction, _inputs, outputs) {
    for (let i = 0; i < outputs[0].length; i++) emitDirection(outputs, i, direction);
  },
});
