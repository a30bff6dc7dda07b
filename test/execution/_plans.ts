import fixedSizing from '../../src/portfolio/sizing/fixed.ts';
import type { SimulationColumns, SimulationPlan } from '../../src/execution/_simulator/types.ts';
import type { ExitDistance, Slippage } from '../../src/core/contracts/execution.ts';
import type { Limit, Sizing } from '../../src/core/contracts/portfolio.ts';
import type { Bound } from '../../src/execution/_simulator/types.ts';

/** Binds a component to canonical values, as the runner does. */
export function bind<C>(component: unknown, values: object): Bound<C> {
  return { component: component as C, values: values as Bound<C>['values'] };
}
export const slip = (component: unknown, values: object): Bound<Slippage> => bind(component, values);
export const exitAt = (component: unknown, values: object): Bound<ExitDistance> => bind(component, values);
export const sized = (component: unknown, values: object): Bound<Sizing> => bind(component, values);
export const limited = (name: string, component: unknown, values: object): Bound<Limit> & { name: string } => ({
  name,
  ...bind<Limit>(component, values),
});

/** Free of costs, full size, no exits of its own. */
export function planOf(over: Partial<SimulationPlan> = {}): SimulationPlan {
  return {
    cash: 10000,
    takerRate: 0,
    makerRate: 0,
    slippage: undefined,
    funding: 'none',
    side: 'both',
    sizing: sized(fixedSizing, { fraction: 1 }),
    maxPosition: 1,
    minTrade: 0,
    barsPerYear: 8760,
    symbols: 1,
    limits: [],
    leverage: 1,
    margin: 'cross',
    lot: 0,
    minNotional: 0,
    tiers: [],
    liquidationFee: 0,
    latency: 0,
    armAfter: 1,
    maxHold: Infinity,
    stopLoss: undefined,
    takeProfit: undefined,
    opposite: 'flip',
    neutral: 'ignore',
    ambiguity: 'stop_first',
    gates: [],
    record: 'all',
    ...over,
  };
}

/** [open, high, low, close] per bar. */
export type Bar = readonly [number, number, number, number];

/** Columns of a directions-only signal without gates; `over` replaces any of them. */
export function columnsOf(
  bars: readonly Bar[],
  votes: readonly number[],
  over: Partial<SimulationColumns> = {},
): SimulationColumns {
  const column = (k: number): Float64Array => Float64Array.from(bars, (bar) => bar[k]);
  return {
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
    direction: Float64Array.from(votes),
    edge: new Float64Array(bars.length).fill(NaN),
    sigma: new Float64Array(bars.length).fill(NaN),
    strength: Float64Array.from(votes, Math.abs),
    vote: Int8Array.from(votes),
    mask: new Uint32Array(bars.length),
    ...over,
  };
}

/** A bar that does not move. */
export const still = (price: number): Bar => [price, price, price, price];
