import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as equity from '../../../src/evaluation/_stats/equity.ts';
import { maxDrawdown } from '../../../src/evaluation/_stats/drawdown.ts';
import * as distribution from '../../../src/evaluation/_stats/distribution.ts';
import { needsShared } from '../../_shared.ts';
import { f64, near } from './_near.ts';
import { tarEntry } from './_tar.ts';

const HOUR = 3_600_000;
const DAY = equity.DAY_MS;
// Inputs and expected values of empyrical's own tests (quantopian/empyrical, tests/test_stats.py): 252 days a year.
const MIXED = f64(1, 10, -4, 2, 3, 2, 1, -10).map((v) => v / 100);
const NEGATIVE = f64(0, -6, -7, -1, -9, -2, -6, -8, -5).map((v) => v / 100);

describe('daily equity', () => {
  it('takes the last close at or before each midnight', () => {
    // 12-hour bars opening 0:00 and 12:00: the bar of 12:00 closes at the next midnight.
    const time = f64(0, 12 * HOUR, DAY, DAY + 12 * HOUR, 2 * DAY);
    const daily = equity.dailyEquity({ time, equity: f64(101, 102, 103, 104, 105), interval_ms: 12 * HOUR });
    assert.deepEqual([...daily.time], [DAY, 2 * DAY]);
    assert.deepEqual([...daily.equity], [102, 104]);
  });

  it('starts at the midnight before the first bar when the initial equity is known', () => {
    const time = f64(10 * HOUR, 11 * HOUR, 23 * HOUR);
    const daily = equity.dailyEquity({ time, equity: f64(101, 102, 103), interval_ms: HOUR, initial: 100 });
    assert.deepEqual([...daily.time], [0, DAY]);
    assert.deepEqual([...daily.equity], [100, 103]);
  });

  it('repeats the last equity over a hole and skips NaN', () => {
    const daily = equity.dailyEquity({
      time: f64(23 * HOUR, 24 * HOUR, 3 * DAY),
      equity: f64(100, NaN, 120),
      interval_ms: HOUR,
    });
    assert.deepEqual([...daily.equity], [100, 100, 100]);
    assert.deepEqual([...daily.time], [DAY, 2 * DAY, 3 * DAY]);
  });

  it('has no point where no midnight is reached', () => {
    assert.equal(equity.dailyEquity({ time: f64(HOUR), equity: f64(1), interval_ms: HOUR }).time.length, 0);
    assert.equal(equity.dailyEquity({ time: f64(), equity: f64(), interval_ms: HOUR }).time.length, 0);
  });

  it('multiplies to the total return of the curve it samples', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -0.5, max: 0.5, noNaN: true }), { minLength: 48, maxLength: 96 }), (r) => {
        const curve = equity.compound(Float64Array.from(r)).slice(1);
        const time = curve.map((_, i) => i * HOUR);
        const daily = equity.dailyEquity({ time, equity: curve, interval_ms: HOUR, initial: 1 });
        const product = equity.returnsOf(daily.equity).reduce((p, v) => p * (1 + v), 1);
        near(product, curve[Math.floor(r.length / 24) * 24 - 1], 1e-12);
      }),
    );
  });
});

describe('equity ratios', () => {
  it('agree with empyrical on mixed returns', () => {
    const total = equity.totalReturn(equity.compound(MIXED));
    near(total, 0.038931091700480147, 1e-12);
    near(equity.volatility(MIXED, 252), 0.9136465399704637, 1e-8);
    near(equity.sharpe(MIXED, 252), 1.7238613961706866, 1e-8);
    near(equity.downsideDeviation(MIXED, 252), 0.60448325038829653, 1e-8);
    near(equity.sortino(MIXED, 252), 2.605531251673693, 1e-8);
    near(distribution.tailRatio(MIXED), 0.9473684210526313, 0.05);
    near(distribution.stability(MIXED), 0.1529973665111273, 1e-8);
  });

  it('agree with empyrical on losing returns', () => {
    near(equity.sharpe(NEGATIVE, 252), -24.406808633910085, 1e-8);
    near(equity.sortino(NEGATIVE, 252), -13.532743075043401, 1e-8);
  });

  it('compound over a year of 365 days', () => {
    // empyrical's CAGR and Calmar of the mixed returns: 9 periods (the first is NaN there) of 252 a year.
    const growth = equity.cagr(0.038931091700480147, (9 * 365) / 252);
    near(growth, 1.9135925373194231, 1e-8);
    near(equity.calmar(growth, -0.1), 19.135925373194233, 1e-8);
    near(equity.cagr(0.1, 365), 0.1);
    assert.equal(equity.cagr(-1, 10), -1);
    assert.ok(Number.isNaN(equity.cagr(0.1, 0)));
  });

  it('annualise bars by their size', () => {
    assert.equal(equity.barsPerYear(HOUR), 8760);
    near(equity.sharpe(MIXED, 8760), equity.sharpePerPeriod(MIXED) * Math.sqrt(8760));
  });

  it('are not defined for a flat sample or one return', () => {
    assert.ok(Number.isNaN(equity.sharpe(f64(0.01, 0.01, 0.01), 365)));
    assert.ok(Number.isNaN(equity.sharpe(f64(0.01), 365)));
    assert.ok(Number.isNaN(equity.sortino(f64(0.01, 0.02), 365)));
  });

  it('agree with an independent computation on the returns of the empyrical archive', function () {
    // The archive holds inputs only; expected: empyrical's definitions in exact-sum Python over its 504 returns.
    const path = needsShared(this, 'groundtruth', 'empyrical_test_data.tar.gz');
    const rows = tarEntry(path, '/returns.csv').trim().split('\n');
    const returns = Float64Array.from(rows, (row) => Number(row.split(',')[1]));
    assert.equal(returns.length, 504);
    near(equity.sharpe(returns, 252), -1.0212626459838825);
    near(equity.volatility(returns, 252), 22.018646558766797);
    near(equity.downsideDeviation(returns, 252), 16.320466516151093);
    near(equity.sortino(returns, 252), -1.377829562858184);
    near(distribution.tailRatio(returns), 0.9526987423016785);
    near(distribution.valueAtRisk(returns), -2.340420223254);
    near(distribution.conditionalValueAtRisk(returns), -2.8136554066069235);
    near(distribution.skewness(returns), 0.04398304842326125);
    near(distribution.kurtosis(returns), 2.6625649196068593);
    const curve = equity.compound(returns.map((v) => v / 100));
    near(maxDrawdown({ time: curve, equity: curve })?.depth ?? NaN, -0.5930874906323893);
    near(equity.totalReturn(curve), -0.392499476395336);
  });
});
