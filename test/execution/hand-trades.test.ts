import assert from 'node:assert/strict';
import scaled from '../../src/execution/exits/scaled.ts';
import { simulate } from '../../src/execution/_simulator/simulate.ts';
import { EXIT_REASONS, OUTCOMES } from '../../src/execution/_simulator/types.ts';
import fixedSlippage from '../../src/execution/slippage/fixed.ts';
import { combineGates, gateOrder } from '../../src/gates/_combine.ts';
import type { NamedGate } from '../../src/gates/_combine.ts';
import cooldown from '../../src/gates/cooldown.ts';
import expectedValue from '../../src/gates/expected-value.ts';
import persistence from '../../src/gates/persistence.ts';
import warmup from '../../src/gates/warmup.ts';
import zThreshold from '../../src/gates/z-threshold.ts';
import edgeOverVolatility from '../../src/portfolio/sizing/edge-over-volatility.ts';
import { exitAt, planOf, sized, slip } from './_plans.ts';

// Every value below was worked out by hand from the rules stated above `step`, not by this program.
const BARS = `
100 101 99 100 0|100 101 99 100 80|100 101 99 100 30|100 101 99 100 60|100 101 98.0 100 0|100 102 99 101 0
101 105 101 104 70|104 105 103 104 -70|104 105 103 104 -90|104 105 103 104 -60|104 104.5 103 104 0|107 108 106 107 0
107 108 106 107 50|107 108 106 107 200|107 108 106 107 25|107 108 106 107 39|107 108 106 107 45|107 108 106 107 0
107 108 106 107 0|107 108 106 107 0|107 108 106 107 0|107 108 106 107 0|107 108 106 107 0|107 108 106 107 0
107 108 106 107 0|107 108 106 107 -100|107 108 106 107 0|107 110 102 105 0|105 106 104 105 60|105 106 104 105 0
105 106 104 105 100|105 106 104 105 0`
  .trim()
  .split(/[|\n]/)
  .map((row) => row.split(' ').map(Number));

const DECISIONS: { readonly [row: number]: string } = {
  1: 'warmup',
  2: 'ev',
  3: 'accepted 100.000',
  6: 'cooldown',
  7: 'cooldown',
  8: 'cooldown',
  9: 'accepted 99.901',
  12: 'cooldown',
  13: 'cooldown',
  14: 'z',
  15: 'ev',
  16: 'accepted 70.503',
  25: 'accepted 93.792',
  28: 'cooldown',
  30: 'accepted 93.599',
};

const TRADES = [
  [1, 4, 100.1, 6, 104.1, 100.0, 'target', 389.79, 10389.79],
  [-1, 10, 103.896, 11, 107.107, 99.901, 'stop (gap)', -331.321816, 10058.468184],
  [1, 17, 107.107, 22, 106.893, 70.503, 'max_hold', -22.631463, 10035.836721],
  [-1, 26, 106.893, 27, 109.001893, 93.792, 'stop', -207.921899, 9827.914821],
  [1, 31, 105.105, 31, 104.895, 93.599, 'end_of_data', -29.483685, 9798.431136],
] as const;

function handRun() {
  const column = (k: number): Float64Array => Float64Array.from(BARS, (bar) => bar[k]);
  const edge = column(4);
  const all = (value: number): Float64Array => new Float64Array(edge.length).fill(value);
  const signal = {
    direction: edge.map(Math.sign),
    edge,
    sigma: all(100),
    strength: edge.map((e) => Math.abs(e) / 100),
  };
  const gate = (name: string, component: unknown, values: object): NamedGate =>
    ({ name, component, values }) as unknown as NamedGate;
  const gates = gateOrder([
    gate('persistence', persistence, { window: 1 }),
    gate('ev', expectedValue, { min: 10 }),
    gate('z', zThreshold, { min: 0.3 }),
    gate('cooldown', cooldown, { window: 2 }),
    gate('warmup', warmup, { window: 2 }),
  ]);
  const plan = planOf({
    takerRate: 5e-4,
    makerRate: 5e-4,
    slippage: slip(fixedSlippage, { rate: 10 }),
    sizing: sized(edgeOverVolatility, { samples: 50, quantile: 0.9 }),
    lot: 0.001,
    maxHold: 4,
    opposite: 'ignore',
    stopLoss: exitAt(scaled, { of: 'atr', multiple: 1 }),
    takeProfit: exitAt(scaled, { of: 'atr', multiple: 2 }),
    gates: gates.map(({ name }) => ({ name, cooldown: name === 'cooldown' ? 2 : undefined })),
  });
  const ohlc = { open: column(0), high: column(1), low: column(2), close: column(3) };
  const gated = combineGates(gates, { round_trip_bps: 30 }, signal);
  const result = simulate(plan, { ...ohlc, ...signal, ...gated, stopLoss: all(2), takeProfit: all(2) });
  assert.ok(result.details);
  return { result, details: result.details, gates };
}

