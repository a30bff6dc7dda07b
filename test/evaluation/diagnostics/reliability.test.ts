import assert from 'node:assert/strict';
import reliability from '../../../src/evaluation/diagnostics/reliability.ts';
import { column, madeView, symbolOf } from './_view.ts';

describe('reliability', () => {
  it('sets mean forecast beside mean outcome, bin by bin, over all symbols', () => {
    const view = madeView([symbolOf('A', [1, 2, NaN], [10, 30, 5]), symbolOf('B', [3, 4], [50, 10])]);
    const { tables, facts } = reliability.compute({ of: undefined, bins: 2 }, view);
    assert.deepEqual(column(tables[''], 'forecast'), [1.5, 3.5]);
    assert.deepEqual(column(tables[''], 'outcome'), [20, 30]);
    assert.deepEqual(column(tables[''], 'rows'), [2, 2]);
    // least squares of 10 30 50 10 on 1 2 3 4: slope 10 / 5, intercept 25 - 2 x 2.5
    assert.deepEqual(
      facts.map(({ name, value }) => [name, value]),
      [
        ['slope', 2],
        ['intercept', 20],
      ],
    );
  });

  it('has Brier score, log loss and calibration error of classes', () => {
    const view = madeView([symbolOf('A', [0.25, 0.25, 0.75, 0.75], [0, 0, 1, 0])]);
    const judged = { ...view.judged(undefined), unit: 'class' };
    const { facts } = reliability.compute({ of: 'p', bins: 2 }, { ...view, judged: () => judged });
    const [brier, loss, ece] = facts.map(({ value }) => value);
    assert.equal(brier, (3 * 0.0625 + 0.5625) / 4);
    assert.ok(Math.abs(loss + (3 * Math.log(0.75) + Math.log(0.25)) / 4) < 1e-15);
    // bins [0, 0.5) and [0.5, 1]: |0.25 - 0| and |0.75 - 0.5|, half of the rows each
    assert.equal(ece, 0.25);
  });
});
