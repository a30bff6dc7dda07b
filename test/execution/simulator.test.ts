import assert from 'node:assert/strict';
import { simulate } from '../../src/execution/_simulator/simulate.ts';
import { EXIT_REASONS, OUTCOMES } from '../../src/execution/_simulator/types.ts';
import type { SimulationColumns, SimulationPlan } from '../../src/execution/_simulator/types.ts';
import fixedExit from '../../src/execution/exits/fixed.ts';
import scaledExit from '../../src/execution/exits/scaled.ts';
import fixedSlippage from '../../src/execution/slippage/fixed.ts';
import drawdown from '../../src/portfolio/limits/drawdown.ts';
import fixedSizing from '../../src/portfolio/sizing/fixed.ts';
import { columnsOf, exitAt, limited, planOf, sized, slip, still } from './_plans.ts';
import type { Bar } from './_plans.ts';

function run(
  bars: readonly Bar[],
  votes: readonly number[],
  over: Partial<SimulationPlan> = {},
  columns: Partial<SimulationColumns> = {},
) {
  const result = simulate(planOf(over), columnsOf(bars, votes, columns));
  assert.ok(result.details);
  const { trades } = result.details;
  const told = Array.from(trades.side, (side, i) => {
    const name = EXIT_REASONS[trades.reason[i]];
    return `${side > 0 ? 'long' : 'short'} ${trades.entry_row[i]}@${trades.entry_price[i]} ${trades.exit_row[i]}@${trades.exit_price[i]} ${name}`;
  });
  return { ...result, ...result.details, told };
}
const flat = (prices: readonly number[]): Bar[] => prices.map(still);
const away = (n: number, first = 1): number[] => [first, ...Array.from({ length: n - 1 }, () => 0)];

