import assert from 'node:assert/strict';
import decay from '../../../src/evaluation/diagnostics/ic-decay.ts';
import { streamOf } from '../../../src/core/rng.ts';
import { column, madeView, symbolOf } from './_view.ts';

describe('ic_decay', () => {
  it('finds a score that knows the next bar, and less of each later one', () => {
    const rng = streamOf(9, 'test', 'decay');
    const steps = Array.from({ length: 3000 }, () => rng.normal() / 1000);
    let price = 100;
    const close = steps.map((step) => (price *= 1 + step));
    const score = close.map((_, t) => steps[t + 1] ?? 0);
    const symbol = symbolOf('A', score, score, undefined, close);
    const { tables } = decay.compute({ of: undefined, horizons: [1, 4, 5000] }, madeView([symbol]));
    const ic = column(tables[''], 'ic');
    assert.ok(Math.abs(ic[0] - 1) < 1e-3);
    assert.ok(Math.abs(ic[1] - 0.5) < 0.08); // one step of four: 1 / sqrt(4)
    assert.equal(ic[2], NaN);
    assert.deepEqual(column(tables[''], 'samples'), [2999, 2996, 0]);
  });

  it('takes the mean of the coefficients of each time where there are several symbols', () => {
    // A rises and B falls from bar to bar; the score says so at the first two times and the reverse at the third
    const a = symbolOf('A', [1, 1, -1, 1], [0, 0, 0, 0], undefined, [1, 2, 3, 4]);
    const b = symbolOf('B', [0, 0, 0, 0], [0, 0, 0, 0], undefined, [4, 3, 2, 1]);
    const { tables } = decay.compute({ of: undefined, horizons: [1] }, madeView([a, b]));
    assert.ok(Math.abs(column(tables[''], 'ic')[0] - 1 / 3) < 1e-12);
    assert.deepEqual(column(tables[''], 'samples'), [3]);
  });
});
