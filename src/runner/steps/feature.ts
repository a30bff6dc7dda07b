import type { Feature } from '../../core/contracts/feature.ts';
import type { CanonicalValues } from '../../spec/types.ts';
import type { Arrays, StepResult } from './step.ts';
import { shared } from './step.ts';

export interface FeatureJob {
  readonly kind: 'feature';
  readonly type: string;
  readonly values: CanonicalValues;
  /** Number of input columns: arrays `in0`, `in1`, …; `time` as well. */
  readonly inputs: number;
  /** How each input becomes coarser: index of its rule in resampling; used with `coarse_ms` only. */
  readonly rules: readonly string[];
  readonly interval_ms: number;
  readonly coarse_ms: number | undefined;
}

/** A feature's columns over all rows, computed as one chunk on its own bars and joined as of their close. */
export function featureStep(job: FeatureJob, feature: Feature, arrays: Arrays): StepResult {
  const time = arrays['time'] as Float64Array;
  const inputs = Array.from({ length: job.inputs }, (_, i) => arrays[`in${i}`] as Float64Array);
  const names = feature.outputs?.(job.values) ?? [''];
  const outputs = names.map(() => shared(time.length));
  if (job.coarse_ms === undefined) {
    const origin = time.length === 0 ? 0 : Math.floor(time[0] / job.interval_ms);
    feature.push(feature.start(job.values, origin), inputs, outputs);
  } else {
    coarseColumns(job, job.coarse_ms, feature, time, inputs, outputs);
  }
  return { meta: null, arrays: names.map((name, i) => ({ name, values: outputs[i] })) };
}

/** A coarse bar is known once its last fine slot has closed; until then the one before it stands. NaN before the first. */
function coarseColumns(
  job: FeatureJob,
  coarse_ms: number,
  feature: Feature,
  time: Float64Array,
  inputs: readonly Float64Array[],
  outputs: readonly Float64Array[],
): void {
  const { rowOf, rows, origin } = coarseRows(time, coarse_ms);
  const coarse = inputs.map((column, i) => aggregate(column, rowOf, rows, job.rules[i]));
  const results = outputs.map(() => new Float64Array(rows));
  feature.push(feature.start(job.values, origin), coarse, results);
  outputs.forEach((out, k) => {
    for (let t = 0; t < time.length; t++) {
      const complete = time[t] + job.interval_ms >= (Math.floor(time[t] / coarse_ms) + 1) * coarse_ms;
      const row = complete ? rowOf[t] : rowOf[t] - 1;
      out[t] = row < 0 ? NaN : results[k][row];
    }
  });
}

/**
 * First row of the first coarse bar that begins within the data; the rows before it make none, for its open and its
 * extremes are not known.
 */
export function firstWhole(time: Float64Array, coarse_ms: number): number {
  const slot = Math.ceil(time[0] / coarse_ms);
  const row = time.findIndex((ms) => Math.floor(ms / coarse_ms) >= slot);
  return row < 0 ? time.length : row;
}

/** Coarse row of each fine row, -1 where there is none; coarse bars without a fine bar do not exist. */
function coarseRows(time: Float64Array, coarse_ms: number): { rowOf: Int32Array; rows: number; origin: number } {
  const rowOf = new Int32Array(time.length).fill(-1);
  const start = firstWhole(time, coarse_ms);
  let row = -1;
  let slot = NaN;
  for (let t = start; t < time.length; t++) {
    const current = Math.floor(time[t] / coarse_ms);
    if (current !== slot) row += 1;
    slot = current;
    rowOf[t] = row;
  }
  return { rowOf, rows: row + 1, origin: start < time.length ? Math.floor(time[start] / coarse_ms) : 0 };
}

function aggregate(column: Float64Array, rowOf: Int32Array, rows: number, rule: string): Float64Array {
  const out = new Float64Array(rows).fill(NaN);
  for (let t = 0; t < column.length; t++) {
    const row = rowOf[t];
    if (row < 0) continue;
    const x = column[t];
    const before = out[row];
    const first = t === 0 || rowOf[t - 1] !== row;
    if (first || rule === 'last') out[row] = x;
    else if (rule === 'sum') out[row] = before + x;
    else if (rule === 'high') out[row] = Math.max(before, x);
    else if (rule === 'low') out[row] = Math.min(before, x);
  }
  return out;
}
