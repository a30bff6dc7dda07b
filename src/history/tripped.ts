import { didYouMean } from '../core/nearest.ts';
import { Refusal, refuse } from '../core/problem.ts';
import type { Comparison } from './compare.ts';
import { meets } from './condition.ts';
import type { Condition } from './condition.ts';
import { hasInterval } from './metric-changes.ts';
import type { MetricChange } from './metric-changes.ts';
import { fourDigits } from './wording.ts';

/** A condition of `--fail-if` that holds, or that nobody can judge: either fails a CI job. */
export interface Tripped {
  readonly condition: string;
  readonly run: string;
  readonly reason: string;
}

const OF_B = 'b.';

/**
 * Conditions on the difference to the first run (`sharpe_daily<-0.1`) or on the run itself (`b.psr<0.9`). With `sure` a
 * difference counts only where its interval leaves out 0 on the same side.
 */
export function trippedBy(comparison: Comparison, conditions: readonly Condition[], sure: boolean): readonly Tripped[] {
  return conditions.flatMap((condition) => {
    const reason = reasonOf(comparison, condition, sure);
    return reason === undefined ? [] : [{ condition: condition.text, run: comparison.b.name, reason }];
  });
}

/** Why a condition fails the job; undefined where it does not. */
function reasonOf({ a, b, metrics }: Comparison, condition: Condition, sure: boolean): string | undefined {
  const absolute = condition.name.startsWith(OF_B);
  const name = absolute ? condition.name.slice(OF_B.length) : condition.name;
  const change = metrics.find((metric) => metric.name === name);
  if (change === undefined) {
    if (a.metrics.size === 0 || b.metrics.size === 0) return 'cannot be judged: a run has no metrics';
    const known = metrics.map((metric) => metric.name);
    throw usage(`no metric "${name}" in these runs`, { expected: known.join(', '), ...didYouMean(name, known) });
  }
  if (absolute) {
    if (change.b === null) return `cannot be judged: ${b.metrics.get(name)?.withheld ?? 'not in B'}`;
    return meets(condition, change.b) ? `B has ${fourDigits(change.b)}` : undefined;
  }
  return sure ? sureReason(change, condition) : plainReason(change, condition);
}

function plainReason({ difference, why }: MetricChange, condition: Condition): string | undefined {
  if (difference === null) return `cannot be judged: ${why ?? ''}`;
  return meets(condition, difference) ? `B - A is ${fourDigits(difference)}` : undefined;
}

function sureReason(change: MetricChange, condition: Condition): string | undefined {
  const { name, difference, interval, verdict, why } = change;
  if (!hasInterval(name)) {
    throw usage(`--sure needs an interval, and ${name} has none`, {
      hint: 'leave out --sure, or choose total_return, cagr, volatility, sharpe_daily or sortino',
    });
  }
  const reason = plainReason(change, condition);
  if (reason === undefined || difference === null) return reason;
  if (interval === null) return verdict === 'same' ? undefined : `cannot be judged: ${why ?? ''}`;
  if (verdict !== (difference < 0 ? 'lower' : 'higher')) return undefined;
  return `${reason}, interval ${fourDigits(interval.low)} .. ${fourDigits(interval.high)}`;
}

function usage(message: string, more: { readonly expected?: string; readonly hint?: string }): Refusal {
  return new Refusal(refuse('USAGE', '', message, more).problems, 2);
}
