import { windowReach } from '../core/contracts/feature.ts';
import { defineSignal } from '../core/contracts/signal.ts';
import * as p from '../core/params.ts';
import { emitDirection } from './_emit.ts';

const params = {
  by: p.input('Category that chooses: 1 to N.'),
  cases: p.map('Signal of each category: `{ 1: trend, 2: reversal }`.', p.input('Signal.', { accepts: ['signal'] })),
};

/**
 * The signal that `cases` names for the category of the bar, as it is: direction, edge, sigma and strength.
 *
 * In: a category and the signals. Out: as the chosen signal. A category that is not known or has no case: direction 0.
 */
export default defineSignal({
  type: 'switch',
  version: 1,
  summary: 'One signal per category, such as a regime of volatility.',
  params,
  check({ cases }) {
    return Object.keys(cases)
      .filter((key) => !/^[1-9][0-9]*$/.test(key))
      .map((key) => ({ key: `cases.${key}`, message: 'is not a category', expected: '1, 2, 3 …' }));
  },
  inputs: ({ by, cases }) => [
    { name: by, role: 'column' as const },
    ...Object.values(cases).map((name) => ({ name, role: 'signal' as const })),
  ],
  gives({ cases }, given) {
    const names = Object.values(cases);
    return (['edge', 'sigma'] as const).filter((output) => names.every((name) => given(name).includes(output)));
  },
  reach: () => windowReach(1),
  start: ({ cases }) => Object.keys(cases).map(Number),
  push(categories, inputs, outputs) {
    const [by] = inputs;
    for (let i = 0; i < by.length; i++) {
      const k = categories.indexOf(by[i]);
      if (k < 0) emitDirection(outputs, i, 0);
      else for (let output = 0; output < 4; output++) outputs[output][i] = inputs[1 + 4 * k + output][i];
    }
  },
});
