import assert from 'node:assert/strict';
import intervals, { conformalBounds } from '../../../src/evaluation/diagnostics/conformal-intervals.ts';
import { streamOf } from '../../../src/core/rng.ts';
import { column, madeView, symbolOf } from './_view.ts';

const HOUR = 3_600_000;
const defaults = { of: undefined, coverage: 0.9, side: 'symmetric', every: { months: 1 }, window: undefined } as const;
const residuals = Float64Array.of(-9, 1, -3, 4, 2, -6, 8, 5, -7);

describe('conformal intervals', () => {
  it('take the ceil((n + 1) x coverage)-th smallest absolute residual', () => {
    // 10 x 0.8 = 8th of 1 2 3 4 5 6 7 8 9, 10 x 0.81 = 8.1: the 9th, and none is the 9.1th
    assert.deepEqual(conformalBounds(residuals, { coverage: 0.8, side: 'symmetric' }), [-8, 8]);
    assert.deepEqual(conformalBounds(residuals, { coverage: 0.81, side: 'symmetric' }), [-9, 9]);
    assert.deepEqual(conformalBounds(residuals, { coverage: 0.91, side: 'symmetric' }), [NaN, NaN]);
  });

  it('give each end half of the misses where they are asymmetric', () => {
    // -9 -7 -6 -3 1 2 4 5 8: 10 x 0.8 = 8th and 2nd; 10 x 0.9 = 9th and 1st
    assert.deepEqual(conformalBounds(residuals, { coverage: 0.6, side: 'asymmetric' }), [-7, 5]);
    assert.deepEqual(conformalBounds(residuals, { coverage: 0.8, side: 'asymmetric' }), [-9, 8]);
  });

  for (const side of ['symmetric', 'asymmetric'] as const) {
    it(`hold what they promise of exchangeable residuals, and little more: ${side}`, () => {
      const rng = streamOf(1, 'test', 'conformal');
      const [n, trials, coverage] = [29, 20_000, 0.8];
      let held = 0;
      for (let trial = 0; trial < trials; trial++) {
        const drawn = Float64Array.from({ length: n + 1 }, () => Math.exp(rng.normal()));
        const [lower, upper] = conformalBounds(drawn.subarray(0, n), { coverage, side });
        if (drawn[n] >= lower && drawn[n] <= upper) held++;
      }
      // continuous residuals: exactly ceil(30 x 0.8) / 30 = 0.8, and (27 - 3) / 30 = 0.8; five standard errors
      assert.ok(Math.abs(held / trials - 0.8) < 5 * Math.sqrt((0.8 * 0.2) / trials), String(held / trials));
    });
  }

  const start = Date.UTC(2024, 0, 31, 12);
  const time = Array.from({ length: 24 }, (_, t) => start + t * HOUR);
  const label = time.map((_, t) => (t < 12 ? t + 1 : 20));

  it('know residuals that have resolved before their segment, and no others', () => {
    const view = madeView(
      [
        symbolOf(
          'A',
          time.map(() => 10),
          label,
          time,
        ),
      ],
      HOUR,
    );
    const found = intervals.compute({ ...defaults, coverage: 0.5 }, view);
    const table = found.tables[''];
    assert.deepEqual(column(table, 'segment'), [Date.UTC(2024, 0), Date.UTC(2024, 1)]);
    // a label spans one bar: those of 12:00 to 22:00 are known when February begins, that of 23:00 is not
    assert.deepEqual(column(table, 'residuals'), [0, 11]);
    // |1 - 10| … |11 - 10|: the 6th of 0 1 1 2 3 4 5 6 7 8 9
    assert.deepEqual(column(table, 'upper'), [NaN, 4]);
    assert.deepEqual(column(table, 'rows'), [0, 12]);
    assert.deepEqual(column(table, 'coverage'), [NaN, 0]);
    assert.deepEqual(
      found.facts.map(({ value }) => value),
      [0, 0.5, 8],
    );
    assert.deepEqual(column(found.series ?? table, 'upper').slice(11, 14), [NaN, 14, 14]);
  });

  it('do not change with what comes in their own segment', () => {
    const boundsOf = (labels: readonly number[]) =>
      column(
        intervals.compute(
          { ...defaults, coverage: 0.5 },
          madeView(
            [
              symbolOf(
                'A',
                time.map(() => 10),
                labels,
                time,
              ),
            ],
            HOUR,
          ),
        ).tables[''],
        'lower',
      );
    const other = label.map((y, t) => (t < 11 ? y : 1000 * t));
    assert.deepEqual(boundsOf(other), boundsOf(label));
  });

  it('look back no further than their window, and stay within a symbol', () => {
    const known = symbolOf(
      'A',
      time.map(() => 10),
      label,
      time,
    );
    const silent = symbolOf(
      'B',
      time.map(() => NaN),
      label,
      time,
    );
    const values = { ...defaults, coverage: 0.5, window: { ms: 6 * HOUR } };
    const { tables } = intervals.compute(values, madeView([known, silent], HOUR));
    assert.deepEqual(column(tables[''], 'symbol'), ['A', 'A']);
    assert.deepEqual(column(tables[''], 'residuals'), [0, 5]);
  });

  it('are of returns alone', () => {
    const view = madeView([symbolOf('A', [0.5], [1])]);
    const classes = { ...view, judged: () => ({ ...view.judged(undefined), unit: 'class' }) };
    assert.throws(() => intervals.compute(defaults, classes), /^Error: of: intervals are of returns/);
  });
});
