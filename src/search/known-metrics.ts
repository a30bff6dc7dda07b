import { didYouMean } from '../core/nearest.ts';
import type { Problem } from '../core/problem.ts';
import { Refusal } from '../core/problem.ts';
import { accountMetrics } from '../evaluation/metrics.ts';
import { noTotals } from '../execution/_simulator/account.ts';
import { portfolioMetrics } from '../evaluation/portfolio.ts';
import { scoreMetrics } from '../evaluation/scores.ts';
import type { ResolvedSpec } from '../spec/types.ts';
import type { Study } from './study.ts';

const NO_QUALITY = {
  name: '',
  label: '',
  samples: 0,
  ic: 0,
  ic_pearson: 0,
  icir: 0,
  days: 0,
  t: 0,
  p: 0,
  significant: false,
  hit_rate: 0,
};

/** Names of the metrics that every backtest has. */
export function accountMetricNames(type: string): readonly string[] {
  const one = Float64Array.of(1);
  return accountMetrics({
    time: one,
    interval_ms: 1,
    range: { from: 0, to: 1 },
    equity: one,
    cash: 1,
    totals: noTotals(),
    unit: type === 'vectorized' ? { gross: one, net: one, turnover: 1, slippage: 0, funding: 0 } : undefined,
  }).map(({ name }) => name);
}

function portfolioMetricNames(): readonly string[] {
  const one = Float64Array.of(1);
  return portfolioMetrics({ gross: one, net: one, positions: one, chosen: one }, { from: 0, to: 1 }).map((m) => m.name);
}

/** Before anything is computed: objectives and constraints name metrics that the runs of this spec will have. */
export function refuseUnknownMetrics(spec: ResolvedSpec, { objectives, constraints, pruner }: Study): void {
  const several = spec.data.symbols.length > 1 || spec.portfolio.rebalance !== undefined;
  const account = [...accountMetricNames(spec.execution.component.type), ...(several ? portfolioMetricNames() : [])];
  const known = spec.models.length === 0 ? account : [...account, ...scoreMetrics(NO_QUALITY).map(({ name }) => name)];
  const problems = [
    ...objectives.map(({ metric }) => ['objectives', metric] as const),
    ...Object.keys(constraints).map((metric) => ['constraints', metric] as const),
  ].flatMap(([block, name]): Problem[] => {
    if (known.includes(name)) return [];
    const { hint } = didYouMean(name, known);
    const path = ['search', block, name];
    return [
      {
        code: 'SPEC_UNKNOWN_NAME',
        path,
        message: 'is not a metric of this experiment',
        at: 'key',
        expected: known.join(', '),
        ...(hint !== undefined && { hint }),
      },
    ];
  });
  const first = objectives[0]?.metric;
  if (problems.length === 0 && pruner !== undefined && !account.includes(first)) {
    problems.push({
      code: 'SPEC_CONFLICT',
      path: ['search', 'pruner'],
      message: `a fold alone has no "${first}" to stop by`,
      expected: 'a metric of the account as first objective, or no pruner',
    });
  }
  if (problems.length > 0)
    throw new Refusal(
      problems.map((problem) => spec.locate(problem)),
      2,
    );
}
