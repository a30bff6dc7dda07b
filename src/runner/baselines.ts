import type { BaselineFacts } from '../report/input.ts';
import type { Table } from '../report/table.ts';
import { runJob } from './compute.ts';
import type { Environment } from './compute.ts';
import type { Member } from './panel.ts';
import { pooledLabel } from './pooled.ts';
import { foldIn, idOf, pooledInput } from './pools.ts';
import type { RunOutcome } from './run.ts';
import type { BaselinesJob, Comparison } from './steps/baselines.ts';
import type { Arrays, NumericArray } from './steps/step.ts';

const COMPARED = ['constant', 'persistence', 'model'] as const;

/** Each model and label beside the two baselines, over the same out-of-sample rows; empty where nothing is fitted. */
export async function baselinesOf(outcome: RunOutcome, environment: Environment): Promise<readonly BaselineFacts[]> {
  const { plan, judged } = outcome;
  if (plan.folds.length === 0) return [];
  const pairs = plan.spec.models.flatMap((model) =>
    (model.values['labels'] as readonly string[])
      .filter((label) => judged.has(`${model.name}.${label}`))
      .map((label) => ({ model: model.name, label })),
  );
  const rows = await Promise.all(
    pairs.map(async ({ model, label }) => {
      const { job, arrays } = prepared(outcome, label);
      const score = judged.get(`${model}.${label}`) as Float64Array;
      const { meta } = await runJob(job, { ...arrays, score }, environment, score.length);
      const compared = JSON.parse(meta as string) as readonly Comparison[];
      return compared.map((one, i): BaselineFacts => ({ ...one, model, label, scores: COMPARED[i] }));
    }),
  );
  return rows.flat();
}

function prepared({ plan, computed }: RunOutcome, label: string): { job: BaselinesJob; arrays: Arrays } {
  const pool = plan.panel.pooled();
  const folds = plan.folds.map((fold) => {
    const { train, test, boundary } = foldIn(pool, fold);
    return { train, test, boundary };
  });
  const array = ({ symbol }: Member, name: string): NumericArray =>
    computed.array(idOf(plan.panel, `labels.${label}`, symbol), name);
  const value = pooledLabel(plan, computed, label);
  const { only } = pool;
  if (only !== undefined)
    return { job: { kind: 'baselines', folds }, arrays: { label: value, last: array(only, 'last') } };
  const { pooled, arrays } = pooledInput(pool, { from: 0, to: pool.rows }, new Map(), array);
  const own = pool.members.map((member, k): [string, NumericArray] => [`value/${k}`, array(member, 'value')]);
  return { job: { kind: 'baselines', folds, pooled }, arrays: { ...arrays, ...Object.fromEntries(own), label: value } };
}

/** `diagnostics/baselines.csv`; undefined where nothing is fitted. */
export function baselinesTable(rows: readonly BaselineFacts[]): Table | undefined {
  if (rows.length === 0) return undefined;
  const text = (name: 'model' | 'label' | 'scores') => ({
    name,
    kind: 'text' as const,
    values: rows.map((row) => row[name]),
  });
  const number = (name: string, key: keyof Comparison) => ({
    name,
    kind: 'number' as const,
    values: Float64Array.from(rows, (row) => row[key]),
  });
  return {
    rows: rows.length,
    columns: [
      text('model'),
      text('label'),
      text('scores'),
      number('rows', 'rows'),
      number('mse', 'mse'),
      number('r2_over_constant', 'over'),
      number('ic', 'ic'),
    ],
  };
}
