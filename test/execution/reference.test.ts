import assert from 'node:assert/strict';
import fc from 'fast-check';
import { simulate, simulateUncounted, startSimulation } from '../../src/execution/_simulator/simulate.ts';
import { EXIT_REASONS } from '../../src/execution/_simulator/types.ts';
import type { SimulationColumns, SimulationResult } from '../../src/execution/_simulator/types.ts';
import { finerMarkets, markets, specs, wire } from './_random.ts';
import { referenceRun } from './_reference.ts';
import type { RefResult } from './_reference.ts';

function close(found: number, expected: number, what: string, scale = Math.abs(expected)): void {
  if (Number.isNaN(expected) && Number.isNaN(found)) return;
  assert.ok(Math.abs(found - expected) <= 1e-9 * Math.max(1, scale), `${what}: expected ${expected}, found ${found}`);
}

function detailsOf(result: SimulationResult) {
  assert.ok(result.details);
  return result.details;
}

function sameTrades(result: SimulationResult, expected: RefResult, cash: number): void {
  const { trades } = detailsOf(result);
  const told = Array.from(
    trades.side,
    (side, i) =>
      `${side} ${trades.decision_row[i]} ${trades.entry_row[i]} ${trades.exit_row[i]} ${EXIT_REASONS[trades.reason[i]]}`,
  );
  assert.deepEqual(
    told,
    expected.trades.map((t) => `${t.side} ${t.decision} ${t.entry} ${t.exit} ${t.reason}`),
  );
  expected.trades.forEach((trade, i) => {
    const size = Math.abs(trade.size * trade.entryPrice) + cash;
    close(trades.entry_price[i], trade.entryPrice, 'entry price');
    close(trades.exit_price[i], trade.exitPrice, 'exit price');
    close(trades.size[i], trade.size, 'size');
    close(trades.fees[i], trade.fees, 'fees');
    close(trades.slippage[i], trade.slippage, 'slippage');
    close(trades.funding[i], trade.funding, 'funding', size);
    close(trades.net_pnl[i], trade.net, 'net PnL', size);
    close(trades.cash_after[i], trade.cashAfter, 'cash after', size);
    close(trades.mae[i], trade.worst, 'adverse excursion');
    close(trades.mfe[i], trade.best, 'favourable excursion');
    const costs = trades.fees[i] + trades.slippage[i] + trades.funding[i];
    close(trades.gross_pnl[i] - costs, trade.net, 'gross less costs', size);
  });
}

function sameRefusals(result: SimulationResult, expected: RefResult, names: readonly string[]): void {
  const { refused } = detailsOf(result);
  expected.refused.forEach((gates, t) => {
    const found = names.filter((_, k) => ((refused[t] >>> k) & 1) === 1);
    assert.deepEqual(found, gates ?? [], `refusals of bar ${t}`);
  });
  for (const [k, { name, first, all }] of result.gates.entries()) {
    assert.equal(name, names[k]);
    assert.equal(first, expected.refused.filter((gates) => gates?.[0] === name).length);
    assert.equal(all, expected.refused.filter((gates) => gates?.includes(name)).length);
  }
  assert.equal(result.totals.accepted, expected.accepted.length);
}

