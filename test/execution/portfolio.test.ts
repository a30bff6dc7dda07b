import assert from 'node:assert/strict';
import fc from 'fast-check';
import { rngFrom } from '../../src/core/rng.ts';
import { simulatePortfolio } from '../../src/execution/_portfolio/simulate.ts';
import { NO_RULES } from '../../src/core/instrument.ts';
import type { PortfolioColumns, PortfolioPlan, PortfolioSymbol } from '../../src/execution/_portfolio/types.ts';
import fixedSlippage from '../../src/execution/slippage/fixed.ts';
import gross from '../../src/portfolio/limits/gross.ts';
import net from '../../src/portfolio/limits/net.ts';
import symbolWeight from '../../src/portfolio/limits/symbol-weight.ts';
import topN from '../../src/portfolio/select/top-n.ts';
import equal from '../../src/portfolio/sizing/equal.ts';
import { referencePortfolio } from './_portfolio-reference.ts';
import type { RefBar, RefPortfolio } from './_portfolio-reference.ts';

const HOUR = 3_600_000;
const FIRST = Date.UTC(2024, 0, 1, 5);

const rules = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  symbols: fc.integer({ min: 1, max: 6 }),
  rows: fc.integer({ min: 30, max: 130 }),
  n: fc.integer({ min: 1, max: 4 }),
  side: fc.constantFrom('long' as const, 'short' as const, 'both' as const, 'long_short' as const),
  gross: fc.constantFrom(0.5, 1, 2),
  unfilled: fc.constantFrom('cash' as const, 'spread' as const),
  maxSymbol: fc.constantFrom(0.2, 0.6, 9),
  maxGross: fc.constantFrom(0.7, 9),
  maxNet: fc.constantFrom(0, 0.3, 9),
  leverage: fc.constantFrom(1, 2),
  lot: fc.constantFrom(0, 0.5),
  minNotional: fc.constantFrom(0, 300),
  taker: fc.constantFrom(0, 0.0005),
  slip: fc.constantFrom(0, 0.001),
  at: fc.constantFrom(0, 5 * 60_000, 13 * HOUR),
});

type Rules = typeof rules extends fc.Arbitrary<infer T> ? T : never;

/** Walks with gaps, late listings, early ends, unknown scores and refusals. */
function panelOf(r: Rules): RefPortfolio {
  const rng = rngFrom([r.seed, 7, 11, 13]);
  const times = Array.from({ length: r.rows }, (_, t) => FIRST + t * HOUR);
  const bars = Object.fromEntries(
    Array.from({ length: r.symbols }, (_, s) => {
      const first = rng.uniform() < 0.3 ? rng.int(0, r.rows - 10) : 0;
      const end = rng.uniform() < 0.3 ? rng.int(first + 2, r.rows) : r.rows;
      let price = 20 + 100 * rng.uniform();
      const walk = times.map((_time, t): RefBar | undefined => {
        if (t < first || t >= end || rng.uniform() < 0.05) return undefined;
        const open = price * (1 + 0.002 * (rng.uniform() - 0.5));
        const close = open * (1 + 0.02 * (rng.uniform() - 0.5));
        const [low, high] = [Math.min(open, close) * (1 - 0.004 * rng.uniform()), Math.max(open, close) * 1.003];
        price = close;
        const score = rng.uniform() < 0.1 ? NaN : Math.round(60 * (rng.uniform() - 0.5));
        const funding = t % 8 === 3 ? 0.001 * (rng.uniform() - 0.4) : 0;
        return { open, high, low, close, score, refused: rng.uniform() < 0.15, funding };
      });
      return [`S${s}`, walk] as const;
    }),
  );
  return { ...r, interval_ms: HOUR, times, bars, cash: 10_000 };
}

