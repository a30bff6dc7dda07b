import assert from 'node:assert/strict';
import decay from '../../../src/evaluation/diagnostics/ic-decay.ts';
import { streamOf } from '../../../src/core/rng.ts';
import { column, madeView, symbolOf } from './_view.ts';

describe('ic_decay', () => {
  it('finds a score that knows the label of two bars later', () => {
    const rng = streamOf(9, 'test', 'decay');
    const score = Array.from({ length: 3000 }, () => rng.normal());
    const label = score.map((_, t) => score[t - 2] ?? 0);
    const { tables } = decay.compute({ of: undefined, lags: [0, 2, 5000] }, madeView([symbolOf('A', score, label)]));
    const ic = column(tables[''], 'ic');
    assert.ok(Math.abs(ic[0]) < 0.06);
    assert.ok(Math.abs(ic[1] - 1) < 1e-3);
    assert.deepEqual(column(tables[''], 'rows'), [3000, 2998, 0]);
  });
});
