import type { Range } from '../../core/artifacts.ts';
import type { Calibrator } from '../../core/contracts/calibrator.ts';
import { refuse } from '../../core/problem.ts';
import type { CanonicalValues } from '../../spec/types.ts';
import type { Weigher } from './_fit/parts.ts';
import type { Arrays, StepResult } from './step.ts';
import { sharedText } from './step.ts';

export interface CalibrateJob {
  readonly kind: 'calibrator';
  readonly type: string;
  readonly values: CanonicalValues;
  readonly path: string;
  readonly min_samples: number;
  /** Rows of the calibrate window; `score` starts at its first row. */
  readonly range: Range;
  /** First row that no label of the window may reach: the test window's first. */
  readonly boundary: number;
  /** Of a schedule: what the term is called, and bars its window would have without holes. */
  readonly term?: string;
  readonly slots?: number;
}

function weightsOf({ part, values }: Weigher, rows: Int32Array, { first, last }: Arrays): Float64Array {
  return part.weigh(values, { rows, first: rows.map((t) => first[t]), last: rows.map((t) => last[t]) });
}

/** What a calibrator is fitted on, and what was left out. */
export interface CalibrationSample {
  readonly rows: Int32Array;
  readonly score: Float64Array;
  readonly label: Float64Array;
  /** Bars of the window whose label reaches its end or beyond, and bars without a score. */
  readonly unresolved: number;
  readonly unscored: number;
}

/** Rows of the window with a score and a label that has resolved before the boundary. */
export function calibrationSample(
  { range, boundary }: Pick<CalibrateJob, 'range' | 'boundary'>,
  arrays: Arrays,
): CalibrationSample {
  const [score, label, last] = [arrays['score'], arrays['label'], arrays['last']];
  const size = Math.max(0, range.to - range.from);
  const rows = new Int32Array(size);
  const [x, y] = [new Float64Array(size), new Float64Array(size)];
  let [count, unresolved, unscored] = [0, 0, 0];
  for (let t = range.from; t < range.to; t++) {
    const s = score[t - range.from];
    if (s !== s) unscored++;
    else if (last[t] >= boundary || label[t] !== label[t]) unresolved++;
    else {
      rows[count] = t;
      x[count] = s;
      y[count++] = label[t];
    }
  }
  return {
    rows: rows.subarray(0, count),
    score: x.subarray(0, count),
    label: y.subarray(0, count),
    unresolved,
    unscored,
  };
}

/** One calibrator: term x label, on scores of the fit window whose label has resolved before its end. */
export function calibrateStep(
  job: CalibrateJob,
  calibrator: Calibrator,
  arrays: Arrays,
  weigher?: Weigher,
): StepResult {
  const { rows, score, label, unresolved, unscored } = calibrationSample(job, arrays);
  const bars = Math.max(0, job.range.to - job.range.from);
  if (rows.length < job.min_samples) {
    const place = job.term === undefined ? 'the calibrate window' : `the window before ${job.term}`;
    throw refuse('RUN_CALIBRATOR', job.path, `too few rows in ${place}`, {
      expected: `at least ${job.min_samples} rows with a score and a resolved label`,
      found: `${rows.length} rows${job.term === undefined ? '' : ` of ${bars} bars, ${unscored} without a score`}`,
      hint:
        job.term === undefined
          ? 'lengthen split.calibrate, or lower min_samples'
          : 'begin data.range where the scores begin, lengthen fit.window, or lower min_samples',
    });
  }
  try {
    const fitted = calibrator.fit(job.values, score, label, weigher && weightsOf(weigher, rows, arrays));
    const meta = { rows: rows.length, bars, slots: job.slots ?? bars, unresolved, unscored };
    return { meta, arrays: [{ name: 'calibrator', values: sharedText(JSON.stringify(fitted)) }] };
  } catch (error) {
    if (error instanceof Error && error.name === 'Error') {
      throw refuse(
        'RUN_CALIBRATOR',
        job.path,
        job.term === undefined ? error.message : `${error.message} in the window before ${job.term}`,
      );
    }
    throw error;
  }
}
