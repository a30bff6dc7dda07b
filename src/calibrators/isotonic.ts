import { defineCalibrator } from '../core/contracts/calibrator.ts';
import { ascendingRows } from '../core/math/index.ts';
import { fraction } from '../core/params.ts';
import { checkSample, winsorized } from './_sample.ts';

interface Fitted {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/**
 * The non-decreasing step function nearest to the labels in least squares (pool adjacent violators), joined by straight
 * lines between the ends of its steps and constant beyond them, as scikit-learn's `IsotonicRegression(out_of_bounds="clip")`.
 *
 * In: finite scores and labels; tied scores are averaged first. Out: the label's unit (bps, or a probability from 0 to 1
 * for classes). NaN stays NaN.
 */
export default defineCalibrator({
  type: 'isotonic',
  version: 1,
  summary: 'Monotone map from score to mean label by pooling adjacent violators.',
  source: 'Barlow et al. (1972); Best & Chakravarti (1990), pool adjacent violators',
  tasks: ['regression', 'binary'],
  params: {
    winsorize: fraction('Share of labels clipped in each tail before the fit.', { min: 0, below: 0.5, default: 0 }),
  },
  fit({ winsorize }, score, label) {
    checkSample(score, label);
    const { low, high, mean, count } = pooled(score, winsorized(label, winsorize));
    const x: number[] = [];
    const y: number[] = [];
    for (let k = 0; k < count; k++) {
      x.push(low[k]);
      y.push(mean[k]);
      if (low[k] === high[k]) continue;
      x.push(high[k]);
      y.push(mean[k]);
    }
    return { x, y };
  },
  load(fitted) {
    const { x, y } = fitted as unknown as Fitted;
    const xs = Float64Array.from(x);
    const last = xs.length - 1;
    return (score) => {
      if (score !== score) return NaN;
      if (score <= xs[0]) return y[0];
      if (score >= xs[last]) return y[last];
      let low = 0;
      let high = last;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (xs[middle] <= score) low = middle;
        else high = middle;
      }
      const share = (score - xs[low]) / (xs[high] - xs[low]);
      return Math.min(y[low] + (y[high] - y[low]) * share, y[high]);
    };
  },
});

/** Blocks one after the other, in ascending order of scores. */
interface Blocks {
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly mean: Float64Array;
  readonly weight: Float64Array;
  count: number;
}

/** Averages tied scores, and pools neighbours until the means rise from block to block. */
function pooled(score: Float64Array, label: Float64Array): Blocks {
  const order = ascendingRows(score);
  const [low, high, mean, weight] = [0, 1, 2, 3].map(() => new Float64Array(order.length));
  const blocks: Blocks = { low, high, mean, weight, count: 0 };
  for (let i = 0; i < order.length;) {
    const x = score[order[i]];
    const from = i;
    let sum = 0;
    while (i < order.length && score[order[i]] === x) sum += label[order[i++]];
    const last = blocks.count++;
    low[last] = x;
    high[last] = x;
    mean[last] = sum / (i - from);
    weight[last] = i - from;
    pool(blocks);
  }
  return blocks;
}

/** Joins the last block with those before it that are not below it. */
function pool(blocks: Blocks): void {
  const { high, mean, weight } = blocks;
  for (let last = blocks.count - 1; last > 0 && mean[last - 1] >= mean[last]; last--) {
    const total = weight[last - 1] + weight[last];
    mean[last - 1] = (mean[last - 1] * weight[last - 1] + mean[last] * weight[last]) / total;
    weight[last - 1] = total;
    high[last - 1] = high[last];
    blocks.count = last;
  }
}