const near = (found: number, expected: number, what: string, tolerance = 1e-6): void =>
  assert.ok(Math.abs(found - expected) <= tolerance, `${what}: expected ${expected}, found ${found}`);

describe('the run worked out by hand', () => {
  const { result, details, gates } = handRun();
  const { trades, orders, fills, outcome, refused } = details;

  TRADES.forEach(([side, fillRow, fill, exitRow, exit, size, reason, net, cash], i) => {
    it(`has trade ${i + 1}: ${reason} in bar ${exitRow}`, () => {
      assert.equal(trades.side[i], side);
      assert.equal(trades.entry_row[i], fillRow);
      assert.equal(trades.exit_row[i], exitRow);
      assert.equal(EXIT_REASONS[trades.reason[i]], reason);
      near(trades.entry_price[i], fill, 'fill');
      near(trades.exit_price[i], exit, 'exit');
      near(trades.size[i], size, 'size');
      near(trades.net_pnl[i], net, 'net PnL');
      near(trades.cash_after[i], cash, 'cash after');
    });
  });

  it('has no other trade, and ends with the cash of the last one', () => {
    assert.equal(trades.rows, TRADES.length);
    near(result.cash, 9798.431136, 'cash');
    assert.equal(result.equity[31], result.cash);
  });

  BARS.forEach((bar, t) => {
    const expected = DECISIONS[t] ?? 'nothing';
    it(`says at the close of bar ${t} (edge ${bar[4]}): ${expected}`, () => {
      const first = gates[31 - Math.clz32(refused[t] & -refused[t])];
      if (expected === 'nothing') assert.equal(OUTCOMES[outcome[t]], 'none');
      else if (!expected.startsWith('accepted')) assert.equal(first.name, expected);
      else {
        assert.equal(OUTCOMES[outcome[t]], 'accepted');
        const order = orders.placed_row.findIndex((row, k) => row === t && orders.purpose[k] === -1);
        near(orders.size[order], Number(expected.split(' ')[1]), 'size');
      }
    });
  });

  it('fills in this order', () => {
    const told = Array.from(
      fills.row,
      (row, k) => `${row} ${fills.side[k] > 0 ? 'buy' : 'sell'} ${fills.price[k].toFixed(6)}`,
    );
    assert.deepEqual(told, [
      '4 buy 100.100000',
      '6 sell 104.100000',
      '10 sell 103.896000',
      '11 buy 107.107000',
      '17 buy 107.107000',
      '22 sell 106.893000',
      '26 sell 106.893000',
      '27 buy 109.001893',
      '31 buy 105.105000',
      '31 sell 104.895000',
    ]);
  });

  it('orders the timed exit at the close of bar 21', () => {
    const at = orders.purpose.findIndex((code) => EXIT_REASONS[code] === 'max_hold');
    assert.equal(orders.placed_row[at], 21);
    assert.equal(orders.closed_row[at], 22);
  });

  it('counts each refusal once, by its first gate', () => {
    assert.deepEqual(
      result.gates.map(({ name, first }) => [name, first]),
      [
        ['warmup', 1],
        ['cooldown', 6],
        ['z', 1],
        ['ev', 2],
        ['persistence', 0],
      ],
    );
  });
});
