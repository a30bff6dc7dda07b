import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Bars } from '../../src/core/artifacts.ts';
import { digestMonths, firstRowAt } from '../../src/data/digest.ts';
import { partitionsOf } from '../../src/runner/partitions.ts';

const DAY = 86_400_000;
const START = Date.UTC(2024, 0, 30);

function daily(days: number, change: (row: number) => number = () => 1): Bars {
  const time = Float64Array.from({ length: days }, (_, i) => START + i * DAY);
  const close = Float64Array.from({ length: days }, (_, i) => change(i));
  return { symbol: 'X', interval_ms: DAY, rows: days, time, columns: new Map([['close', close]]) };
}
const digest = (bars: Bars, toRow = bars.rows): string => partitionsOf(bars, digestMonths(bars)).digest(toRow);

describe('data digest', () => {
  it('has one entry per UTC month that holds bars', () => {
    const months = digestMonths(daily(35)).map(({ month, from, to }) => [month, from, to]);
    assert.deepEqual(months, [
      ['2024-01', 0, 2],
      ['2024-02', 2, 31],
      ['2024-03', 31, 35],
    ]);
  });

  it('of a prefix never changes when bars are added', () => {
    const long = daily(120);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 60, max: 120 }), (toRow, rows) => {
        assert.equal(digest(daily(rows), toRow), digest(long, toRow));
        assert.equal(digest(daily(toRow)), digest(long, toRow));
      }),
    );
  });

  it('changes with any row that it covers, and with no other', () => {
    const plain = daily(100);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1, max: 100 }), (row, toRow) => {
        const changed = daily(100, (i) => (i === row ? 2 : 1));
        assert.equal(digest(changed, toRow) === digest(plain, toRow), row >= toRow);
      }),
    );
  });

  it('differs for -0, and not for the kind of NaN', () => {
    assert.notEqual(digest(daily(3, () => 0)), digest(daily(3, () => -0)));
    const odd = new Float64Array(new BigUint64Array([0xfff8000000000001n]).buffer)[0];
    assert.equal(digest(daily(3, () => NaN)), digest(daily(3, () => odd)));
  });

  it('does not see the order of columns, nor the symbol', () => {
    const bars = daily(40);
    const close = bars.columns.get('close') as Float64Array;
    const two = (names: string[]): Bars => ({
      ...bars,
      symbol: names[0],
      columns: new Map(names.map((name) => [name, close])),
    });
    assert.equal(digest(two(['open', 'close'])), digest(two(['close', 'open'])));
    assert.notEqual(digest(two(['open', 'close'])), digest(bars));
  });

  it('finds the first row at a time', () => {
    const bars = daily(10);
    assert.deepEqual(
      [START - 1, START, START + 1, START + 99 * DAY].map((time) => firstRowAt(bars, time)),
      [0, 0, 1, 10],
    );
  });
});