function columnsOf(p: RefPortfolio): PortfolioColumns {
  const symbols = Object.entries(p.bars).map(([symbol, walk]): PortfolioSymbol => {
    const own = walk.filter((bar) => bar !== undefined);
    const column = (of: (bar: RefBar) => number): Float64Array => Float64Array.from(own, of);
    let row = 0;
    return {
      symbol,
      rowOf: Int32Array.from(walk, (bar) => (bar === undefined ? -1 : row++)),
      listed: new Uint8Array(own.length).fill(1),
      instrument: { ...NO_RULES, lot: p.lot, minNotional: p.minNotional },
      columns: {
        open: column((b) => b.open),
        high: column((b) => b.high),
        low: column((b) => b.low),
        close: column((b) => b.close),
        funding: column((b) => b.funding),
        edge: column((b) => b.score),
        direction: column((b) => (Number.isNaN(b.score) ? 0 : Math.sign(b.score))),
        sigma: column(() => NaN),
        strength: column((b) => Math.abs(b.score)),
        vote: Int8Array.from(own, (b) => (Number.isNaN(b.score) ? 0 : Math.sign(b.score))),
        mask: Uint32Array.from(own, (b) => Number(b.refused)),
      },
    };
  });
  return { time: Float64Array.from(p.times), interval_ms: p.interval_ms, symbols };
}

const planOf = (p: RefPortfolio, over: Partial<PortfolioPlan> = {}): PortfolioPlan => ({
  cash: p.cash,
  takerRate: p.taker,
  slippage: { component: fixedSlippage as never, values: { rate: p.slip * 1e4 } },
  funding: 'charged',
  side: p.side,
  select: { component: topN as never, values: { n: p.n } },
  sizing: { component: equal as never, values: { gross: p.gross, unfilled: p.unfilled } },
  maxPosition: Infinity,
  minTrade: 0,
  barsPerYear: 8760,
  limits: [
    { name: 'symbol', component: symbolWeight as never, values: { max: p.maxSymbol } },
    { name: 'net', component: net as never, values: { max: p.maxNet } },
    { name: 'gross', component: gross as never, values: { max: p.maxGross } },
  ],
  schedule: { every: { ms: 24 * HOUR }, at: p.at },
  leverage: p.leverage,
  margin: 'cross',
  latency: 0,
  ranked: true,
  gates: [{ name: 'any', cooldown: undefined }],
  record: 'all',
  ...over,
});

const near = (found: number, expected: number, relative = 1e-9): void =>
  assert.ok(Math.abs(found - expected) <= relative * Math.max(1, Math.abs(expected)), `${found}, expected ${expected}`);

describe('the rebalanced account', () => {
  it('has the equity of a slow account written from the rules', () => {
    let traded = 0;
    fc.assert(
      fc.property(rules, (r) => {
        const p = panelOf(r);
        const expected = referencePortfolio(p);
        const result = simulatePortfolio(planOf(p), columnsOf(p));
        p.times.forEach((_, t) => near(result.equity[t], expected.equity[t]));
        near(result.totals.fees, expected.fees, 1e-8);
        near(result.totals.slippage, expected.slippage, 1e-8);
        near(result.totals.funding, expected.funding, 1e-8);
        traded += result.totals.trades;
      }),
      { numRuns: 200 },
    );
    assert.ok(traded > 200, `${traded} trades`);
  });

  it('itemises its costs: cash is what fills and funding left, and trades add up to the gain', () => {
    fc.assert(
      fc.property(rules, (r) => {
        const p = panelOf(r);
        const result = simulatePortfolio(planOf(p), columnsOf(p));
        const { trades, fills } = result.portfolio.logs as NonNullable<typeof result.portfolio.logs>;
        const sum = (x: Float64Array): number => x.reduce((a, b) => a + b, 0);
        near(result.cash - p.cash, sum(trades.net_pnl), 1e-7);
        near(
          sum(trades.gross_pnl) - sum(trades.fees) - sum(trades.slippage) - sum(trades.funding),
          sum(trades.net_pnl),
          1e-7,
        );
        near(sum(fills.fee), result.totals.fees, 1e-8);
        near(sum(result.portfolio.perSymbol.net_pnl), sum(trades.net_pnl), 1e-8);
        let cash = p.cash - result.totals.funding;
        for (let i = 0; i < fills.rows; i++) cash -= fills.side[i] * fills.size[i] * fills.price[i] + fills.fee[i];
        near(result.cash, cash, 1e-8);
      }),
      { numRuns: 80 },
    );
  });
});
