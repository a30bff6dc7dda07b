import assert from 'node:assert/strict';
import { accountMetrics } from '../../src/evaluation/metrics.ts';
import type { AccountTotals } from '../../src/evaluation/metrics.ts';

const DAY = 86_400_000;
const none = {
  trades: 0,
  wins: 0,
  losses: 0,
  profit: 0,
  loss: 0,
  fees: 0,
  slippage: 0,
  funding: 0,
  turnover: 0,
  bars_held: 0,
};

/** Metrics of five days of an account that ends where it began. */
function metricsOf(totals: Partial<AccountTotals>) {
  const time = Float64Array.from({ length: 5 }, (_, day) => day * DAY);
  const equity = Float64Array.of(100, 90, 110, 100, 100);
  const range = { from: 0, to: 5 };
  const found = accountMetrics({ time, interval_ms: DAY, range, equity, cash: 100, totals: { ...none, ...totals } });
  return (name: string) => found.find((m) => m.name === name);
}

describe('metrics of an account', () => {
  it('count a trade that nets 0 neither as win nor as loss', () => {
    // net results 10 -5 0 -15 20
    const of = metricsOf({ trades: 5, wins: 2, losses: 2, profit: 30, loss: -20 });
    const names = ['hit_rate', 'profit_factor', 'payoff_ratio', 'expectancy'];
    assert.deepEqual(
      names.map((name) => of(name)?.value),
      [0.4, 1.5, 1.5, 2],
    );
  });

  it('measure holding by trade, and exposure by bar', () => {
    const of = metricsOf({ trades: 2, wins: 2, profit: 1, bars_held: 3 });
    assert.deepEqual([of('average_hold')?.value, of('exposure')?.value], [1.5, 0.6]);
  });

  it('find the fee per side at which nothing is left', () => {
    // net 6 and fees 2 of 4,000 traded: 20 bps
    const of = metricsOf({ trades: 2, wins: 2, profit: 6, fees: 2, turnover: 4000 });
    assert.equal(of('break_even_fee')?.value, 20);
  });

  it('state nothing of trades that were not made', () => {
    const of = metricsOf({});
    for (const name of ['hit_rate', 'profit_factor', 'payoff_ratio', 'expectancy', 'average_hold', 'break_even_fee'])
      assert.equal(of(name)?.value, null, name);
  });
});
