import { defineCalibrator } from '../core/contracts/calibrator.ts';
import { fraction } from '../core/params.ts';
import { winsorized } from './_sample.ts';

/**
 * edge = intercept + slope x score, by least squares. A slope below 0 is set to 0 (the score is then worth its mean):
 * a calibrator may shrink a score, never turn it round.
 *
 * In: score, label. Out: the label's unit.
 */
export default defineCalibrator({
  type: 'linear',
  version: 1,
  summary: 'Least-squares line from score to label, slope at least 0.',
  source: 'Mincer & Zarnowitz (1969), The evaluation of economic forecasts',
  tasks: ['regression'],
  params: { winsorize: fraction('Share of labels clipped in each tail before the fit.', { min: 0, below: 0.5, default: 0 }) },
  fit({ winsorize }, score, label) {
    const y = winsorized(label, winsorize);
    const rows = score.length;
    let sumX = 0;
    let sumY = 0;
    for (let i = 0; i < rows; i++) {
      sumX += score[i];
      sumY += y[i];
    }
    const meanX = sumX / rows;
    const meanY = sumY / rows;
    let xx = 0;
    let xy = 0;
    for (let i = 0; i < rows; i++) {
      xx += (score[i] - meanX) * (score[i] - meanX);
      xy += (score[i] - meanX) * (y[i] - meanY);
    }
    const slope = xx > 0 ? Math.max(0, xy / xx) : 0;
    return { intercept: meanY - slope * meanX, slope };
  },
  load(fitted) {
    const { intercept, slope } = fitted as { intercept: number; slope: number };
    return (score) => intercept + slope * score;
  },
});
