import assert from 'node:assert/strict';
import profile from '../../../src/evaluation/diagnostics/quantile-profile.ts';
import { streamOf } from '../../../src/core/rng.ts';
import { column, madeView, symbolOf } from './_view.ts';

const whole = { of: undefined, bins: 2, scope: 'global' as const, window: undefined };
const DAY = 1440;

/** Scores that are noise, and labels to come that are noise too. */
function noise(rows: number, skill = 0) {
  const rng = streamOf(3, 'test', 'profile', rows);
  const scores = Array.from({ length: rows }, () => rng.normal());
  return symbolOf(
    'A',
    scores,
    scores.map((s) => skill * s + rng.normal()),
  );
}

describe('quantile_profile', () => {
  it('counts, averages and adds up what came after the scores of each bin', () => {
    // the median 2.5 parts 1 2 | 3 4; the row without a label counts nowhere
    const view = madeView([symbolOf('A', [1, 4, 2, 3, 9], [-10, 30, 20, -5, NaN])]);
    const { tables, tradable } = profile.compute(whole, view);
    assert.equal(tradable, false);
    const table = profile.compute({ ...whole }, madeView([symbolOf('A', [1, 4, 2, 3], [-10, 30, 20, -5])])).tables[''];
    assert.deepEqual(column(table, 'count'), [2, 2]);
    assert.deepEqual(column(table, 'mean_return'), [5, 12.5]);
    assert.deepEqual(column(table, 'mean_score'), [1.5, 3.5]);
    assert.deepEqual(column(table, 'hit_rate'), [0.5, 0.5]);
    assert.deepEqual(column(table, 'cumulative_return'), [0.001, 0.0025]);
    // bin 1 is held in rows 0 and 2: in, out, in, out; bin 2 in rows 1 and 3
    assert.deepEqual(column(table, 'break_even_fee'), [10 / 4, 25 / 4]);
    assert.equal(
      column(tables[''], 'count').reduce((a, b) => a + b),
      4,
    );
  });

  it('ranks among the scores of the same symbol before, of one time, or of one day', () => {
    const a = symbolOf('A', [5, 1, 7, 0], [1, 2, 3, 4]);
    const b = symbolOf('B', [9, 9, 9, 9], [-1, -2, -3, -4]);
    const by = (over: object) => profile.compute({ ...whole, ...over }, madeView([a, b])).tables[''];
    assert.deepEqual(column(by({ scope: 'timestamp' }), 'mean_return'), [2.5, -2.5]);
    // A: 7 lies above the median of 5 and 1, 0 below that of 1 and 7; B: 9 among nines is in the lower of two bins
    assert.deepEqual(column(by({ scope: 'trailing', window: 2 }), 'count'), [3, 1]);
    assert.deepEqual(column(by({ scope: 'date' }), 'count'), [4, 4]);
    assert.equal(profile.compute({ ...whole, scope: 'trailing', window: 2 }, madeView([a])).tradable, true);
  });

  it('refuses more bins than a group has scores', () => {
    const view = madeView([symbolOf('A', [1, 2, 3], [1, 2, 3])]);
    assert.throws(
      () => profile.compute({ ...whole, bins: 4 }, view),
      /bins: there are more bins than scores of one run/,
    );
    assert.throws(() => profile.compute({ ...whole, scope: 'timestamp' }, view), /of one time/);
  });

  it('puts constant scores into one bin and gives them no IC', () => {
    const { tables, facts } = profile.compute(
      { ...whole, bins: 4 },
      madeView([symbolOf('A', [1, 1, 1, 1, 1], [1, 2, 3, 4, 5])]),
    );
    assert.deepEqual(
      column(tables[''], 'count').filter((n) => n > 0),
      [5],
    );
    assert.equal(facts.find((f) => f.name === 'ic')?.value, NaN);
  });

  it('rises from bin to bin for an informative score, and is flat for a permuted one', () => {
    const informed = profile.compute({ ...whole, bins: 10 }, madeView([noise(20_000, 0.2)]));
    const flat = profile.compute({ ...whole, bins: 10 }, madeView([noise(20_000)]));
    const value = (of: typeof flat, name: string): number => of.facts.find((f) => f.name === name)?.value ?? NaN;
    assert.ok(value(informed, 'monotonicity') > 0.95);
    assert.ok(Math.abs(value(informed, 'ic') - 0.19) < 0.02);
    assert.ok(Math.abs(value(flat, 'ic')) < 0.02 && Math.abs(value(flat, 'top_less_bottom')) < 0.15);
  });

  it('tells the coefficient of every day and of every minute of the day', () => {
    const { tables, facts } = profile.compute(whole, madeView([noise(3 * DAY, 1)]));
    assert.deepEqual(column(tables['ic_by_day'], 'day'), [0, DAY * 60_000, 2 * DAY * 60_000]);
    assert.deepEqual(column(tables['ic_by_day'], 'rows'), [DAY, DAY, DAY]);
    assert.equal(tables['ic_by_minute'].rows, DAY);
    assert.deepEqual(column(tables['ic_by_minute'], 'rows').slice(0, 2), [3, 3]);
    assert.ok((facts.find((f) => f.name === 'ic_by_day')?.value ?? 0) > 0.5);
  });
});
