import type { Feature } from '../../core/contracts/feature.ts';
import { mergerOf } from '../../data/resample.ts';
import type { CoarseRule, Weights } from '../../data/resample.ts';
import type { CanonicalValues } from '../../spec/types.ts';
import type { Arrays, StepResult } from './step.ts';
import { shared } from './step.ts';

export interface FeatureJob {
  readonly kind: 'feature';
  readonly type: string;
  readonly values: CanonicalValues;
  /** Number of input columns: arrays `in0`, `in1`, …; `time` as well. */
  readonly inputs: number;
  /** How each input becomes coarser, with `coarse_ms`; `vwap` reads the arrays `volume` and `close` too. */
  readonly rules: readonly CoarseRule[];
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
    coarseColumns(job, job.coarse_ms, feature, arrays, outputs);
  }
  return { meta: null, arrays: names.map((name, i) => ({ name, values: outputs[i] })) };
}

/** A coarse bar is known once its last fine slot has closed; until then the one before it stands. NaN before the first. */
function coarseColumns(
  job: FeatureJob,
  coarse_ms: number,
  feature: Feature,
  arrays: Arrays,
  outputs: readonly Float64Array[],
): void {
  const time = arrays['time'] as Float64Array;
  const { rowOf, starts, origin } = coarseRows(time, coarse_ms);
  const rows = starts.length;
  const weights = weightsIn(arrays);
  const coarse = job.rules.map((rule, i) => {
    const [one, values] = [mergerOf(rule, weights), arrays[`in${i}`] as Float64Array];
    return Float64Array.from(starts, (from, row) => one(values, from, starts[row + 1] ?? time.length));
  });
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

/** Coarse row of each fine row, -1 where there is none, and where each begins; coarse bars without a fine bar do not exist. */
function coarseRows(
  time: Float64Array,
  coarse_ms: number,
): { readonly rowOf: Int32Array; readonly starts: readonly number[]; readonly origin: number } {
  const rowOf = new Int32Array(time.length).fill(-1);
  const start = firstWhole(time, coarse_ms);
  const starts: number[] = [];
  let slot = NaN;
  for (let t = start; t < time.length; t++) {
    const current = Math.floor(time[t] / coarse_ms);
    if (current !== slot) starts.push(t);
    slot = current;
    rowOf[t] = starts.length - 1;
  }
  return { rowOf, starts, origin: start < time.length ? Math.floor(time[start] / coarse_ms) : 0 };
}

/** Volume and close where a job has them: no rule but `vwap` asks. */
export const weightsIn = (arrays: Arrays): Weights => ({
  volume: (arrays['volume'] ?? new Float64Array(0)) as Float64Array,
  close: (arrays['close'] ?? new Float64Array(0)) as Float64Array,
});
