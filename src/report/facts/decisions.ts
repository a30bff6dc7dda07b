import { mean } from '../../core/math/index.ts';
import type { DecisionColumns, DecisionTotals, GateFacts } from '../input.ts';

/** One line of the way from decisions to orders: what was refused there, and what went on. */
export interface WaterfallStep {
  readonly name: string;
  readonly kind: 'total' | 'refused';
  readonly count: number;
  /** Decisions left after this step. */
  readonly left: number;
  /** Refused here at all, also where an earlier gate had refused already. */
  readonly all: number | undefined;
}

/** Decisions, refused first by each gate in its order, by limits and sizes, and what was ordered. */
export function waterfallOf(gates: readonly GateFacts[], totals: DecisionTotals): readonly WaterfallStep[] {
  const steps: WaterfallStep[] = [
    { name: 'decisions', kind: 'total', count: totals.decisions, left: totals.decisions, all: undefined },
  ];
  let left = totals.decisions;
  const refuse = (name: string, count: number, all: number | undefined): void => {
    left -= count;
    steps.push({ name, kind: 'refused', count, left, all });
  };
  for (const { name, first, all } of gates) refuse(name, first, all);
  if (gates.length > 0) steps.push({ name: 'passed the gates', kind: 'total', count: left, left, all: undefined });
  const later = [
    ['by a limit', totals.refused_limit],
    ['no exit distance', totals.refused_exits],
    ['too small', totals.refused_min_trade],
  ] as const;
  for (const [name, count] of later) if (count > 0) refuse(name, count, undefined);
  steps.push({ name: 'ordered', kind: 'total', count: left, left, all: undefined });
  return steps;
}

/** Mean |edge| in bps of the accepted decisions that have one. */
export function acceptedEdge({ edge, accepted }: DecisionColumns): {
  readonly mean_bps: number;
  readonly count: number;
} {
  const taken = edge.filter((value, i) => accepted[i] === 1 && !Number.isNaN(value)).map(Math.abs);
  return { mean_bps: mean(taken), count: taken.length };
}
