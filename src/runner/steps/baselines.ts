import type { Range } from '../../core/artifacts.ts';
import { pearson, rankColumn } from '../../core/math/index.ts';
import { meanRanks } from '../../evaluation/_stats/index.ts';
import type { BaselineFacts } from '../../report/input.ts';
import { laid, layColumn, partsIn } from './pooled.ts';
import type { PooledInput } from './pooled.ts';
import type { Arrays, StepResult } from './step.ts';

/** Arrays `label` and `score` over all rows; of one symbol `last`, of several what `pooled` says and own labels `value/0` … */
export interface BaselinesJob {
  readonly kind: 'baselines';
  readonly pooled?: PooledInput;
  readonly folds: readonly Window[];
}

/** Labels and the last row that each reads, over all rows. */
export interface LabelRows {
  readonly value: Float64Array;
  readonly last: Int32Array;
}

interface Window {
  readonly train: Range;
  readonly test: Range;
  readonly boundary: number;
}

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

export type Comparison = Pick<BaselineFacts, 'rows' | 'mse' | 'over' | 'ic'>;

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

/** A score beside the constant and the persistent one, as text: JSON knows no NaN. */
export function baselinesStep(job: BaselinesJob, arrays: Arrays): StepResult {
  const given = laid(job, arrays);
  const rows = { value: given['label'] as Float64Array, last: given['last'] as Int32Array };
  const persistent = job.pooled === undefined ? persistentScores(rows) : persistentOf(job.pooled, arrays);
  const compared = compareScores(rows.value, [
    constantScores(rows, job.folds),
    persistent,
    arrays['score'] as Float64Array,
  ]);
  return { meta: JSON.stringify(compared), arrays: [] };
}

/** What persistence says of each symbol, over all rows. */
function persistentOf(pooled: PooledInput, arrays: Arrays): Float64Array {
  const own = pooled.own.map((_, k) =>
    persistentScores({ value: arrays[`value/${k}`] as Float64Array, last: arrays[`last/${k}`] as Int32Array }),
  );
  const { from, to } = pooled.span;
  return layColumn(partsIn(pooled, arrays), own, from, new Float64Array(to - from));
}
