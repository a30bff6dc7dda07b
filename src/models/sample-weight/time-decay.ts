import { defineSampleWeight } from '../../core/contracts/sample-weight.ts';
import { exp } from '../../core/math/index.ts';
import { span } from '../../core/params.ts';

const LN2 = 0.6931471805599453;

/**
 * w = 2^(-age / half_life), age in bars before the last train row; scaled to a mean of 1.
 *
 * In: train rows. Out: positive weights that rise towards the end of the window.
 */
export default defineSampleWeight({
  type: 'time_decay',
  version: 1,
  summary: 'Older rows count less: half as much per half-life.',
  source: 'https://en.wikipedia.org/wiki/Exponential_decay',
  params: { half_life: span('Age at which a row counts half.') },
  weigh({ half_life }, { rows }) {
    const newest = rows[rows.length - 1];
    const weights = Float64Array.from(rows, (t) => Math.max(Number.MIN_VALUE, exp((-LN2 * (newest - t)) / half_life)));
    const mean = weights.reduce((total, w) => total + w, 0) / weights.length;
    return weights.map((w) => w / mean);
  },
});
