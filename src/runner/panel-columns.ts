import type { Range } from '../core/artifacts.ts';
import type { SimulationColumns } from '../execution/_simulator/types.ts';
import type { Member } from './panel.ts';
import type { Plan } from './plan.ts';
import type { Learnt } from './signal-fit.ts';
import { strategyColumns } from './strategy.ts';
import type { Inputs, Strategy } from './strategy.ts';

/** The plan as one symbol has it: its own bars and rows. */
export const planOf = (plan: Plan, { bars, range }: Member): Plan => ({ ...plan, bars, traded: range(plan.traded) });

/** What the strategy says of one symbol, on the symbol's own rows. */
export interface SymbolColumns {
  readonly symbol: string;
  readonly columns: SimulationColumns;
  readonly learnt: readonly Learnt[];
  /** Own row of each grid row, -1 where the symbol has no bar. */
  readonly rowOf: Int32Array;
  /** By own row, 1 = in the universe; elsewhere direction and vote are 0. */
  readonly listed: Uint8Array;
}

/** What the strategy says of every symbol, in the order of their names, over one time grid. */
export interface PanelColumns {
  readonly time: Float64Array;
  readonly interval_ms: number;
  /** Grid rows on which decisions are made. */
  readonly traded: Range;
  readonly symbols: readonly SymbolColumns[];
}

/** Own rows on which a symbol is traded: those in the universe, none where the portfolio means other symbols. */
export function tradedRows({ spec }: Plan, { symbol, listed }: Member): Uint8Array {
  return (spec.portfolio.symbols?.includes(symbol) ?? true) ? listed : new Uint8Array(listed.length);
}

/** Signals and gates of each symbol by itself, every one with its own state. */
export function panelColumns(plan: Plan, strategy: Strategy, inputsOf: (member: Member) => Inputs): PanelColumns {
  const { time, interval_ms } = plan.bars;
  const symbols = plan.panel.members.map((member): SymbolColumns => {
    const { symbol, rowOf } = member;
    const listed = tradedRows(plan, member);
    const columns = strategyColumns(planOf(plan, member), strategy, inputsOf(member), listed);
    return { symbol, columns, learnt: columns.learnt, rowOf, listed };
  });
  return { time, interval_ms, traded: plan.traded, symbols };
}
