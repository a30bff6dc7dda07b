import fc from 'fast-check';
import type { Gate } from '../../src/core/contracts/gate.ts';
import type { SignalColumns } from '../../src/core/contracts/signal.ts';
import { rngFrom } from '../../src/core/rng.ts';
import { planSimulation, roundTripBps } from '../../src/execution/_simulator/plan.ts';
import type { EventValues } from '../../src/execution/_simulator/plan.ts';
import type { Bound, FinerColumns, SimulationColumns, SimulationPlan } from '../../src/execution/_simulator/types.ts';
import fixedExit from '../../src/execution/exits/fixed.ts';
import scaledExit from '../../src/execution/exits/scaled.ts';
import fixedSlippage from '../../src/execution/slippage/fixed.ts';
import scaledSlippage from '../../src/execution/slippage/scaled.ts';
import volumeShare from '../../src/execution/slippage/volume-share.ts';
import { combineGates, gateOrder } from '../../src/gates/_combine.ts';
import type { NamedGate } from '../../src/gates/_combine.ts';
import cooldown from '../../src/gates/cooldown.ts';
import expectedValue from '../../src/gates/expected-value.ts';
import minEdge from '../../src/gates/min-edge.ts';
import persistence from '../../src/gates/persistence.ts';
import quantile from '../../src/gates/quantile.ts';
import sigmaFloor from '../../src/gates/sigma-floor.ts';
import warmup from '../../src/gates/warmup.ts';
import zThreshold from '../../src/gates/z-threshold.ts';
import drawdown from '../../src/portfolio/limits/drawdown.ts';
import edgeOverVolatility from '../../src/portfolio/sizing/edge-over-volatility.ts';
import fixedSizing from '../../src/portfolio/sizing/fixed.ts';
import kelly from '../../src/portfolio/sizing/kelly.ts';
import volatilityTarget from '../../src/portfolio/sizing/volatility-target.ts';
import { exitAt, limited, sized, slip } from './_plans.ts';
import type { RefBar, RefDistance, RefPrices, RefSpec } from './_reference-spec.ts';

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
/** Present in a fifth of the specs, so that most let trades through. */
const rarely = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const distance = fc.record({
  type: fc.constantFrom('fixed' as const, 'scaled' as const),
  by: fc.constantFrom(0.01, 0.05, 0.25),
});
/** Multiples are larger than fractions; the price never falls so low that a stop is wider than it. */
const scaledUp = (d: RefDistance | undefined): RefDistance | undefined =>
  d?.type === 'scaled' ? { type: 'scaled', by: { 0.01: 0.5, 0.05: 1, 0.25: 2.5 }[d.by] ?? 1 } : d;

const gates = fc.record({
  warmup: rarely(fc.integer({ min: 1, max: 8 })),
  sigma_floor: rarely(fc.constantFrom(40, 60)),
  cooldown: rarely(fc.integer({ min: 1, max: 5 })),
  z: rarely(fc.constantFrom(0.2, 0.5)),
  ev: rarely(fc.constantFrom(-10, 0, 15)),
  min_edge: rarely(fc.constantFrom(10, 30)),
  persistence: rarely(fc.integer({ min: 1, max: 3 })),
  quantile: rarely(
    fc.record({
      window: fc.integer({ min: 2, max: 12 }),
      above: fc.constantFrom(0.5, 0.7),
      below: fc.constantFrom(0.3, 0.5),
    }),
  ),
});

export const specs: fc.Arbitrary<RefSpec> = fc
  .record({
    cash: fc.constantFrom(1000, 10000),
    taker_bps: fc.constantFrom(0, 5, 30),
    maker_bps: fc.constantFrom(-1, 0, 4),
    slippage: fc.oneof(
      fc.constant({ type: 'none' as const, by: 0, share: 1 }),
      fc.record({ type: fc.constant('fixed' as const), by: fc.constantFrom(1, 20), share: fc.constant(1) }),
      fc.record({ type: fc.constant('scaled' as const), by: fc.constantFrom(0.05, 0.5), share: fc.constant(1) }),
      fc.record({
        type: fc.constant('volume_share' as const),
        by: fc.constantFrom(5, 50),
        share: fc.constantFrom(0.05, 0.5),
      }),
    ),
    funding: fc.boolean(),
    side: fc.constantFrom('both' as const, 'both' as const, 'long' as const, 'short' as const),
    sizing: fc.oneof(
      fc.record({
        type: fc.constant('edge' as const),
        by: fc.constantFrom(0.5, 0.9),
        samples: fc.integer({ min: 1, max: 6 }),
      }),
      fc.record({ type: fc.constant('fixed' as const), by: fc.constantFrom(0.3, 1, 10), samples: fc.constant(1) }),
      fc.record({ type: fc.constant('volatility' as const), by: fc.constantFrom(0.05, 0.4), samples: fc.constant(1) }),
      fc.record({ type: fc.constant('kelly' as const), by: fc.constantFrom(0.01, 0.5), samples: fc.constant(1) }),
    ),
    max_position: fc.constantFrom(0.5, 1, 10),
    min_trade: fc.constantFrom(0, 0, 0.1, 0.5),
    drawdown: rarely(fc.record({ max: fc.constantFrom(0.02, 0.1), window: maybe(fc.integer({ min: 1, max: 10 })) })),
    leverage: fc.constantFrom(1, 3, 10),
    margin: fc.constantFrom('cross' as const, 'isolated' as const),
    lot: maybe(fc.constantFrom(0.001, 0.5)),
    latency: fc.constantFrom(0, 0, 0, 1, 3),
    arm_after: fc.constantFrom(1, 1, 0, 2),
    max_hold: rarely(fc.integer({ min: 1, max: 12 })),
    stop: maybe(distance),
    target: maybe(distance),
    opposite: fc.constantFrom('flip' as const, 'close' as const, 'ignore' as const),
    neutral: fc.constantFrom('close' as const, 'ignore' as const),
    ambiguity: fc.constantFrom('stop_first' as const, 'stop_first' as const, 'target_first' as const),
    gates,
  })
  .map((spec) => ({ ...spec, stop: scaledUp(spec.stop), target: scaledUp(spec.target) }));

