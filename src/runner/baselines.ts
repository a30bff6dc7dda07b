import { pearson, rankColumn } from '../core/math/index.ts';
import { meanRanks } from '../evaluation/_stats/index.ts';
import type { BaselineFacts } from '../report/input.ts';
import type { Table } from '../report/table.ts';
import type { Workspace } from './columns.ts';
import type { Member } from './panel.ts';
import type { FoldRows, Plan } from './plan.ts';
import { pooledLabel } from './pooled.ts';
import { foldIn, gathered, idOf, pooledInput } from './pools.ts';
import type { RunOutcome } from './run.ts';
import { laid } from './steps/pooled.ts';
import type { NumericArray } from './steps/step.ts';

/** Labels and what each row's reads, over all rows. */
export interface LabelRows {
  readonly value: Float64Array;
  readonly last: Int32Array;
}

type Window = Pick<FoldRows, 'train' | 'test' | 'boundary'>;

/** The mean label of each fold's train rows over its test rows: what `constant` would say. NaN elsewhere. */
export function constantScores({ value, last }: LabelRows, folds: readonly Window[]): Float64Array {
  const out = new Float64Array(value.length).fill(NaN);
  for (const { train, test, boundary } of folds) {
    let [sum, count] = [0, 0];
    for (let t = train.from; t < train.to; t++) {
      if (value[t] !== value[t] || last[t] >= boundary) continue;
      sum += value[t];
      count += 1;
    }
    out.fill(sum / count, test.from, test.to);
  }
  return out;
}

/** At each row the newest label that has resolved by then: what has just happened happens again. */
export function persistentScores({ value, last }: LabelRows): Float64Array {
  const out = new Float64Array(value.length).fill(NaN);
  let next = 0;
  let newest = NaN;
  for (let t = 0; t < out.length; t++) {
    for (; next <= t && last[next] <= t; next++) if (value[next] === value[next]) newest = value[next];
    out[t] = newest;
  }
  return out;
}

type Comparison = Pick<BaselineFacts, 'rows' | 'mse' | 'over' | 'ic'>;

/** Scores against labels over the rows where the label and all listed scores are known; the first one is the baseline. */
export function compareScores(label: Float64Array, scores: readonly Float64Array[]): readonly Comparison[] {
  const rows = rowsKnown([label, ...scores]);
  const pick = (x: Float64Array): Float64Array => {
    const out = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) out[i] = x[rows[i]];
    return out;
  };
  const ranksOf = (x: Float64Array): Float64Array => meanRanks(rankColumn(x));
  const y = pick(label);
  const ranks = ranksOf(y);
  const judged = scores.map((s) => {
    const x = pick(s);
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += (x[i] - y[i]) * (x[i] - y[i]);
    return { mse: sum / rows.length, ic: pearson(ranksOf(x), ranks) };
  });
  return judged.map(({ mse, ic }) => ({ rows: rows.length, mse, over: 1 - mse / judged[0].mse, ic }));
}

function rowsKnown(columns: readonly Float64Array[]): Uint32Array {
  const rows = new Uint32Array(columns[0].length);
  let count = 0;
  for (let t = 0; t < rows.length; t++) {
    let isKnown = true;
    for (let c = 0; c < columns.length && isKnown; c++) isKnown = columns[c][t] === columns[c][t];
    if (isKnown) rows[count++] = t;
  }
  return rows.subarray(0, count);
}

const COMPARED = ['constant', 'persistence', 'model'] as const;

/** A label over the pooled rows, and what persistence says of each symbol. */
function labelRowsOf(plan: Plan, computed: Workspace, label: string) {
  const pool = plan.panel.pooled();
  const array = ({ symbol }: Member, name: string): NumericArray =>
    computed.array(idOf(plan.panel, `labels.${label}`, symbol), name);
  const own = (member: Member): LabelRows => ({
    value: array(member, 'value') as Float64Array,
    last: array(member, 'last') as Int32Array,
  });
  const { only } = pool;
  if (only !== undefined) return { pooled: own(only), persistent: persistentScores(own(only)) };
  const whole = { from: 0, to: pool.rows };
  const { pooled, arrays } = pooledInput(pool, whole, new Map(), array);
  const last = laid({ pooled }, arrays)['last'] as Int32Array;
  const value = pooledLabel(plan, computed, label);
  return { pooled: { value, last }, persistent: gathered(pool, whole, (member) => persistentScores(own(member))) };
}

/** Each model and label beside the two baselines, over the same out-of-sample rows; empty where nothing is fitted. */
export function baselinesOf({ plan, computed, judged }: RunOutcome): readonly BaselineFacts[] {
  const rows: BaselineFacts[] = [];
  for (const model of plan.spec.models) {
    for (const label of model.values['labels'] as readonly string[]) {
      const found = judged.get(`${model.name}.${label}`);
      if (found === undefined || plan.folds.length === 0) continue;
      const { pooled, persistent } = labelRowsOf(plan, computed, label);
      const pool = plan.panel.pooled();
      const constant = constantScores(
        pooled,
        plan.folds.map((fold) => foldIn(pool, fold)),
      );
      const compared = compareScores(pooled.value, [constant, persistent, found]);
      compared.forEach((c, i) => rows.push({ ...c, model: model.name, label, scores: COMPARED[i] }));
    }
  }
  return rows;
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
