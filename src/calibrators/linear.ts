import { defineCalibrator } from '../core/contracts/calibrator.ts';
import { mean } from '../core/math/index.ts';
import { fraction } from '../core/params.ts';
import { checkSample, momentsOf, winsorized } from './_sample.ts';

/**
 * edge = intercept + slope x score, by least squares. A slope below 0 is set to 0 (the score is then worth its mean):
 * a calibrator may shrink a score, never turn it round.
 *
 * In: finite scores and labels. Out: the label's unit. NaN stays NaN. A constant score is worth the mean label.
 */
export default defineCalibrator({
  type: 'linear',
  version: 1,
  summary: 'Least-squares line from score to label, slope at least 0.',
  source: 'Mincer & Zarnowitz (1969), The evaluation of economic forecasts',
  tasks: ['regression'],
  params: {
    winsorize: fraction('Share of labels clipped in each tail before the fit.', { min: 0, below: 0.5, default: 0 }),
  },
  fit({ winsorize }, score, label, weight) {
    checkSample(score, label);
    const y = winsorized(label, winsorize);
    const x = momentsOf(score);
    if (weight !== undefined && x.sd > 0) return weightedLine(score, y, weight);
    const meanY = weight === undefined ? mean(y) : weightedMean(y, weight);
    const products = score.map((s, i) => (s - x.mean) * (y[i] - meanY));
    const slope = x.sd > 0 ? Math.max(0, mean(products) / (x.sd * x.sd)) : 0;
    return { intercept: meanY - slope * x.mean, slope };
  },
  load(fitted) {
    const { intercept, slope } = fitted as { intercept: number; slope: number };
    return (score) => intercept + slope * score;
  },
});

const weightedMean = (x: Float64Array, weight: Float64Array): number =>
  mean(x.map((v, i) => v * weight[i])) / mean(weight);

function weightedLine(score: Float64Array, y: Float64Array, weight: Float64Array) {
  const [meanX, meanY] = [weightedMean(score, weight), weightedMean(y, weight)];
  const covariance = weightedMean(
    score.map((s, i) => (s - meanX) * (y[i] - meanY)),
    weight,
  );
  const spread = weightedMean(
    score.map((s) => (s - meanX) * (s - meanX)),
    weight,
  );
  const slope = Math.max(0, covariance / spread);
  return { intercept: meanY - slope * meanX, slope };
}
