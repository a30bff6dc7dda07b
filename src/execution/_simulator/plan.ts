import type { ExitDistance, Slippage } from '../../core/contracts/execution.ts';
import type { Gate } from '../../core/contracts/gate.ts';
import type { Sizing } from '../../core/contracts/portfolio.ts';
import { NO_RULES } from '../../core/instrument.ts';
import type { Instrument } from '../../core/instrument.ts';
import type { Typed } from '../../core/params.ts';
import type event from '../event.ts';
import type { Values } from '../../core/params.ts';
import type { Bound, NamedLimit, SimulationPlan } from './types.ts';

/** Which bars orders fill on is a matter of the columns. */
type Own = Omit<Values<(typeof event)['params']>, 'interval'>;

/** Canonical values of an `event` execution: its own keys and the room's. */
export type EventValues = Own & {
  readonly cash: number;
  readonly fees: { readonly taker: number; readonly maker: number } | null;
  readonly slippage: Typed;
  readonly funding: 'none' | 'charged';
};

export interface PlanInput {
  readonly execution: EventValues;
  /** The components that the typed blocks of `execution` name; undefined where there is none (`slippage: none`). */
  readonly slippage: Slippage | undefined;
  readonly stopLoss: ExitDistance | undefined;
  readonly takeProfit: ExitDistance | undefined;
  readonly side: SimulationPlan['side'] | 'long_short';
  /** Values include the room's `max_position` and `min_trade`. */
  readonly sizing: Bound<Sizing>;
  readonly limits: readonly NamedLimit[];
  /** In the order of their bits (`gateOrder`). */
  readonly gates: readonly (Bound<Gate> & { readonly name: string })[];
  readonly barsPerYear: number;
  /** Symbols that share the account; default 1. */
  readonly symbols?: number | undefined;
  /** `execution.lot` goes before its lot. */
  readonly instrument?: Instrument | undefined;
  readonly ambiguity?: SimulationPlan['ambiguity'];
  readonly record?: SimulationPlan['record'];
}

/** Puts the canonical values of the blocks together, rates as fractions. */
export function planSimulation(input: PlanInput): SimulationPlan {
  const { execution, sizing, instrument = NO_RULES } = input;
  const { exits, fees } = execution;
  return {
    cash: execution.cash,
    takerRate: (fees?.taker ?? 0) / 1e4,
    makerRate: (fees?.maker ?? 0) / 1e4,
    slippage: bound(input.slippage, execution.slippage),
    funding: execution.funding,
    side: input.side === 'long_short' ? 'both' : input.side,
    sizing,
    maxPosition: Number(sizing.values['max_position'] ?? 1),
    minTrade: Number(sizing.values['min_trade'] ?? 0),
    barsPerYear: input.barsPerYear,
    symbols: input.symbols ?? 1,
    limits: [...input.limits].sort((a, b) => (a.name < b.name ? -1 : 1)),
    leverage: execution.leverage,
    margin: execution.margin,
    lot: execution.lot ?? instrument.lot,
    minNotional: instrument.minNotional,
    tiers: instrument.tiers,
    liquidationFee: instrument.liquidationFee,
    latency: execution.latency,
    armAfter: exits.arm_after,
    maxHold: exits.max_hold ?? Infinity,
    stopLoss: bound(input.stopLoss, exits.stop_loss),
    takeProfit: bound(input.takeProfit, exits.take_profit),
    opposite: exits.opposite,
    neutral: exits.neutral,
    gates: input.gates.map(({ name, component, values }) => ({
      name,
      cooldown: component.cooldown?.(values as never),
    })),
    ambiguity: input.ambiguity ?? 'stop_first',
    record: input.record ?? 'all',
  };
}

function bound<C>(component: C | undefined, values: Typed | undefined): Bound<C> | undefined {
  return component === undefined || values === undefined ? undefined : { component, values };
}

/** Names of the columns that the plan's components read, by the key under which the simulator wants them. */
export function simulationInputs(plan: SimulationPlan): {
  readonly [key in 'sizing' | 'slippage' | 'stopLoss' | 'takeProfit']: string | undefined;
} {
  const named = <V>(part: Bound<{ input?(values: V): string | undefined }> | undefined): string | undefined =>
    part?.component.input?.(part.values as V);
  return {
    sizing: named(plan.sizing),
    slippage: named(plan.slippage),
    stopLoss: named(plan.stopLoss),
    takeProfit: named(plan.takeProfit),
  };
}

/** What gates assume that entry and exit cost together: twice the taker fee and the expected slippage, in bps. */
export function roundTripBps(fees: EventValues['fees'], slippage: Bound<Slippage> | undefined): number {
  const moved = slippage?.component.expected_bps(slippage.values as never) ?? 0;
  return 2 * ((fees?.taker ?? 0) + moved);
}
