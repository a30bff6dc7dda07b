import assert from 'node:assert/strict';
import fixed from '../../src/portfolio/sizing/fixed.ts';
import { planSimulation } from '../../src/execution/_simulator/plan.ts';
import type { EventValues } from '../../src/execution/_simulator/plan.ts';
import { NO_EXITS, simulateVectorized } from '../../src/execution/_simulator/vectorized.ts';
import { EXIT_REASONS } from '../../src/execution/_simulator/types.ts';
import { accountMetrics } from '../../src/evaluation/metrics.ts';

interface Case {
  readonly votes: readonly number[];
  readonly earned: readonly number[];
  readonly mask?: readonly number[];
  readonly side?: 'long' | 'short' | 'both';
  readonly fee?: number;
  readonly slippage?: number;
  readonly funding?: readonly number[];
  readonly fraction?: number;
}

/** Bars whose open is 100 and whose close is what the label of the row before says. */
function traded({ votes, earned, mask, side = 'both', fee = 10, slippage = 0, funding, fraction = 1 }: Case) {
  const rows = votes.length;
  const open = new Float64Array(rows).fill(100);
  const close = Float64Array.from(votes, (_, t) => 100 * (1 + (earned[t - 1] ?? 0) / 1e4));
  const blank = new Float64Array(rows).fill(NaN);
  const plan = planSimulation({
    execution: {
      ...NO_EXITS,
      cash: 1000,
      fees: { taker: fee, maker: fee },
      slippage: { type: 'none' },
      funding: funding === undefined ? 'none' : 'charged',
    } as EventValues,
    slippage: undefined,
    stopLoss: undefined,
    takeProfit: undefined,
    side,
    sizing: { component: fixed, values: { fraction, max_position: 1, min_trade: 0 } },
    limits: [],
    gates: [],
    barsPerYear: 1,
  });
  return simulateVectorized({
    plan,
    range: { from: 0, to: rows },
    slippageRate: slippage / 1e4,
    columns: {
      open,
      high: close,
      low: open,
      close,
      direction: Float64Array.from(votes),
      edge: blank,
      sigma: blank,
      strength: blank,
      vote: Int8Array.from(votes),
      mask: Uint32Array.from(mask ?? votes.map(() => 0)),
      earned: Float64Array.from(earned),
      funding: funding === undefined ? undefined : Float64Array.from(funding),
    },
  });
}

const near = (found: ArrayLike<number>, expected: readonly number[]): void => {
  assert.equal(found.length, expected.length);
  expected.forEach((x, i) => assert.ok(Math.abs(found[i] - x) < 1e-12, `${i}: ${found[i]} is not ${x}`));
};

describe('vectorized', () => {
  it('earns the label of the bar after each vote and pays for each change of position', () => {
    // long, long, short, flat, and the last row decides nothing
    const { unit, result } = traded({ votes: [1, 1, -1, 0, 1], earned: [100, -50, 200, 70, NaN] });
    near(unit.gross, [0, 0.01, -0.005, -0.02, 0]);
    near(unit.net, [0, 0.01 - 0.001, -0.005, -0.02 - 0.002, -0.001]);
    assert.equal(unit.turnover, 4);
    near(result.equity, [1000, 1009, 1009 * 0.995, 1009 * 0.995 * 0.978, 1009 * 0.995 * 0.978 * 0.999]);
    const trades = result.details?.trades;
    assert.deepEqual(Array.from(trades?.side ?? []), [1, -1]);
    assert.deepEqual(Array.from(trades?.entry_row ?? []), [1, 3]);
    assert.deepEqual(Array.from(trades?.exit_row ?? []), [3, 4]);
    assert.deepEqual(
      Array.from(trades?.reason ?? [], (code) => EXIT_REASONS[code]),
      ['opposite', 'neutral'],
    );
    near(
      trades?.net_pnl.map((_, i) => (trades.gross_pnl[i] ?? 0) - (trades.fees[i] ?? 0)) ?? [],
      Array.from(trades?.net_pnl ?? []),
    );
  });

  it('holds what is voted at the end up to the last close and leaves there', () => {
    const { unit, result } = traded({ votes: [1, 1, 1], earned: [100, 100, NaN] });
    near(unit.net, [0, 0.009, 0.009]);
    assert.equal(EXIT_REASONS[result.details?.trades.reason[0] ?? -1], 'end_of_data');
  });

  it('is flat where a gate refuses, where the side is not traded and where the label is unknown', () => {
    const earned = [100, 100, 100, NaN, 100, NaN];
    near(
      traded({ votes: [1, 1, -1, 1, 0, 0], mask: [0, 1, 0, 0, 0, 0], earned, side: 'long', fee: 0 }).unit.gross,
      [0, 0.01, 0, 0, 0, 0],
    );
    near(traded({ votes: [1, 1, -1, 1, 0, 0], earned, side: 'short', fee: 0 }).unit.gross, [0, 0, 0, -0.01, 0, 0]);
  });

  it('scales with the fraction, and pays slippage and the funding of what was held before', () => {
    const { unit } = traded({
      votes: [1, 1, 0, 0],
      earned: [100, 100, 0, 0],
      funding: [0.5, 0.5, 0.001, 0.002],
      fraction: 0.5,
      fee: 0,
      slippage: 4,
    });
    near(unit.net, [0, 0.005 - 0.0002, 0.005 - 0.0005, -0.0002 - 0.001]);
    assert.equal(unit.turnover, 1);
  });

  it('tells the fee at which it would earn nothing, whatever the account has come to', () => {
    const rows = 20_000;
    const votes = Array.from({ length: rows }, (_, t) => (t % 2 === 0 ? 1 : -1));
    const { unit, result } = traded({ votes, earned: votes.map((v) => 3 * v), fee: 200 });
    assert.ok(result.ruined && result.cash === 0);
    const metrics = accountMetrics({
      time: Float64Array.from(votes, (_, t) => t * 60_000),
      interval_ms: 60_000,
      range: { from: 0, to: rows },
      equity: result.equity,
      cash: 1000,
      totals: result.totals,
      unit,
    });
    const value = (name: string): number => metrics.find((m) => m.name === name)?.value ?? NaN;
    // 3 bps a bar, 2 units traded for each
    assert.ok(Math.abs(value('break_even_fee') - 1.5) < 1e-3);
    assert.ok(Math.abs(value('gross_return') - (1.0003 ** (rows - 1) - 1)) < 1e-6);
    assert.ok(value('sharpe_per_bar') < 0);
  });
});
