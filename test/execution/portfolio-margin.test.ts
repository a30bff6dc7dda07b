import assert from 'node:assert/strict';
import { maintenanceOf } from '../../src/execution/_portfolio/margin.ts';
import { simulateSeveral } from '../../src/execution/_portfolio/several.ts';
import { simulatePortfolio } from '../../src/execution/_portfolio/simulate.ts';
import { NO_RULES } from '../../src/core/instrument.ts';
import type { Instrument } from '../../src/core/instrument.ts';
import type { PortfolioColumns, PortfolioPlan } from '../../src/execution/_portfolio/types.ts';
import { EXIT_REASONS } from '../../src/execution/_simulator/types.ts';
import all from '../../src/portfolio/select/all.ts';
import fixedSizing from '../../src/portfolio/sizing/fixed.ts';
import { planOf as simulationPlan, sized } from './_plans.ts';
import equal from '../../src/portfolio/sizing/equal.ts';

const HOUR = 3_600_000;

/** Tiers of BTCUSDT as the exchange listed them in 2021: 0.4% up to 50,000, 0.5% less 50 up to 250,000, 1% less 1,300 beyond. */
const BTC: Instrument = {
  ...NO_RULES,
  liquidationFee: 0.01,
  tiers: [
    { from: 0, rate: 0.004, amount: 0 },
    { from: 50_000, rate: 0.005, amount: 50 },
    { from: 250_000, rate: 0.01, amount: 1300 },
  ],
};

type Path = readonly (readonly [open: number, high: number, low: number, close: number])[];

function columnsOf(paths: readonly Path[], sides: readonly number[], instrument: Instrument): PortfolioColumns {
  return {
    time: Float64Array.from(paths[0], (_, t) => (t + 23) * HOUR),
    interval_ms: HOUR,
    symbols: paths.map((path, s) => {
      const column = (k: number): Float64Array => Float64Array.from(path, (bar) => bar[k]);
      const rows = path.length;
      return {
        symbol: `S${s}`,
        rowOf: Int32Array.from(path.keys()),
        listed: new Uint8Array(rows).fill(1),
        instrument,
        columns: {
          open: column(0),
          high: column(1),
          low: column(2),
          close: column(3),
          edge: new Float64Array(rows).fill(sides[s]),
          direction: new Float64Array(rows).fill(sides[s]),
          sigma: new Float64Array(rows).fill(NaN),
          strength: new Float64Array(rows).fill(1),
          vote: new Int8Array(rows).fill(sides[s]),
          mask: new Uint32Array(rows),
        },
      };
    }),
  };
}

const planOf = (over: Partial<PortfolioPlan>): PortfolioPlan => ({
  cash: 10_000,
  takerRate: 0,
  slippage: undefined,
  funding: 'none',
  side: 'both',
  select: { component: all as never, values: {} },
  sizing: { component: equal as never, values: { gross: 10, unfilled: 'spread' } },
  maxPosition: Infinity,
  minTrade: 0,
  barsPerYear: 8760,
  limits: [],
  schedule: { every: { ms: 24 * HOUR } },
  leverage: 10,
  margin: 'cross',
  latency: 0,
  ranked: true,
  gates: [],
  record: 'all',
  ...over,
});

/** Decided at the first close, filled at 100 in the second bar; what comes after it is given. */
const path = (...rest: Path): Path => [[100, 100, 100, 100], [100, 100, 100, 100], ...rest];