describe('simulate', () => {
  it('equals buy and hold for a constant long position without costs', () => {
    const prices = [100, 100, 110, 95, 130, 121];
    const { equity, cash } = run(flat(prices), [1, 1, 1, 1, 1, 1]);
    prices.forEach((price, t) => assert.ok(Math.abs(equity[t] - 100 * price) < 1e-9));
    assert.equal(cash, 12100);
  });

  it('decides on the close and fills at the next open', () => {
    const bars: Bar[] = [still(100), [101, 103, 99, 102], still(105)];
    assert.deepEqual(run(bars, [1, 0, 0]).told, ['long 1@101 2@105 end_of_data']);
  });

  it('fills on finer bars, where there are any: the stop that comes before the target, at its own time', () => {
    // bar 1 = [100, 112, 88, 101] in three: down through the stop at 90, then up through the target at 110
    const inner: Bar[] = [still(100), [100, 101, 99, 99], [99, 99, 88, 91], [91, 112, 91, 101], still(101)];
    const [time, first] = [Float64Array.of(0, 10, 20, 30, 40), Int32Array.of(0, 1, 4, 5)];
    const finer = { ...columnsOf(inner, away(5)), interval_ms: 10, time, first };
    const exits = {
      stopLoss: exitAt(fixedExit, { distance: 0.1 }),
      takeProfit: exitAt(fixedExit, { distance: 0.1 }),
      armAfter: 0,
    };
    const bars: Bar[] = [still(100), [100, 112, 88, 101], still(101)];
    const found = run(bars, away(3), exits, { finer });
    assert.deepEqual(found.told, ['long 1@100 1@90 stop']);
    assert.deepEqual(found.times?.trades.entry_time, Float64Array.of(10));
    assert.deepEqual(found.times?.trades.exit_time, Float64Array.of(20));
    assert.deepEqual(found.times?.orders.closed_time, Float64Array.of(10, 20, 20));
    // the bar as a whole cannot tell: with the target first it would have been reached
    const whole = run(bars, away(3), { ...exits, ambiguity: 'target_first' });
    assert.deepEqual(whole.told, ['long 1@100 1@110 target']);
    assert.deepEqual(run(bars, away(3), { ...exits, ambiguity: 'target_first' }, { finer }).told, found.told);
  });

  it('fills later by the latency', () => {
    assert.deepEqual(run(flat([100, 101, 102, 103, 104]), away(5), { latency: 2 }).told, [
      'long 3@103 4@104 end_of_data',
    ]);
  });

  it('flips at one open: the old position leaves, the new one enters', () => {
    const { told, fills } = run(flat([100, 100, 120, 110]), [1, -1, -1, -1]);
    assert.deepEqual(told, ['long 1@100 2@120 opposite', 'short 2@120 3@110 end_of_data']);
    assert.deepEqual([...fills.size], [100, 100, 100, 100]);
  });

  it('only closes on an opposite vote where it should, or where the other side is barred', () => {
    const one = ['long 1@100 2@120 opposite'];
    assert.deepEqual(run(flat([100, 100, 120, 110]), [1, -1, 0, 0], { opposite: 'close' }).told, one);
    assert.deepEqual(run(flat([100, 100, 120, 110]), [1, -1, -1, 0], { side: 'long' }).told, one);
  });

  it('ignores opposite and vanished votes where told so', () => {
    const held = ['long 1@100 3@110 end_of_data'];
    assert.deepEqual(run(flat([100, 100, 120, 110]), [1, -1, 0, 0], { opposite: 'ignore' }).told, held);
  });

  it('closes on a vanished vote where told so', () => {
    assert.deepEqual(run(flat([100, 100, 120, 110]), [1, 0, 0, 0], { neutral: 'close' }).told, [
      'long 1@100 2@120 neutral',
    ]);
  });

  it('closes on an opposite vote that the gates refuse as an entry', () => {
    const gates = [{ name: 'ev', cooldown: undefined }];
    const { told, gates: counts } = run(
      flat([100, 100, 120, 110]),
      [1, -1, 0, 0],
      { gates },
      { mask: Uint32Array.of(0, 1, 0, 0) },
    );
    assert.deepEqual(told, ['long 1@100 2@120 opposite']);
    assert.deepEqual(counts, [{ name: 'ev', first: 1, all: 1 }]);
  });

  const wide: Bar = [100, 110, 90, 100];
  const brackets = {
    stopLoss: exitAt(fixedExit, { distance: 0.05 }),
    takeProfit: exitAt(fixedExit, { distance: 0.05 }),
  };

  it('does not stop out in the bar of the fill, unless armed at once', () => {
    assert.deepEqual(run([still(100), wide, still(100)], away(3), brackets).told, ['long 1@100 2@100 end_of_data']);
    assert.deepEqual(run([still(100), wide, still(100)], away(3), { ...brackets, armAfter: 0 }).told, [
      'long 1@100 1@95 stop',
    ]);
  });

  it('takes the stop where stop and target lie in one bar, the target for the ambiguity band', () => {
    const bars = [still(100), still(100), wide];
    assert.deepEqual(run(bars, away(3), brackets).told, ['long 1@100 2@95 stop']);
    assert.deepEqual(run(bars, away(3), { ...brackets, ambiguity: 'target_first' }).told, ['long 1@100 2@105 target']);
  });

  it('fills a gap through a stop at the open, in either case', () => {
    const bars: Bar[] = [still(100), still(100), [92, 108, 90, 100]];
    assert.deepEqual(run(bars, away(3), brackets).told, ['long 1@100 2@92 stop (gap)']);
    assert.deepEqual(run(bars, away(3), { ...brackets, ambiguity: 'target_first' }).told, [
      'long 1@100 2@92 stop (gap)',
    ]);
  });

  it('fills a gap through a target at the open, without slippage, for the maker fee', () => {
    const bars: Bar[] = [still(100), still(100), [108, 109, 107, 108]];
    const { told, trades } = run(bars, away(3), {
      ...brackets,
      makerRate: 0.001,
      slippage: slip(fixedSlippage, { rate: 10 }),
    });
    assert.deepEqual(told, ['long 1@100 2@108 target']);
    assert.equal(trades.fees[0], 10.8);
    assert.equal(trades.slippage[0], 0);
  });

  it('clips slippage to the bar', () => {
    const bars: Bar[] = [still(100), [100, 100.5, 99, 100], [100, 101, 99.9, 100]];
    const { told } = run(bars, away(3), { slippage: slip(fixedSlippage, { rate: 100 }) });
    assert.deepEqual(told, ['long 1@100.5 2@99.9 end_of_data']);
  });

  it('passes over rows without prices, and fills what waits at the next row with prices', () => {
    const { told, equity } = run(flat([100, NaN, 102, NaN, 104]), away(5));
    assert.deepEqual(told, ['long 2@102 4@104 end_of_data']);
    assert.equal(equity[1], 10000);
    assert.equal(equity[3], equity[2]);
  });

  it('leaves at the last close with prices, and the equity says so', () => {
    const { told, equity, cash, position } = run(flat([100, 100, 110, NaN]), away(4), { takerRate: 0.01 });
    assert.deepEqual(told, ['long 1@100 2@110 end_of_data']);
    assert.deepEqual([equity[2], equity[3], position[3]], [cash, cash, 0]);
  });

  it('rounds sizes down to the lot, and refuses those that are too small', () => {
    const { fills, totals } = run(flat([3, 3, 3]), [1, 0, 0], { cash: 100, lot: 0.5 });
    assert.equal(fills.size[0], 33);
    assert.equal(totals.refused_min_trade, 0);
    const small = run(flat([3, 3, 3]), [1, 0, 0], { cash: 100, minNotional: 101 });
    assert.equal(small.totals.refused_min_trade, 1);
    assert.equal(OUTCOMES[small.outcome[0]], 'min_trade');
    assert.equal(run(flat([3, 3, 3]), [1, 0, 0], { cash: 1, lot: 0.5 }).totals.trades, 0);
  });

  it('does not refuse an entry of exactly the smallest size', () => {
    const plan = { sizing: sized(fixedSizing, { fraction: 0.07 }), minTrade: 0.07 };
    for (const price of [3, 7, 11.1, 97.3]) assert.equal(run(flat([price, price]), [1, 0], plan).totals.trades, 1);
  });

  it('caps positions by max_position and by leverage', () => {
    const size = (over: Partial<SimulationPlan>): number =>
      run(flat([100, 100]), [1, 0], { sizing: sized(fixedSizing, { fraction: 5 }), ...over }).fills.size[0];
    assert.equal(size({ maxPosition: 3, leverage: 10 }), 300);
    assert.equal(size({ maxPosition: 3, leverage: 2 }), 200);
  });

  it('refuses an entry whose stop distance is not known', () => {
    const stopLoss = exitAt(scaledExit, { of: 'atr', multiple: 1 });
    const { told, totals } = run(
      flat([100, 100, 100]),
      [1, 1, 0],
      { stopLoss },
      { stopLoss: Float64Array.of(NaN, 2, 2) },
    );
    assert.deepEqual(told, ['long 2@100 2@100 end_of_data']);
    assert.equal(totals.refused_exits, 1);
  });

  it('says so where a stop is wider than the price', () => {
    const stopLoss = exitAt(scaledExit, { of: 'atr', multiple: 1 });
    assert.throws(
      () => run(flat([100, 100]), [1, 0], { stopLoss }, { stopLoss: Float64Array.of(150, 150) }),
      /RUN_EXECUTION execution\.exits\.stop_loss: the stop is wider than the price/,
    );
  });

  it('opens nothing in a drawdown beyond the limit', () => {
    const { told, limits, totals } = run(flat([100, 100, 70, 70, 70, 70]), [1, 0, 0, 0, 1, 0], {
      neutral: 'close',
      limits: [limited('dd', drawdown, { max: 0.2 })],
    });
    assert.deepEqual(told, ['long 1@100 2@70 neutral']);
    assert.deepEqual([limits, totals.refused_limit], [[{ name: 'dd', refused: 1 }], 1]);
  });

  const threefold = { leverage: 3, maxPosition: 3, sizing: sized(fixedSizing, { fraction: 3 }) };

  it('is ruined where the account is used up within a bar, and trades no more', () => {
    // 300 units bought at 100 with 10,000: nothing is left at 66.67
    const bars: Bar[] = [still(100), still(100), [100, 100, 60, 90], still(90), still(90)];
    const { trades, equity, ruined, totals } = run(bars, [1, 0, 1, 1, 1], threefold);
    assert.equal(EXIT_REASONS[trades.reason[0]], 'ruin');
    assert.ok(Math.abs(trades.exit_price[0] - 200 / 3) < 1e-9);
    assert.ok(ruined && Math.abs(equity[4]) < 1e-6);
    assert.equal(totals.trades, 1);
  });

  it('loses no more than the margin of a position where it is isolated', () => {
    // a third of the account at three times: the position holds 100 units and 3,333.33 of margin, used up at 66.67
    const bars: Bar[] = [still(100), still(100), [100, 100, 60, 90], still(90)];
    const plan = { leverage: 3, margin: 'isolated' as const };
    const { trades, ruined } = run(bars, [1, 0, 0, 0], plan);
    assert.equal(EXIT_REASONS[trades.reason[0]], 'liquidation');
    assert.ok(Math.abs(trades.cash_after[0] - 10000 * (2 / 3)) < 1e-6);
    assert.equal(ruined, false);
  });

  it('charges funding on what is carried into a bar, at its open, and pays it to shorts', () => {
    const funding = Float64Array.of(0.01, 0.01, 0.01, NaN);
    const long = run(flat([100, 100, 110, 110]), away(4), { funding: 'charged' }, { funding });
    assert.ok(Math.abs(long.trades.funding[0] - 110) < 1e-9);
    const short = run(flat([100, 100, 110, 110]), away(4, -1), { funding: 'charged' }, { funding });
    assert.ok(Math.abs(short.trades.funding[0] + 110) < 1e-9);
    assert.equal(run(flat([100, 100, 110, 110]), away(4), {}, { funding }).totals.funding, 0);
  });

  it('ends in a result where nothing is traded', () => {
    const { totals, equity, trades } = run(flat([100, 101]), [0, 0]);
    assert.deepEqual([totals.trades, trades.rows, [...equity]], [0, 0, [10000, 10000]]);
  });

  it('steps over a range only', () => {
    const plan = planOf();
    const { equity } = simulate(plan, columnsOf(flat([100, 100, 100, 100]), [1, 1, 1, 1]), { from: 1, to: 3 });
    assert.deepEqual([...equity], [NaN, 10000, 10000, NaN]);
  });
});