describe('the simulator against its slow reference', () => {
  for (const [what, market, numRuns] of [
    ['thousands of random specs and markets', markets, 4000],
    ['finer bars', finerMarkets, 1500],
  ] as const) {
    it(`has the same trades, refusals and equity on ${what}`, () => {
      const seen = new Map<string, number>();
      fc.assert(
        fc.property(specs, market, (spec, bars) => {
          const expected = referenceRun(spec, bars);
          const { plan, columns, names } = wire(spec, bars);
          const result = simulate(plan, columns);
          sameTrades(result, expected, spec.cash);
          sameRefusals(result, expected, names);
          expected.equity.forEach((value, t) => close(result.equity[t], value, `equity of bar ${t}`, 20 * spec.cash));
          for (const { reason } of expected.trades) seen.set(reason, (seen.get(reason) ?? 0) + 1);
        }),
        { numRuns, seed: 20240501 },
      );
      for (const reason of EXIT_REASONS.filter((r) => r !== 'rebalance' && r !== 'vanished'))
        assert.ok((seen.get(reason) ?? 0) > numRuns / 300, `${reason}: ${seen.get(reason)} trades`);
    });
  }

  it('has the same bytes step by step, on columns that are filled bar by bar', () => {
    fc.assert(
      fc.property(specs, markets, (spec, bars) => {
        const { plan, columns } = wire(spec, bars);
        const live = blank(columns);
        const simulation = startSimulation(plan, live);
        for (let t = 0; t < bars.length; t++) {
          reveal(columns, live, t);
          simulation.step(t);
        }
        assert.deepEqual(simulation.finish(), simulate(plan, columns));
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it('is causal: a changed future leaves every earlier bar as it was', () => {
    fc.assert(
      fc.property(specs, markets, fc.nat(119), (spec, bars, cut) => {
        const now = cut % bars.length;
        const { plan, columns } = wire(spec, bars);
        const poisoned = wire(
          spec,
          bars.map((bar, t) =>
            t <= now ? bar : { ...bar, open: 55, high: 60, low: 50, close: 58, edge: -bar.edge, atr: 3 },
          ),
        );
        const [before, after] = [simulate(plan, columns), simulate(plan, poisoned.columns)];
        assert.deepEqual(after.equity.subarray(0, now), before.equity.subarray(0, now));
        assert.deepEqual(detailsOf(after).outcome.subarray(0, now), detailsOf(before).outcome.subarray(0, now));
        assert.deepEqual(detailsOf(after).refused.subarray(0, now), detailsOf(before).refused.subarray(0, now));
      }),
      { numRuns: 500, seed: 11 },
    );
  });

  it('holds the sum of its fills at every bar, and keeps its books', () => {
    fc.assert(
      fc.property(specs, markets, (spec, bars) => {
        const { plan, columns } = wire(spec, bars);
        const result = simulate(plan, columns);
        const { fills, position, trades, orders } = detailsOf(result);
        let held = 0;
        let next = 0;
        bars.forEach((_, t) => {
          for (; next < fills.rows && fills.row[next] <= t; next++) held += fills.side[next] * fills.size[next];
          close(position[t], held, `position of bar ${t}`);
        });
        const net = trades.net_pnl.reduce((sum, pnl) => sum + pnl, 0);
        close(result.cash, spec.cash + net, 'cash', 100 * spec.cash);
        assert.equal(fills.rows, 2 * trades.rows);
        for (const order of fills.order) assert.equal(orders.status[order], 1);
        assert.equal(orders.status.filter((status) => status === 1).length, fills.rows);
      }),
      { numRuns: 500, seed: 13 },
    );
  });

  it('has the same equity and totals without its logs', () => {
    fc.assert(
      fc.property(specs, markets, (spec, bars) => {
        const { plan, columns } = wire(spec, bars);
        const { details: _, ...bare } = simulate(plan, columns);
        assert.deepEqual(simulate({ ...plan, record: 'none' }, columns), bare);
      }),
      { numRuns: 200, seed: 17 },
    );
  });

  it('has the same bytes where it passes over rows in which nothing happens', () => {
    let trades = 0;
    fc.assert(
      fc.property(specs, fc.oneof(markets, finerMarkets), fc.nat(9), (spec, bars, cut) => {
        const { plan, columns } = wire(spec, bars);
        const range = { from: cut % bars.length, to: bars.length - (bars.length > 20 ? cut : 0) };
        const whole = simulate(plan, columns, range);
        const found = simulateUncounted(plan, columns, range, new Float64Array(bars.length).fill(NaN));
        assert.deepEqual(counted(found), counted(whole));
        trades += found.totals.trades;
      }),
      { numRuns: 700, seed: 19 },
    );
    assert.ok(trades > 500, `${trades} trades`);
  });
});

/** What is known without the counts of decisions. */
function counted({ equity, cash, ruined, totals }: SimulationResult) {
  const { decisions: _, accepted, ...sums } = totals;
  return { equity, cash, ruined, accepted, sums };
}

function columnsIn(columns: SimulationColumns): [keyof SimulationColumns, Float64Array | Int8Array | Uint32Array][] {
  return Object.entries(columns) as [keyof SimulationColumns, Float64Array | Int8Array | Uint32Array][];
}

/** The same columns with nothing known yet: NaN prices, absurd votes and masks. */
function blank(columns: SimulationColumns): SimulationColumns {
  const empty = columnsIn(columns).map(([key, column]) => [
    key,
    column.slice().fill(column instanceof Float64Array ? NaN : 1),
  ]);
  return Object.fromEntries(empty) as unknown as SimulationColumns;
}

function reveal(from: SimulationColumns, to: SimulationColumns, t: number): void {
  const target = new Map(columnsIn(to));
  for (const [key, column] of columnsIn(from)) target.get(key)![t] = column[t];
}
