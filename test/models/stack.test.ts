import assert from 'node:assert/strict';
import stack from '../../src/models/stack.ts';
import { contextOf, honoursModelContract, sampleOf } from '../contracts/model.ts';

const values = { of: ['a', 'b', 'c', 'd'], l2: 0.001, min_samples: 100 };
interface Fitted {
  readonly intercept: number;
  readonly coefficients: readonly number[];
}
const fit = (label: (a: number, b: number) => number, over: object = {}): Fitted => {
  const { columns, rows } = sampleOf(400);
  const [a, , c] = columns;
  const b = c.map((v) => (v - 30_000) / 500);
  const target = a.map((v, t) => label(v, b[t]));
  const train = { rows, columns: [a, b], target };
  return stack.fit({ ...values, ...over }, train, undefined, contextOf(['a', 'b'])) as unknown as Fitted;
};

describe('stack', () => {
  honoursModelContract(stack, values, { rising: true });

  it('finds the weights and the level of the scores that made the label', () => {
    const { coefficients, intercept } = fit((a, b) => 0.5 * a + 2 * b + 7, { l2: 0 });
    [0.5, 2].forEach((b, i) => assert.ok(Math.abs(coefficients[i] - b) < 1e-6, coefficients.join()));
    assert.ok(Math.abs(intercept - 7) < 1e-6);
  });

  it('gives a score that was wrong no weight', () => {
    const { coefficients } = fit((a, b) => a - 3 * b);
    assert.ok(coefficients[0] > 0.5 && coefficients[1] === 0);
  });

  it('is the mean of the scores while it knows too little', () => {
    assert.deepEqual(
      fit((a) => a, { min_samples: 401 }),
      { intercept: 0, coefficients: [0.5, 0.5], scales: [1, 1] },
    );
  });
});
