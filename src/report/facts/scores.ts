import {
  brier,
  expectedCalibrationError,
  profileFrom,
  regressionCalibration,
  reliability,
} from '../../evaluation/_stats/index.ts';
import type { Bin, QuantileProfile, RegressionCalibration } from '../../evaluation/_stats/index.ts';
import type { ScoreColumn } from '../input.ts';

/** How far a forecast means what it says. `slope` is realised on predicted; for probabilities `brier` and `ece` too. */
export interface Calibration {
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  readonly task: 'regression' | 'binary';
  readonly calibrator: string | undefined;
  readonly bins: readonly Bin[];
  readonly slope: number;
  /** Standard error of the slope, widened by sqrt(horizon) for overlapping labels. */
  readonly slope_se: number;
  /** Spearman of bin number and mean outcome; 1 = rises from bin to bin. */
  readonly monotonicity: number;
  /** Bins whose mean outcome is more than two (widened) standard errors from their prediction. */
  readonly off: number;
  readonly brier: number;
  readonly ece: number;
  readonly samples: number;
  readonly horizon: number;
}

/** Scores that promise to be forecasts: calibrated ones where there are any, else the raw ones. */
export function forecastsOf(scores: readonly ScoreColumn[]): readonly ScoreColumn[] {
  const calibrated = scores.filter((s) => s.calibrator !== undefined);
  return byHorizon(calibrated.length > 0 ? calibrated : scores);
}

export const rawScoresOf = (scores: readonly ScoreColumn[]): readonly ScoreColumn[] =>
  byHorizon(scores.filter((s) => s.calibrator === undefined));

export const byHorizon = (scores: readonly ScoreColumn[]): readonly ScoreColumn[] =>
  scores.toSorted((a, b) => a.horizon - b.horizon);

/** Outcomes by decile of a score, which calibrations and profiles read. */
export type DecilesOf = (column: ScoreColumn) => RegressionCalibration;

/** Tabulates each score once. */
export function decilesOnce(): DecilesOf {
  const known = new Map<ScoreColumn, RegressionCalibration>();
  return (column) => {
    const found = known.get(column) ?? regressionCalibration(column.score, column.realised);
    known.set(column, found);
    return found;
  };
}

export function calibrationOf(column: ScoreColumn, decilesOf: DecilesOf): Calibration {
  const { score, realised, task, horizon } = column;
  const { slope, samples, bins: counted } = decilesOf(column);
  const filled = (task === 'binary' ? reliability(score, realised) : counted).filter((bin) => bin.count > 0);
  const widen = Math.sqrt(Math.max(1, horizon));
  const off = filled.filter((bin) => Math.abs(bin.realised - bin.predicted) > 2 * bin.se * widen).length;
  const probability = task === 'binary';
  return {
    name: column.name,
    label: column.label,
    unit: column.unit,
    task,
    calibrator: column.calibrator,
    bins: filled,
    slope,
    slope_se: slopeError(score, realised, slope) * widen,
    monotonicity: profileFrom(counted, samples).monotonicity,
    off,
    brier: probability ? brier(score, realised) : NaN,
    ece: probability ? expectedCalibrationError(score, realised) : NaN,
    samples,
    horizon,
  };
}

/** Classical standard error of a least-squares slope. */
function slopeError(x: Float64Array, y: Float64Array, slope: number): number {
  let [n, sx, sy, sxx, sxy, syy] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i]) || Number.isNaN(y[i])) continue;
    n += 1;
    sx += x[i];
    sy += y[i];
    sxx += x[i] * x[i];
    sxy += x[i] * y[i];
    syy += y[i] * y[i];
  }
  const [xx, xy, yy] = [sxx - (sx * sx) / n, sxy - (sx * sy) / n, syy - (sy * sy) / n];
  return Math.sqrt(Math.max(0, yy - slope * xy) / (n - 2) / xx);
}

export interface Profile extends QuantileProfile {
  readonly name: string;
  readonly unit: string;
  readonly horizon: number;
}

/** Mean outcome by decile of the score. */
export function profileOf(column: ScoreColumn, decilesOf: DecilesOf): Profile {
  const { name, unit, horizon } = column;
  const { bins, samples } = decilesOf(column);
  return { ...profileFrom(bins, samples), name, unit, horizon };
}
