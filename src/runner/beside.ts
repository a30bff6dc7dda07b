import type { Range } from '../core/artifacts.ts';
import type { Signal } from '../core/contracts/signal.ts';
import { accountMetrics } from '../evaluation/metrics.ts';
import type { Metric } from '../evaluation/metrics.ts';
import type { Node, ResolvedSpec } from '../spec/types.ts';
import type { Plan } from './plan.ts';
import type { Lookup } from './recipes.ts';
import type { Member } from './panel.ts';
import { panelColumns } from './panel-columns.ts';
import type { Inputs } from './strategy.ts';
import { bindStrategy } from './strategy.ts';
import { accountRecord } from './trade.ts';
import { tradePlan } from './trade-plan.ts';

/** What could have been traded instead of a signal that looks ahead. */
export interface Beside {
  /** The signals that look ahead, as written: `decile (scope: date)`. */
  readonly ahead: readonly string[];
  readonly metrics: readonly Metric[];
}

const twinOf = ({ component, values }: Node<Signal>): object | undefined => component.tradable?.(values as never);

/** Whether a signal ranks against scores of later bars, with some of its values made others. */
export const looksAhead = ({ component, values }: Node<Signal>, over: object = {}): boolean =>
  component.tradable?.({ ...values, ...over } as never) !== undefined;

/** Signals that rank against scores of later bars. */
export function aheadOf({ signals }: ResolvedSpec): readonly string[] {
  return signals
    .filter((node) => looksAhead(node))
    .map(({ name, values }) => `${name} (scope: ${String(values['scope'])})`);
}

/** The same run with those signals replaced by what they can be traded as; undefined where nothing looks ahead. */
export function tradedBeside(
  plan: Plan,
  lookup: Lookup,
  inputsOf: (member: Member) => Inputs,
  range: Range,
): Beside | undefined {
  const ahead = aheadOf(plan.spec);
  if (ahead.length === 0) return undefined;
  const signals = plan.spec.signals.map((node) => ({ ...node, values: { ...(twinOf(node) ?? node.values) } }));
  const twin: Plan = { ...plan, spec: { ...plan.spec, signals } };
  const strategy = bindStrategy(twin, lookup, { record: 'none' });
  const traded = tradePlan(twin, strategy, panelColumns(twin, strategy, inputsOf), range);
  return { ahead, metrics: accountMetrics(accountRecord(twin, traded, range)) };
}
