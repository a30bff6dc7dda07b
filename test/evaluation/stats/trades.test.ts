import assert from 'node:assert/strict';
import * as t from '../../../src/evaluation/_stats/trades.ts';
import { f64, near } from './_near.ts';

const NET = f64(10, -5, 0, -15, 20);

describe('trade statistics', () => {
  it('count a trade that nets 0 neither as win nor as loss', () => {
    near(t.hitRate(NET), 0.4);
    near(t.averageWin(NET), 15);
    near(t.averageLoss(NET), -10);
    near(t.payoffRatio(NET), 1.5);
    near(t.profitFactor(NET), 1.5);
    near(t.expectancy(NET), 2);
  });

  it('break a losing streak by a trade that nets 0', () => {
    assert.equal(t.longestLosingStreak(NET), 1);
    assert.equal(t.longestLosingStreak(f64(-1, -1, 1, -1, -1, -1)), 3);
  });

  it('measure holding in bars and exposure in closes', () => {
    near(t.averageHoldBars({ entry_bar: f64(4, 10, 31), exit_bar: f64(6, 11, 31) }), 1);
    near(t.exposure(f64(0, 1, -0.5, NaN)), 0.5);
  });

  it('state turnover for the span and for a year of 365 days', () => {
    // Traded twice the equity of 100 in 73 days, a fifth of a year.
    const turned = t.turnover(200, f64(90, 110), 73 * 86_400_000);
    near(turned.total, 2);
    near(turned.annual, 10);
  });

  it('add up costs', () => {
    const costs = t.costTotals({ fees: f64(1, 2), slippage: f64(3, 4), funding: f64(-1, 0.5) });
    assert.deepEqual(costs, { fees: 3, slippage: 7, funding: -0.5, total: 9.5 });
  });

  it('find the fee per side at which nothing is left', () => {
    // Two trades of 1,000 in and 1,000 out at 5 bps a side: fees 2; net 6, so 8 of 4,000 could be paid: 20 bps.
    near(t.breakEvenFeeBps({ net: f64(4, 2), fees: f64(1, 1), notional: f64(2000, 2000) }), 20);
  });

  it('are not defined without trades', () => {
    for (const f of [t.hitRate, t.profitFactor, t.expectancy, t.averageWin]) assert.ok(Number.isNaN(f(f64())));
  });
});
