import { windowReach } from '../core/contracts/feature.ts';
import { defineSignal } from '../core/contracts/signal.ts';
import * as p from '../core/params.ts';
import { emitDirection } from './_emit.ts';

const params = {
  of: p.inputs('Signals that vote.', { accepts: ['signal'] }),
  min_agree: p.integer('Least number of signals that must point the same way.', { min: 1, default: 1 }),
};

/**
 * direction = the side that more signals point to, where at least `min_agree` of them do; 0 where both sides have as many.
 *
 * In: directions of the signals. Out: direction; no edge, no sigma; strength = share of the signals on that side, 0..1.
 * NaN: a signal that knows nothing has direction 0 and abstains.
 */
export default defineSignal({
  type: 'vote',
  version: 1,
  summary: 'The side that most signals point to.',
  params,
  check({ of, min_agree }) {
    if (min_agree <= of.length) return [];
    return [{ key: 'min_agree', message: 'more must agree than there are signals', expected: `at most ${of.length}` }];
  },
  inputs: ({ of }) => of.map((name) => ({ name, role: 'signal' as const })),
  reach: () => windowReach(1),
  start: ({ of, min_agree }) => ({ count: of.length, min_agree }),
  push({ count, min_agree }, inputs, outputs) {
    for (let i = 0; i < outputs[0].length; i++) {
      let [long, short] = [0, 0];
      for (let k = 0; k < count; k++) {
        const direction = inputs[4 * k][i];
        if (direction > 0) long++;
        else if (direction < 0) short++;
      }
      const agreed = Math.max(long, short);
      const direction = agreed < min_agree ? 0 : Math.sign(long - short);
      emitDirection(outputs, i, direction);
      outputs[3][i] = direction === 0 ? 0 : agreed / count;
    }
  },
});