describe('the margin of a rebalanced account', () => {
  it('is the value times the rate less the amount of its tier', () => {
    assert.deepEqual(
      [10_000, 50_000, 100_000, 300_000].map((v) => maintenanceOf(BTC, v)),
      [40, 200, 450, 1700],
    );
    assert.equal(maintenanceOf(NO_RULES, 1e6), 0);
  });

  it('liquidates a long where equity meets the maintenance margin, at that price and for the fee', () => {
    // 1,000 units at 100, cash -90,000: 1000 P - 90,000 = 5 P - 50, so P = 89,950 / 995
    const columns = columnsOf([path([100, 101, 85, 99], [99, 99, 99, 99])], [1], BTC);
    const { details, cash, portfolio } = simulatePortfolio(planOf({}), columns);
    const price = 89_950 / 995;
    assert.equal(portfolio.counts.liquidations, 1);
    assert.equal(EXIT_REASONS[details?.trades.reason[0] ?? 0], 'liquidation');
    assert.ok(Math.abs((details?.trades.exit_price[0] ?? 0) - price) < 1e-9);
    // 1000 P - 90,000 = 402.01 are left, less than the fee of 904
    assert.ok(Math.abs((details?.trades.fees[0] ?? 0) - (1000 * price - 90_000)) < 1e-6);
    assert.equal(cash, 0);
  });

  it('liquidates a short above, and at the open where that lies beyond', () => {
    // -1,000 units, cash 110,000: 110,000 - 1000 P = 5 P - 50, so P = 110,050 / 1005 = 109.5025
    const within = simulatePortfolio(planOf({}), columnsOf([path([100, 115, 99, 100])], [-1], BTC));
    assert.ok(Math.abs((within.details?.trades.exit_price[0] ?? 0) - 110_050 / 1005) < 1e-9);
    const gap = simulatePortfolio(planOf({}), columnsOf([path([112, 115, 111, 112])], [-1], BTC));
    // beyond 110 nothing is left: the position is taken over there
    assert.ok(Math.abs((gap.details?.trades.exit_price[0] ?? 0) - 110) < 1e-9);
    assert.equal(gap.cash, 0);
    assert.ok(gap.ruined);
  });

  it('lets a hedged account live through a move that either side alone would not survive', () => {
    const move: Path = path([100, 100, 70, 70]);
    const { portfolio, equity } = simulatePortfolio(planOf({}), columnsOf([move, move], [1, -1], BTC));
    assert.equal(portfolio.counts.liquidations, 0);
    assert.ok(Math.abs(equity[1] - 10_000) < 1e-9);
  });

  it('isolated: closes the one position whose own margin is gone', () => {
    // half of 100,000 each: 500 units, own margin 5,000; 5,000 + 500 (P - 100) = 500 P * 0.004 + 0 at a value below 50,000
    const columns = columnsOf([path([100, 100, 80, 95]), path([100, 102, 100, 101])], [1, 1], BTC);
    const { details, portfolio } = simulatePortfolio(planOf({ margin: 'isolated' }), columns);
    assert.equal(portfolio.counts.liquidations, 1);
    assert.equal(portfolio.logs?.trades.symbol[0], 0);
    assert.ok(Math.abs((details?.trades.exit_price[0] ?? 0) - 45_000 / (500 * 0.996)) < 1e-9);
  });

  it('is the same for one position without a schedule, to its price', () => {
    const columns = columnsOf([path([100, 101, 85, 99], [99, 99, 99, 99])], [1], BTC);
    const plan = simulationPlan({ sizing: sized(fixedSizing, { fraction: 10 }), maxPosition: 10, leverage: 10 });
    const { portfolio } = simulateSeveral(plan, columns);
    assert.equal(EXIT_REASONS[portfolio.logs?.trades.reason[0] ?? 0], 'liquidation');
    assert.ok(Math.abs((portfolio.logs?.trades.exit_price[0] ?? 0) - 89_950 / 995) < 1e-9);
    assert.ok(Math.abs((portfolio.logs?.trades.fees[0] ?? 0) - ((1000 * 89_950) / 995 - 90_000)) < 1e-6);
  });

  it('of several positions loses no more than the account: all are taken over at one share of their prices', () => {
    // 500 units each at 100, cash -90,000 + 10,000 of them short: opens of 80 and 110 leave 10,000 - 10,000 - 5,000
    const columns = columnsOf([path([80, 81, 79, 80]), path([110, 111, 109, 110])], [1, -1], BTC);
    const { details, cash, equity, ruined } = simulatePortfolio(planOf({}), columns);
    assert.ok(ruined);
    assert.deepEqual([cash, equity[2]], [0, 0]);
    const moved = 5_000 / (500 * 80 + 500 * 110);
    const prices = [...(details?.trades.exit_price ?? [])];
    assert.ok(Math.abs(prices[0] - 80 * (1 + moved)) < 1e-9 && Math.abs(prices[1] - 110 * (1 - moved)) < 1e-9);
    const net = details?.trades.net_pnl.reduce((sum, x) => sum + x, 0) ?? 0;
    assert.ok(Math.abs(net + 10_000) < 1e-9);
  });

  it('without tiers only an empty account ends', () => {
    const low = simulatePortfolio(planOf({}), columnsOf([path([100, 100, 90.5, 95])], [1], NO_RULES));
    assert.equal(low.portfolio.counts.liquidations, 0);
    const { ruined, details } = simulatePortfolio(planOf({}), columnsOf([path([100, 100, 89, 95])], [1], NO_RULES));
    assert.ok(ruined);
    assert.equal(EXIT_REASONS[details?.trades.reason[0] ?? 0], 'ruin');
  });
});
