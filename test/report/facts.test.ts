import assert from 'node:assert/strict';
import { drawdownOf, gridOf, monthsOf } from '../../src/report/facts/account.ts';
import { waterfallOf } from '../../src/report/facts/decisions.ts';
import { importanceOf } from '../../src/report/facts/importance.ts';
import { exitsOf, extremesOf, holdsOf, ladderOf } from '../../src/report/facts/trades.ts';
import { madeInput } from './_input.ts';

const account = (time: number[], equity: number[]): Parameters<typeof monthsOf>[0] => ({
  time: Float64Array.from(time),
  equity: Float64Array.from(equity),
  close: new Float64Array(0),
  cash: 100,
  ruined: false,
});

describe('facts of a report', () => {
  it('months start at the equity of the month before, the first at the cash', () => {
    const months = monthsOf(
      account(
        [
          Date.UTC(2024, 0, 30),
          Date.UTC(2024, 0, 31),
          Date.UTC(2024, 1, 1),
          Date.UTC(2024, 1, 29),
          Date.UTC(2024, 2, 1),
        ],
        [90, 110, 120, 99, 99],
      ),
    );
    assert.deepEqual(
      months.map((m) => [m.month, m.pnl]),
      [
        ['2024-01', 10],
        ['2024-02', -11],
        ['2024-03', 0],
      ],
    );
    assert.ok(Math.abs(months[1].ret + 0.1) < 1e-15);
  });

  it('drawdown counts from the cash', () => {
    assert.deepEqual([...drawdownOf(account([0, 1, 2], [90, 200, 150]))], [90 / 100 - 1, 0, -0.25]);
  });

  it('a grid starts anew after each gap', () => {
    assert.deepEqual(gridOf(Float64Array.of(10, 20, 50, 60), 10), [
      [0, 10],
      [2, 50],
    ]);
  });

  it('the waterfall ends at what was ordered', () => {
    const steps = waterfallOf([{ name: 'a', type: 'x', first: 3, all: 5 }], {
      trades: 7,
      decisions: 10,
      accepted: 7,
      refused_limit: 2,
      refused_exits: 0,
      refused_min_trade: 1,
    });
    assert.deepEqual(
      steps.map((s) => [s.name, s.left]),
      [
        ['decisions', 10],
        ['a', 7],
        ['passed the gates', 7],
        ['by a limit', 5],
        ['too small', 4],
        ['ordered', 4],
      ],
    );
  });

  it('the cost ladder crosses zero at the break-even fee and shows the run at the fee paid', () => {
    const { trades } = madeInput({ drift: 4 });
    assert.ok(trades);
    const { steps, break_even_bps, paid_bps } = ladderOf(trades);
    const at = (fee: number): number => steps[0].net + (steps[1].net - steps[0].net) * fee;
    const net = trades.net_pnl.reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(at(break_even_bps)) < 1e-6);
    assert.ok(Math.abs(at(paid_bps) - net) < 1e-6);
    assert.deepEqual(
      steps.slice(0, 11).map((s) => s.fee_bps),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    );
  });

  it('hold times, exits and extremes count every trade once', () => {
    const { trades } = madeInput({ trades: 100 });
    assert.ok(trades);
    assert.equal(
      holdsOf(trades).reduce((sum, h) => sum + h.count, 0),
      100,
    );
    assert.equal(
      exitsOf(trades).reduce((sum, e) => sum + e.count, 0),
      100,
    );
    assert.equal(
      trades.net_pnl[extremesOf(trades, 5, 'best')[0]],
      trades.net_pnl.reduce((a, b) => Math.max(a, b)),
    );
  });

  it('importance weighs each fold the same', () => {
    const rows = importanceOf([
      { model: 'm', fold: '1', columns: ['a', 'b'], values: [100, 300] },
      { model: 'm', fold: '2', columns: ['a', 'b'], values: [1, 0] },
    ]).get('m');
    assert.deepEqual(
      rows?.map((r) => [r.column, r.mean, r.low, r.high]),
      [
        ['a', 0.625, 0.25, 1],
        ['b', 0.375, 0, 0.75],
      ],
    );
  });
});