/** A market on a grid of half units, so that levels are often touched exactly; with gaps, holes and wild phases. */
export const markets: fc.Arbitrary<RefBar[]> = fc
  .record({
    seed: fc.integer({ min: 1, max: 2 ** 30 }),
    rows: fc.integer({ min: 1, max: 120 }),
    wild: fc.constantFrom(1, 3, 10),
  })
  .map(({ seed, rows, wild }) => {
    const rng = rngFrom([seed, 7, 11, 13]);
    const ticks = (most: number): number => rng.int(0, most) / 2;
    let price = 100;
    return Array.from({ length: rows }, (): RefBar => {
      const open = Math.max(30, price + (rng.int(0, 9) === 0 ? ticks(8 * wild) - ticks(8 * wild) : 0));
      const close = Math.max(30, open + ticks(3 * wild) - ticks(3 * wild));
      const high = Math.max(open, close) + ticks(3 * wild);
      const low = Math.max(5, Math.min(open, close) - ticks(3 * wild));
      price = close;
      const hole = rng.int(0, 29) === 0 ? NaN : 0;
      return {
        open: open + hole,
        high,
        low,
        close,
        volume: rng.int(0, 9) === 0 ? 0 : rng.int(1, 1000),
        edge: [rng.int(-99, 99), rng.int(-99, 99), rng.int(20, 80), 0, NaN][Math.min(4, rng.int(0, 11) % 8)],
        sigma: rng.int(0, 19) === 0 ? [0, NaN][rng.int(0, 1)] : 40 + rng.int(0, 40),
        atr: rng.int(0, 29) === 0 ? [0, NaN][rng.int(0, 1)] : 1 + ticks(4),
        funding: rng.int(0, 7) === 0 ? rng.int(-50, 50) / 1e4 : NaN,
      };
    });
  });

/** The same markets, each bar made of one to four finer ones that have its open, high, low and close. */
export const finerMarkets: fc.Arbitrary<RefBar[]> = fc
  .record({ bars: markets, seed: fc.integer({ min: 1, max: 2 ** 30 }) })
  .map(({ bars, seed }) => {
    const rng = rngFrom([seed, 3, 5, 9]);
    return bars.map((bar) => ({ ...bar, inner: finerOf(bar, rng) }));
  });

function finerOf({ open, high, low, close, volume }: RefBar, rng: ReturnType<typeof rngFrom>): RefPrices[] {
  const parts = rng.int(1, 4);
  const between = (): number => low + rng.int(0, Math.round(2 * (high - low))) / 2;
  const [highest, lowest] = [rng.int(0, parts - 1), rng.int(0, parts - 1)];
  let price = open;
  return Array.from({ length: parts }, (_, k): RefPrices => {
    const first = k > 0 && rng.int(0, 4) === 0 ? between() : price;
    price = k === parts - 1 ? close : between();
    return {
      open: first,
      high: k === highest ? high : Math.max(first, price),
      low: k === lowest ? low : Math.min(first, price),
      close: price,
      volume: volume / parts,
    };
  });
}

/** Columns of the finer bars, those of bars without prices left out. */
export function finerColumns(bars: readonly RefBar[]): FinerColumns {
  const priced = bars.map(({ open, inner = [] }) => (open === open ? inner : []));
  const all = priced.flat();
  const column = (read: (bar: RefPrices) => number): Float64Array => Float64Array.from(all, read);
  const first = new Int32Array(bars.length + 1);
  priced.forEach((inner, t) => (first[t + 1] = first[t] + inner.length));
  return {
    interval_ms: 1,
    open: column((bar) => bar.open),
    high: column((bar) => bar.high),
    low: column((bar) => bar.low),
    close: column((bar) => bar.close),
    volume: column((bar) => bar.volume),
    time: Float64Array.from(all, (_, i) => i),
    first,
  };
}

