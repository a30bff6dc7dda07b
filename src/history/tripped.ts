import { Refusal, refuse } from '../core/problem.ts';
import { didYouMean } from '../core/nearest.ts';
import type { Comparison } from './compare.ts';
import { meets } from './condition.ts';
import type { Condition } from './condition.ts';
import { hasInterval } from './metric-changes.ts';
import { fourDigits } from './wording.ts';

/** A condition of `--fail-if` that holds, or that nobody can judge: either fails a CI job. */
export interface Tripped {
  readonly condition: string;
  readonly run: string;
  readonly reason: string;
}

/** Conditions on the difference to the first run. With `sure` one counts only where the interval of the difference leaves out 0. */
export function trippedBy({ a, b, metrics }: Comparison, conditions: readonly Condition[], sure: boolean): readonly Tripped[] {
  return conditions.flatMap((condition): Tripped[] => {
    const change = metrics.find(({ name }) => name === condition.name);
    const as = (reason: string): Tripped[] => [{ condition: condition.text, run: b.name, reason }];
    if (change === undefined) {
      if (a.metrics.size === 0 || b.metrics.size === 0) return as('cannot be judged: a run has no metrics');
      throw unknownMetric(condition, metrics.map(({ name }) => name));
    }
    if (sure && !hasInterval(condition.name)) throw withoutInterval(condition);
    if (change.difference === null) return as(`cannot be judged: ${change.why ?? ''}`);
    if (!meets(condition, change.difference)) return [];
    if (!sure) return as(`B - A is ${fourDigits(change.difference)}`);
    if (change.verdict === 'unknown') return as(`cannot be judged: ${change.why ?? ''}`);
    return change.verdict === 'indistinguishable' ? [] : as(`B - A is ${fourDigits(change.difference)}, interval ${fourDigits(change.interval?.low ?? null)} .. ${fourDigits(change.interval?.high ?? null)}`);
  });
}

function unknownMetric({ name }: Condition, known: readonly string[]): Refusal {
  return new Refusal(refuse('USAGE', '', `no metric "${name}" in these runs`, { expected: known.join(', '), ...didYouMean(name, known) }).problems, 2);
}

function withoutInterval({ name }: Condition): Refusal {
  return new Refusal(refuse('USAGE', '', `--sure needs an interval, and ${name} has none`, { hint: 'leave out --sure, or choose total_return, cagr, volatility, sharpe_daily or sortino' }).problems, 2);
}
