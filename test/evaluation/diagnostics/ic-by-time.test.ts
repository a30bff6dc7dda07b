import assert from 'node:assert/strict';
import icByTime from '../../../src/evaluation/diagnostics/ic-by-time.ts';
import { column, madeView, symbolOf } from './_view.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('ic_by_time', () => {
  it('tells the coefficient of each time across symbols, its mean by day, and t of the mean', () => {
    // ranks agree at the first time, are reversed at the second, agree at the third, on the next day
    const time = [0, HOUR, DAY];
    const scores = { A: [1, 1, 1], B: [2, 2, 2], C: [3, 3, 3] };
    const labels = { A: [10, 30, 1], B: [20, 20, 2], C: [30, 10, 3] };
    const symbols = (['A', 'B', 'C'] as const).map((name) => symbolOf(name, scores[name], labels[name], time));
    const { tables, series, facts } = icByTime.compute({ of: undefined }, madeView(symbols, HOUR));
    assert.deepEqual(column(series as NonNullable<typeof series>, 'ic'), [1, -1, 1]);
    assert.deepEqual(column(tables[''], 'day'), [0, DAY]);
    assert.deepEqual(column(tables[''], 'ic'), [0, 1]);
    assert.deepEqual(column(tables[''], 'cumulative_ic'), [0, 1]);
    const told = Object.fromEntries(facts.map(({ name, value }) => [name, value]));
    // mean 1/3; with lag 0 the error is sqrt(mean of squares about it / 3) = sqrt(8/9 / 3)
    assert.ok(Math.abs(told['ic'] - 1 / 3) < 1e-12);
    assert.ok(Math.abs(told['ic_t'] - 1 / 3 / Math.sqrt(8 / 27)) < 1e-12);
    assert.ok(Math.abs(told['positive'] - 2 / 3) < 1e-12);
  });

  it('has one coefficient a day where there is one symbol', () => {
    const hours = Array.from({ length: 48 }, (_, t) => t * HOUR);
    const score = hours.map((_, t) => t % 24);
    const label = hours.map((_, t) => (t < 24 ? t : -t));
    const { series, facts } = icByTime.compute({ of: undefined }, madeView([symbolOf('A', score, label, hours)], HOUR));
    assert.deepEqual(column(series as NonNullable<typeof series>, 'ic'), [1, -1]);
    assert.equal(facts[0].unit, 'mean of days');
  });
});
