import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Bars } from '../../src/core/artifacts.ts';
import { resampleBars } from '../../src/data/resample.ts';
import { sumAsWritten } from '../../src/data/_sum.ts';
import { cleanBars } from '../../src/data/clean.ts';
import { policy, problemsOf, rawBars } from './_files.ts';

const MINUTE = 60_000;
const bars = (rows: readonly (readonly number[])[]): Bars =>
  cleanBars(rawBars(rows), { symbol: 'X', interval_ms: MINUTE, range: {}, policy }).bars;
const row = (x: Bars, i: number) => ['open', 'high', 'low', 'close', 'volume'].map((name) => x.columns.get(name)?.[i]);

describe('resampling', () => {
  it('takes open first, high max, low min, close last and the sum of volumes', () => {
    const coarse = resampleBars(
      bars([
        [0, 5, 7, 4, 6, 0.1],
        [1, 6, 9, 5, 8, 0.2],
        [2, 8, 8, 2, 3, 0.3],
      ]),
      3 * MINUTE,
    );
    assert.deepEqual([coarse.rows, coarse.time[0], coarse.interval_ms], [1, 0, 3 * MINUTE]);
    assert.deepEqual(row(coarse, 0), [5, 9, 2, 3, 0.6]);
  });

  it('gives a bar only when its last slot has passed, and only when the data start with it', () => {
    const minutes = (list: number[]): number[] =>
      [...resampleBars(bars(list.map((m) => [m, 1, 1, 1, 1, 1])), 3 * MINUTE).time].map((time) => time / MINUTE);
    assert.deepEqual(minutes([0, 1, 2, 3, 4]), [0]);
    assert.deepEqual(minutes([0, 1, 2, 3, 4, 5]), [0, 3]);
    assert.deepEqual(minutes([1, 2, 3, 4, 5]), [3]);
    assert.deepEqual(minutes([0, 4, 6, 7, 8]), [0, 3, 6]);
  });

  it('never changes a bar when later ones are added', () => {
    const rows = Array.from({ length: 60 }, (_, i) => [i, 5, 7 + (i % 5), 4 - (i % 3), 6, i / 10]);
    const whole = resampleBars(bars(rows), 5 * MINUTE);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (n) => {
        const part = resampleBars(bars(rows.slice(0, n)), 5 * MINUTE);
        assert.equal(part.rows, Math.floor(n / 5));
        for (let i = 0; i < part.rows; i++) assert.deepEqual(row(part, i), row(whole, i));
      }),
    );
  });

  it('weights vwap by volume, and takes the close where nothing was traded', () => {
    const fine = bars([
      [0, 1, 1, 1, 1, 1],
      [1, 1, 1, 1, 1, 3],
      [2, 1, 1, 1, 1, 0],
      [3, 1, 2, 1, 2, 0],
    ]);
    const withVwap = { ...fine, columns: new Map([...fine.columns, ['vwap', Float64Array.of(10, 20, NaN, NaN)]]) };
    assert.deepEqual([...(resampleBars(withVwap, 2 * MINUTE).columns.get('vwap') ?? [])], [17.5, 2]);
  });

  it('refuses an interval that is no whole multiple', async () => {
    const [problem] = await problemsOf(() => resampleBars(bars([[0, 1, 1, 1, 1, 1]]), 1.5 * MINUTE));
    assert.equal(problem.code, 'DATA_RANGE');
  });
});

describe('sum of amounts', () => {
  it('is the double nearest to the decimal sum', () => {
    const amounts = fc.array(fc.bigInt({ min: 0n, max: 10n ** 15n }), { minLength: 1, maxLength: 60 });
    const written = (x: bigint): number => Number(`${x / 10n ** 8n}.${String(x % 10n ** 8n).padStart(8, '0')}`);
    fc.assert(
      fc.property(amounts, (list) => {
        const sum = sumAsWritten(Float64Array.from(list, written), 0, list.length);
        assert.equal(sum, written(list.reduce((a, b) => a + b, 0n)));
      }),
    );
  });

  it('is compensated for any other numbers, and NaN with a NaN', () => {
    const pi = Float64Array.of(Math.PI, 1e16, -1e16);
    assert.equal(sumAsWritten(pi, 0, 3), Math.PI);
    assert.ok(Number.isNaN(sumAsWritten(Float64Array.of(1, NaN), 0, 2)));
  });
});