const exitOf = (d: RefDistance | undefined) =>
  d === undefined
    ? undefined
    : d.type === 'fixed'
      ? exitAt(fixedExit, { distance: d.by })
      : exitAt(scaledExit, { of: 'atr', multiple: d.by });

function slippageOf({ slippage: { type, by, share } }: RefSpec) {
  if (type === 'fixed') return slip(fixedSlippage, { rate: by });
  if (type === 'scaled') return slip(scaledSlippage, { of: 'sigma', multiple: by });
  return type === 'none' ? undefined : slip(volumeShare, { share, impact: by });
}

function sizingOf({ sizing: { type, by, samples }, max_position, min_trade }: RefSpec) {
  const common = { max_position, min_trade };
  if (type === 'edge') return sized(edgeOverVolatility, { samples, quantile: by, ...common });
  if (type === 'fixed') return sized(fixedSizing, { fraction: by, ...common });
  if (type === 'kelly') return sized(kelly, { fraction: by, cap: 1, ...common });
  return sized(volatilityTarget, { of: 'sigma', annual: by, ...common });
}

function gatesOf({ gates: g }: RefSpec): NamedGate[] {
  const found: NamedGate[] = [];
  const add = (name: string, component: unknown, values: object | undefined): void => {
    if (values !== undefined) found.push({ name, component: component as Gate, values: values as NamedGate['values'] });
  };
  const q = g.quantile;
  add('quantile', quantile, q && { window: q.window, long_above: q.above, short_below: q.below });
  add('persistence', persistence, g.persistence === undefined ? undefined : { window: g.persistence });
  add('min_edge', minEdge, g.min_edge === undefined ? undefined : { min: g.min_edge });
  add('ev', expectedValue, g.ev === undefined ? undefined : { min: g.ev });
  add('z', zThreshold, g.z === undefined ? undefined : { min: g.z });
  add('cooldown', cooldown, g.cooldown === undefined ? undefined : { window: g.cooldown });
  add('sigma_floor', sigmaFloor, g.sigma_floor === undefined ? undefined : { min: g.sigma_floor });
  add('warmup', warmup, g.warmup === undefined ? undefined : { window: g.warmup });
  return gateOrder(found);
}

function planFor(spec: RefSpec, named: readonly NamedGate[], slippage: ReturnType<typeof slippageOf>): SimulationPlan {
  const [stop, target] = [exitOf(spec.stop), exitOf(spec.target)];
  const typed = (part: Bound<unknown> | undefined) =>
    part === undefined ? undefined : { type: 'given', ...part.values };
  const execution: EventValues = {
    cash: spec.cash,
    fees: { taker: spec.taker_bps, maker: spec.maker_bps },
    slippage: { type: 'none', ...slippage?.values },
    funding: spec.funding ? 'charged' : 'none',
    latency: spec.latency,
    leverage: spec.leverage,
    margin: spec.margin,
    lot: spec.lot,
    exits: {
      stop_loss: typed(stop),
      take_profit: typed(target),
      max_hold: spec.max_hold,
      arm_after: spec.arm_after,
      opposite: spec.opposite,
      neutral: spec.neutral,
    },
  };
  return planSimulation({
    execution,
    slippage: slippage?.component,
    stopLoss: stop?.component,
    takeProfit: target?.component,
    side: spec.side,
    sizing: sizingOf(spec),
    limits: spec.drawdown === undefined ? [] : [limited('drawdown', drawdown, spec.drawdown)],
    gates: named,
    barsPerYear: 365,
    ambiguity: spec.ambiguity,
  });
}

/** The same experiment for the simulator: plan and columns, gates combined. */
export function wire(
  spec: RefSpec,
  bars: readonly RefBar[],
): { plan: SimulationPlan; columns: SimulationColumns; names: string[] } {
  const column = (read: (bar: RefBar) => number): Float64Array => Float64Array.from(bars, read);
  const signal: SignalColumns = {
    direction: column(({ edge }) => (edge > 0 ? 1 : edge < 0 ? -1 : 0)),
    edge: column((bar) => bar.edge),
    sigma: column((bar) => bar.sigma),
    strength: column(({ edge, sigma }) => (sigma > 0 ? Math.abs(edge) / sigma : NaN)),
  };
  const slippage = slippageOf(spec);
  const named = gatesOf(spec);
  const costs = { round_trip_bps: roundTripBps({ taker: spec.taker_bps, maker: spec.maker_bps }, slippage) };
  const atr = column((bar) => bar.atr);
  const fractions = column((bar) => bar.sigma / 10000);
  const columns: SimulationColumns = {
    open: column((bar) => bar.open),
    high: column((bar) => bar.high),
    low: column((bar) => bar.low),
    close: column((bar) => bar.close),
    volume: column((bar) => bar.volume),
    funding: column((bar) => bar.funding),
    ...signal,
    ...combineGates(named, costs, signal),
    sizing: fractions,
    slippage: fractions,
    stopLoss: atr,
    takeProfit: atr,
    ...(bars[0].inner !== undefined && { finer: finerColumns(bars) }),
  };
  return { plan: planFor(spec, named, slippage), columns, names: named.map(({ name }) => name) };
}
