import assert from 'node:assert/strict';
import type { Bars } from '../../src/core/artifacts.ts';
import { withFunding } from '../../src/data/funding.ts';
import { loadBars } from '../../src/data/load.ts';
import { needsShared } from '../_shared.ts';
import { policy, problemsOf } from './_files.ts';

const HOUR = 3_600_000;

function hours(rows: number, first = 0, interval_ms = HOUR): Bars {
  const time = Float64Array.from({ length: rows }, (_, i) => (first + i) * interval_ms);
  return { symbol: 'X', interval_ms, rows, time, columns: new Map([['close', time]]) };
}

const column = (bars: Bars, stamps: readonly (readonly [number, number])[]): number[] => {
  const rates = { time: Float64Array.from(stamps, ([t]) => t), rate: Float64Array.from(stamps, ([, r]) => r) };
  return [...(withFunding(bars, rates, 'here').columns.get('funding_rate') as Float64Array)];
};

describe('funding', () => {
  it('falls on the bar that opens at its stamp, ms of jitter or not', () => {
    const late = [
      [0, 0.1],
      [4 * HOUR + 24, 0.2],
    ] as const;
    assert.deepEqual(column(hours(6), late), [0.1, 0, 0, 0, 0.2, 0]);
  });

  it('falls on the next bar where none opens at its stamp', () => {
    assert.deepEqual(column(hours(3), [[HOUR + 60_000, 0.5]]), [0, 0, 0.5]);
  });

  it('is summed where several stamps fall on one bar', () => {
    const day = 24 * HOUR;
    const stamps = Array.from({ length: 9 }, (_, k) => [k * 8 * HOUR, k + 1] as const);
    assert.deepEqual(column(hours(3, 0, day), stamps), [1, 2 + 3 + 4, 5 + 6 + 7]);
  });

  it('leaves out stamps before and after the bars', () => {
    assert.deepEqual(
      column(hours(3, 100), [
        [96 * HOUR, 9],
        [100 * HOUR, 1],
        [104 * HOUR, 9],
      ]),
      [1, 0, 0],
    );
  });

  it('refuses a hole of more than eight hours, and names it', async () => {
    const [problem] = await problemsOf(() =>
      column(hours(48), [
        [0, 1],
        [8 * HOUR, 1],
        [32 * HOUR, 1],
        [40 * HOUR, 1],
      ]),
    );
    assert.equal(problem.code, 'DATA_GAP');
    assert.equal(problem.found, '1970-01-01 08:00 to 1970-01-02 08:00');
  });

  const shared = (symbol: string, from: string, context: Mocha.Context) => {
    const root = needsShared(context, 'funding').replace(/funding$/, '');
    const data = {
      source: { type: 'csv', path: `${root}bars-1h-xs/binance-um_{symbol}_1h_20250501-20251031.csv.gz` },
      interval_ms: HOUR,
      range: { from: Date.parse(from) },
      clean: policy,
      funding: { type: 'csv', path: `${root}funding/binance-um_{symbol}_funding_20250501-20251031.csv.gz` } as const,
    };
    return loadBars(data, symbol, 0, { spec: root, data: root });
  };

  it('sits on whole settlement hours of real rates with jitter', async function () {
    const { bars } = await shared('BTCUSDT', '2025-05-01', this);
    const rate = bars.columns.get('funding_rate') as Float64Array;
    const hoursPaid = new Set(Array.from(rate, (r, i) => (r === 0 ? -1 : (bars.time[i] / HOUR) % 24)));
    assert.deepEqual(
      [...hoursPaid].filter((h) => h >= 0).sort((a, b) => a - b),
      [0, 8, 16],
    );
    assert.equal(rate[0], 3.519e-5);
  });

  it('is missing in ENA, TON and RENDER from 2025-07-17 12:00, so the bars are refused', async function () {
    for (const symbol of ['ENAUSDT', 'TONUSDT', 'RENDERUSDT']) {
      const [problem] = await problemsOf(() => shared(symbol, '2025-05-01', this));
      assert.match(problem.found ?? '', /^2025-07-17 (08|12):00/, symbol);
    }
  });
});
