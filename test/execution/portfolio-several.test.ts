import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NO_RULES } from '../../src/core/instrument.ts';
import { simulateSeveral } from '../../src/execution/_portfolio/several.ts';
import type { PortfolioColumns } from '../../src/execution/_portfolio/types.ts';
import { simulate } from '../../src/execution/_simulator/simulate.ts';
import type { SimulationColumns, SimulationPlan } from '../../src/execution/_simulator/types.ts';
import fixedSizing from '../../src/portfolio/sizing/fixed.ts';
import { planOf, sized } from './_plans.ts';
import { markets, specs, wire } from './_random.ts';

const HOUR = 3_600_000;

/** Each symbol on its own rows, from a first grid row on. */
function panelOf(parts: readonly { readonly columns: SimulationColumns; readonly first: number }[]): PortfolioColumns {
  const rows = Math.max(...parts.map(({ columns, first }) => first + columns.close.length));
  return {
    time: Float64Array.from({ length: rows }, (_, t) => t * HOUR),
    interval_ms: HOUR,
    symbols: parts.map(({ columns, first }, s) => ({
      symbol: `S${s}`,
      columns,
      rowOf: Int32Array.from({ length: rows }, (_, t) =>
        t >= first && t - first < columns.close.length ? t - first : -1,
      ),
      listed: new Uint8Array(columns.close.length).fill(1),
      instrument: NO_RULES,
    })),
  };
}

describe('several symbols over one purse', () => {
  it('are, where there is one, the simulation of one symbol, to the byte', () => {
    fc.assert(
      fc.property(specs, markets, fc.integer({ min: 0, max: 3 }), (spec, bars, first) => {
        const { plan, columns } = wire(spec, bars);
        const one = simulate(plan, columns);
        const several = simulateSeveral(plan, panelOf([{ columns, first }]), { from: first, to: first + bars.length });
        assert.deepEqual([...several.equity.subarray(first)], [...one.equity]);
        assert.deepEqual(several.totals, one.totals);
        assert.deepEqual(several.gates, one.gates);
        assert.deepEqual(several.details?.trades.net_pnl, one.details?.trades.net_pnl);
        assert.deepEqual(
          several.details?.trades.exit_row,
          one.details?.trades.exit_row.map((t) => t + first),
        );
      }),
      { numRuns: 120 },
    );
  });

  it('are worth what each is worth alone where sizes do not depend on the equity of the others', () => {
    fc.assert(
      fc.property(fc.array(markets, { minLength: 2, maxLength: 3 }), specs, (all, spec) => {
        const parts = all.map((bars) => ({ ...wire(spec, bars), first: 0 }));
        // a hundredth of the equity at most is at stake, so that no account ends
        const plan: SimulationPlan = {
          ...parts[0].plan,
          sizing: sized(fixedSizing, { fraction: 0.001 }),
          limits: [],
          minTrade: 0,
          lot: 0,
        };
        const result = simulateSeveral(plan, panelOf(parts));
        const rows = Math.max(...all.map((bars) => bars.length));
        const gain = result.equity[rows - 1] - plan.cash;
        const alone = parts.reduce((sum, { columns }) => sum + simulate({ ...plan }, columns).cash - plan.cash, 0);
        assert.ok(Math.abs(gain - alone) <= 1e-4 * plan.cash * 0.001 + 0.02 * Math.abs(alone), `${gain}, ${alone}`);
        const { trades } = result.portfolio.logs as NonNullable<typeof result.portfolio.logs>;
        const net = trades.net_pnl.reduce((a, b) => a + b, 0);
        assert.ok(Math.abs(result.cash - plan.cash - net) < 1e-6);
      }),
      { numRuns: 40 },
    );
  });

  it('share the leverage: a second entry gets what the first has left', () => {
    const flat = (direction: readonly number[], price = 100): SimulationColumns => {
      const column = Float64Array.from(direction, () => price);
      const nothing = Float64Array.from(direction, () => NaN);
      const side = Float64Array.from(direction);
      return {
        open: column,
        high: column,
        low: column,
        close: column,
        direction: side,
        edge: nothing,
        sigma: nothing,
        strength: side.map(Math.abs),
        vote: Int8Array.from(direction),
        mask: new Uint32Array(direction.length),
      };
    };
    const plan = planOf({ sizing: sized(fixedSizing, { fraction: 0.7 }), cash: 1000 });
    const columns = panelOf([
      { columns: flat([1, 1, 1, 1]), first: 0 },
      { columns: flat([1, 1, 1], 50), first: 0 },
    ]);
    const { portfolio } = simulateSeveral(plan, columns);
    assert.ok(Math.abs(portfolio.gross[1] - 1) < 1e-12);
    assert.deepEqual([...(portfolio.logs?.trades.size ?? [])].map((x) => Math.round(x * 1e6) / 1e6).sort(), [6, 7]);
    assert.equal(portfolio.counts.vanished, 1);
  });
});
