import { ascendingRows, log, pearson, spearman } from '../../core/math/index.ts';
import { weightOf } from './objectives/index.ts';
import type { Labelled } from './objectives/index.ts';
import type { MetricName } from './types.ts';

/** A number of predictions and labels that early stopping may watch. */
interface Metric {
  readonly higherIsBetter: boolean;
  /** `predicted` follows the order of the listed rows. */
  readonly of: (data: Labelled, predicted: Float64Array) => number;
}

function weightedSum(
  data: Labelled,
  predicted: Float64Array,
  of: (label: number, prediction: number) => number,
): number {
  let sum = 0;
  let total = 0;
  data.rows.forEach((row, k) => {
    const w = weightOf(data, row);
    sum += w * of(data.target[row], predicted[k]);
    total += w;
  });
  return sum / total;
}

const LEAST_SHARE = 1e-15;

/**
 * Area under the ROC curve: the weighted share of (label above 0, label not above 0) pairs that the predictions order
 * rightly, ties half. NaN with one class.
 */
function auc(data: Labelled, predicted: Float64Array): number {
  const order = ascendingRows(predicted);
  let [below, pairs, positives] = [0, 0, 0];
  for (let from = 0; from < order.length;) {
    let [tiedNegative, tiedPositive, to] = [0, 0, from];
    for (; to < order.length && predicted[order[to]] === predicted[order[from]]; to++) {
      const row = data.rows[order[to]];
      if (data.target[row] > 0) tiedPositive += weightOf(data, row);
      else tiedNegative += weightOf(data, row);
    }
    pairs += tiedPositive * (below + tiedNegative / 2);
    below += tiedNegative;
    positives += tiedPositive;
    from = to;
  }
  return pairs / (positives * below);
}

const labelsOf = ({ rows, target }: Labelled): Float64Array => Float64Array.from(rows, (row) => target[row]);
const lower = (of: Metric['of']): Metric => ({ higherIsBetter: false, of });
const higher = (of: Metric['of']): Metric => ({ higherIsBetter: true, of });

/** Weighted means but the information coefficients, which count each row once. */
export const metrics: Readonly<Record<Exclude<MetricName, 'loss'>, Metric>> = {
  rmse: lower((data, predicted) => Math.sqrt(weightedSum(data, predicted, (y, p) => (y - p) * (y - p)))),
  mae: lower((data, predicted) => weightedSum(data, predicted, (y, p) => Math.abs(y - p))),
  log_loss: lower((data, predicted) =>
    weightedSum(data, predicted, (y, p) => -log(Math.max(LEAST_SHARE, y > 0 ? p : 1 - p))),
  ),
  auc: higher(auc),
  ic: higher((data, predicted) => spearman(labelsOf(data), predicted)),
  ic_pearson: higher((data, predicted) => pearson(labelsOf(data), predicted)),
};
