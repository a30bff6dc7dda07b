import { defineSampleWeight } from '../../core/contracts/sample-weight.ts';

/**
 * w = mean over the rows of the label's span of 1 / (labels whose span holds that row), scaled to a mean of 1.
 *
 * In: label spans of the train rows. Out: positive weights; all 1 where no two labels overlap.
 */
export default defineSampleWeight({
  type: 'uniqueness',
  version: 1,
  summary: 'Rows whose labels overlap with others count less: average uniqueness.',
  source: 'López de Prado (2018), Advances in financial machine learning, 4.2 to 4.4',
  params: {},
  weigh(_values, { first, last }) {
    const from = first.reduce((least, t) => Math.min(least, t), Infinity);
    const to = last.reduce((most, t) => Math.max(most, t), -Infinity);
    const shares = new Float64Array(to - from + 2);
    for (let i = 0; i < first.length; i++) {
      shares[first[i] - from] += 1;
      shares[last[i] - from + 1] -= 1;
    }
    let alive = 0;
    let sum = 0;
    for (let t = 0; t < shares.length; t++) {
      alive += shares[t];
      shares[t] = sum;
      if (alive > 0) sum += 1 / alive;
    }
    const weights = Float64Array.from(
      first,
      (f, i) => (shares[last[i] - from + 1] - shares[f - from]) / (last[i] - f + 1),
    );
    const mean = weights.reduce((total, w) => total + w, 0) / weights.length;
    return weights.map((w) => w / mean);
  },
});
