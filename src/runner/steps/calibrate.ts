import type { Range } from '../../core/artifacts.ts';
import type { Calibrator } from '../../core/contracts/calibrator.ts';
import { refuse } from '../../core/problem.ts';
import type { CanonicalValues } from '../../spec/types.ts';
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
}

/** One calibrator: fold x label, on scores of the calibrate window whose label has resolved before the test window. */
export function calibrateStep(job: CalibrateJob, calibrator: Calibrator, arrays: Arrays): StepResult {
  const score = arrays['score'] as Float64Array;
  const label = arrays['label'] as Float64Array;
  const last = arrays['last'] as Int32Array;
  const x: number[] = [];
  const y: number[] = [];
  for (let t = job.range.from; t < job.range.to; t++) {
    const s = score[t - job.range.from];
    if (s !== s || label[t] !== label[t] || last[t] >= job.boundary) continue;
    x.push(s);
    y.push(label[t]);
  }
  if (x.length < job.min_samples) {
    throw refuse('RUN_CALIBRATOR', job.path, 'too few rows in the calibrate window', {
      expected: `at least ${job.min_samples} rows with a score and a resolved label`,
      found: `${x.length} rows`,
      hint: 'lengthen split.calibrate, or lower min_samples',
    });
  }
  try {
    const fitted = calibrator.fit(job.values, Float64Array.from(x), Float64Array.from(y));
    return { meta: { rows: x.length }, arrays: [{ name: 'calibrator', values: sharedText(JSON.stringify(fitted)) }] };
  } catch (error) {
    if (error instanceof Error && error.name === 'Error') throw refuse('RUN_CALIBRATOR', job.path, error.message);
    throw error;
  }
}
