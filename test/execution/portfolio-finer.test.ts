import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NO_RULES } from '../../src/core/instrument.ts';
import { rngFrom } from '../../src/core/rng.ts';
import { simulatePortfolio } from '../../src/execution/_portfolio/simulate.ts';
import type { PortfolioColumns, PortfolioPlan, PortfolioSymbol } from '../../src/execution/_portfolio/types.ts';
import volumeShare from '../../src/execution/slippage/volume-share.ts';
import topN from '../../src/portfolio/select/top-n.ts';
import equal from '../../src/portfolio/sizing/equal.ts';

const HOUR = 3_600_000;
const FIRST = Date.UTC(2024, 0, 1);
/** Hours in a bar that decides. */
const EACH = 4;

interface Hour {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly score: number;
  readonly funding: number;
}

const rules = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  bars: fc.integer({ min: 20, max: 60 }),
  symbols: fc.integer({ min: 1, max: 4 }),
  late: fc.integer({ min: 0, max: EACH - 1 }),
  leverage: fc.constantFrom(1, 5, 12),
  margin: fc.constantFrom('cross' as const, 'isolated' as const),
});
type Rules = typeof rules extends fc.Arbitrary<infer T> ? T : never;

/** Hours of each symbol; some begin late or end early, with a whole bar. Funding falls where a bar begins. */
function hoursOf({ seed, bars, symbols }: Rules): { readonly from: number; readonly hours: readonly Hour[] }[] {
  const rng = rngFrom([seed, 3, 5, 7]);
  return Array.from({ length: symbols }, () => {
    const from = rng.uniform() < 0.3 ? EACH * rng.int(1, 8) : 0;
    const to = rng.uniform() < 0.3 ? EACH * (bars - rng.int(1, 8)) : EACH * bars;
    let price = 20 + 100 * rng.uniform();
    const hours = Array.from({ length: to - from }, (_, t): Hour => {
      const open = price * (1 + 0.01 * (rng.uniform() - 0.5));
      const close = open * (1 + 0.04 * (rng.uniform() - 0.5));
      price = close;
      const [low, high] = [Math.min(open, close) * 0.99, Math.max(open, close) * 1.01];
      const score = rng.uniform() < 0.1 ? NaN : Math.round(60 * (rng.uniform() - 0.5));
      const funding = t % EACH === 0 ? 0.002 * (rng.uniform() - 0.4) : 0;
      return { open, high, low, close, volume: 10 + 100 * rng.uniform(), score, funding };
    });
    return { from, hours };
  });
}

const tiers = [{ from: 0, rate: 0.02, amount: 0 }];

function symbolOf(name: string, hours: readonly Hour[], from: number, rows: number): PortfolioSymbol {
  const column = (of: (hour: Hour) => number): Float64Array => Float64Array.from(hours, of);
  const direction = column(({ score }) => (score > 0 ? 1 : score < 0 ? -1 : 0));
  return {
    symbol: name,
    rowOf: Int32Array.from({ length: rows }, (_, t) => (t >= from && t < from + hours.length ? t - from : -1)),
    listed: new Uint8Array(hours.length).fill(1),
    instrument: { ...NO_RULES, tiers, liquidationFee: 0.01 },
    columns: {
      open: column((h) => h.open),
      high: column((h) => h.high),
      low: column((h) => h.low),
      close: column((h) => h.close),
      volume: column((h) => h.volume),
      funding: column((h) => h.funding),
      edge: column((h) => h.score),
      direction,
      sigma: column(() => NaN),
      strength: column((h) => Math.abs(h.score)),
      vote: Int8Array.from(direction),
      mask: new Uint32Array(hours.length),
    },
  };
}

/** A bar of four hours; what it says is what its last hour says. */
function barOf(hours: readonly Hour[]): Hour {
  const [first, last] = [hours[0], hours[hours.length - 1]];
  const high = Math.max(...hours.map((h) => h.high));
  const low = Math.min(...hours.map((h) => h.low));
  const volume = hours.reduce((sum, h) => sum + h.volume, 0);
  return { open: first.open, high, low, close: last.close, volume, score: last.score, funding: first.funding };
}

