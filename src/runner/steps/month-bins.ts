import type { JsonValue } from '../../core/artifacts.ts';
import type { Calibrator } from '../../core/contracts/calibrator.ts';
import { digestColumns } from '../../core/digest.ts';
import { quantileBinsOf } from '../../core/quantile-bins.ts';
import { brier, expectedCalibrationError, logLoss, populationStability } from '../../evaluation/_stats/index.ts';
import { calibrationSample } from './calibrate.ts';
import type { CalibrateJob } from './calibrate.ts';
import type { Arrays, StepResult } from './step.ts';
import { textOf } from './step.ts';

type Fit = Pick<CalibrateJob, 'range' | 'boundary'>;

/** The bins of one month, after its calibrator: what the fit sample becomes, and how it differs from the one before. */
export interface MonthBinsJob {
  readonly kind: 'month_bins';
  /** Type of the calibrator; `calibrator` among the arrays is its text. */
  readonly type: string;
  readonly bins: number;
  readonly fit: Fit;
  /** The month before, whose arrays are called `before_…`. */
  readonly before?: Fit;
}

/** Quality of probabilities on the rows they were fitted on. */
export interface Reliability {
  readonly brier: number;
  readonly log_loss: number;
  /** Expected calibration error over ten bins of equal width. */
  readonly ece: number;
}

export interface MonthBins {
  /** Number of each bin that is left where tied predictions made edges meet; else 1 to n. */
  readonly bins: readonly number[];
  readonly bin_edges: readonly number[];
  /** Rows fitted on. */
  readonly cal_rows: number;
  readonly rows_without_prediction: number;
  readonly unresolved_rows: number;
  readonly positive_share: number;
  readonly reliability: Reliability;
  readonly reliability_raw: Reliability;
  /** Population stability index of the window's predictions against those of the window of the month before. */
  readonly psi: number | null;
  /** Of time, prediction and outcome of every row fitted on. */
  readonly rows_digest: string;
}

/** It crosses threads as text, which keeps the order of keys. */
export function monthBinsStep(job: MonthBinsJob, calibrator: Calibrator, arrays: Arrays): StepResult {
  const sample = calibrationSample(job.fit, arrays);
  const calibrated = sample.score.map(calibrator.load(JSON.parse(textOf(arrays['calibrator'])) as JsonValue));
  const { numbers, edges } = quantileBinsOf(calibrated, job.bins);
  const found: MonthBins = {
    bins: [...numbers],
    bin_edges: [...edges],
    cal_rows: sample.rows.length,
    rows_without_prediction: sample.unscored,
    unresolved_rows: sample.unresolved,
    positive_share: sample.label.reduce((sum, y) => sum + y, 0) / sample.label.length,
    reliability: reliabilityOf(calibrated, sample.label),
    reliability_raw: reliabilityOf(sample.score, sample.label),
    psi: job.before === undefined ? null : populationStability(scoreBefore(job.before, arrays), sample.score),
    rows_digest: digestColumns([
      { name: 'time', values: Float64Array.from(sample.rows, (row) => arrays['time'][row]) },
      { name: 'y_pred', values: sample.score },
      { name: 'outcome', values: sample.label },
    ]),
  };
  return { meta: JSON.stringify(found), arrays: [] };
}

function scoreBefore(before: Fit, arrays: Arrays): Float64Array {
  const own = Object.fromEntries(['score', 'label', 'last'].map((name) => [name, arrays[`before_${name}`]]));
  return calibrationSample(before, own).score;
}

function reliabilityOf(p: Float64Array, y: Float64Array): Reliability {
  return { brier: brier(p, y), log_loss: logLoss(p, y), ece: expectedCalibrationError(p, y) };
}
