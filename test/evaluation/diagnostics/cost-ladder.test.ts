import assert from 'node:assert/strict';
import ladder from '../../../src/evaluation/diagnostics/cost-ladder.ts';
import { column, madeView, symbolOf } from './_view.ts';

const view = madeView([symbolOf('A', [1], [1])]);

describe('cost_ladder', () => {
  it('takes each fee from the gross result and tells where nothing is left', () => {
    const { tables, facts } = ladder.compute({ low: -1, high: 1, step: 0.5 }, view);
    assert.deepEqual(column(tables[''], 'fee_bps'), [-1, -0.5, 0, 0.5, 1]);
    const net = column(tables[''], 'net');
    [0.0104, 0.0102, 0.01, 0.0098, 0.0096].forEach((x, i) => assert.ok(Math.abs(net[i] - x) < 1e-15));
    assert.ok(Math.abs((facts.find((f) => f.name === 'break_even_fee')?.value ?? 0) - 25) < 1e-9);
  });

  it('gives the Sharpe ratio of each fee where positions are held by the bar', () => {
    const bars = { gross: Float64Array.of(0.02, 0, 0.01), changed: Float64Array.of(1, 0, 1), a_year: 4 };
    const { tables } = ladder.compute(
      { low: 0, high: 100, step: 100 },
      { ...view, costed: () => ({ gross: 0.03, turnover: 2, of: 'equity', bars }) },
    );
    const [free, paid] = column(tables[''], 'sharpe');
    assert.ok(Math.abs(free - 2) < 1e-12); // mean 0.01, sd 0.01, times sqrt(4)
    assert.ok(Math.abs(paid - (0.01 / 3 / Math.sqrt((2 * (0.01 / 3) ** 2 + (0.02 / 3) ** 2) / 2)) * 2) < 1e-12);
  });

  it('refuses a ladder without rungs', () => {
    assert.deepEqual(
      ladder.check?.({ low: 1, high: 1, step: 1 }).map(({ key }) => key),
      ['high'],
    );
  });
});