function panels(r: Rules): { readonly hourly: PortfolioColumns; readonly finer: PortfolioColumns } {
  const rows = EACH * r.bars;
  const own = hoursOf(r);
  const hourly = own.map(({ hours, from }, s) => symbolOf(`S${s}`, hours, from, rows));
  const finer = own.map(({ hours, from }, s) => {
    const bars = Array.from({ length: hours.length / EACH }, (_, t) => barOf(hours.slice(EACH * t, EACH * (t + 1))));
    const symbol = symbolOf(`S${s}`, bars, from / EACH, r.bars);
    const { open, high, low, close, volume } = hourly[s].columns;
    const time = Float64Array.from(hours, (_, t) => FIRST + (from + t) * HOUR);
    const first = Int32Array.from({ length: bars.length + 1 }, (_, t) => EACH * t);
    const columns = { ...symbol.columns, finer: { interval_ms: HOUR, time, first, open, high, low, close, volume } };
    return { ...symbol, columns };
  });
  const times = (n: number, each: number): Float64Array => Float64Array.from({ length: n }, (_, t) => FIRST + t * each);
  return {
    hourly: { time: times(rows, HOUR), interval_ms: HOUR, symbols: hourly },
    finer: { time: times(r.bars, EACH * HOUR), interval_ms: EACH * HOUR, symbols: finer },
  };
}

const planOf = ({ leverage, margin }: Rules, at: number, latency: number): PortfolioPlan => ({
  cash: 10_000,
  takerRate: 0.0005,
  slippage: { component: volumeShare as never, values: { share: 0.05, impact: 10 } },
  funding: 'charged',
  side: 'long_short',
  select: { component: topN as never, values: { n: 1 } },
  sizing: { component: equal as never, values: { gross: leverage, unfilled: 'spread' } },
  maxPosition: Infinity,
  minTrade: 0,
  barsPerYear: 8760,
  limits: [],
  schedule: { every: { ms: 24 * HOUR }, at },
  leverage,
  margin,
  latency,
  ranked: true,
  gates: [],
  record: 'all',
});

describe('a rebalanced account on finer bars', () => {
  it('is, at every close of a decision bar, the account that runs on the finer bars alone', () => {
    const seen = { trades: 0, liquidations: 0 };
    fc.assert(
      fc.property(rules, (r) => {
        const { hourly, finer } = panels(r);
        // 12:00 and `late` hours: decided by the bar that ends at 12:00, in hours with so many bars of latency
        const alone = simulatePortfolio(planOf(r, 12 * HOUR, r.late), hourly);
        const found = simulatePortfolio(planOf(r, (12 + r.late) * HOUR, 0), finer);
        finer.time.forEach((_, t) => {
          const expected = alone.equity[EACH * t + EACH - 1];
          assert.ok(Math.abs(found.equity[t] - expected) <= 1e-9 * 10_000, `bar ${t}: ${found.equity[t]}, ${expected}`);
        });
        for (const key of ['trades', 'fees', 'slippage', 'funding'] as const)
          assert.ok(Math.abs(found.totals[key] - alone.totals[key]) < 1e-6, key);
        assert.equal(found.portfolio.counts.liquidations, alone.portfolio.counts.liquidations);
        const entries = alone.details?.trades.entry_row.map((row) => FIRST + row * HOUR);
        assert.deepEqual(found.details?.times?.trades.entry_time, entries);
        seen.trades += found.totals.trades;
        seen.liquidations += found.portfolio.counts.liquidations;
      }),
      { numRuns: 120, seed: 5 },
    );
    assert.ok(seen.trades > 100 && seen.liquidations > 10, JSON.stringify(seen));
  });

  it('fills at the first finer bar that opens at or after the moment, not at the open of the row', () => {
    const r: Rules = { seed: 1, bars: 12, symbols: 1, late: 0, leverage: 1, margin: 'cross' };
    const { finer } = panels(r);
    const result = simulatePortfolio({ ...planOf(r, 13.5 * HOUR, 0), slippage: undefined }, finer);
    const { fills, times } = result.details as NonNullable<typeof result.details>;
    const { time, open } = finer.symbols[0].columns.finer as NonNullable<PortfolioSymbol['columns']['finer']>;
    const entered = times?.trades.entry_time[0] ?? NaN;
    assert.equal(((entered - FIRST) / HOUR) % 24, 14);
    assert.equal(fills.price[0], open[time.indexOf(entered)]);
  });
});
