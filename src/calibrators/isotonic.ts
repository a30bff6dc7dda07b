import { defineCalibrator } from '../core/contracts/calibrator.ts';
import { fraction } from '../core/params.ts';
import { orderOf, winsorized } from './_sample.ts';

interface Fitted {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/**
 * The non-decreasing step function nearest to the labels in least squares (pool adjacent violators), joined by straight
 * lines between the ends of its steps and constant beyond them, as scikit-learn's `IsotonicRegression(out_of_bounds="clip")`.
 *
 * In: score, label. Out: the label's unit (bps, or a probability for classes). Tied scores are averaged first.
 */
export default defineCalibrator({
  type: 'isotonic',
  version: 1,
  summary: 'Monotone map from score to mean label by pooling adjacent violators.',
  source: 'Barlow et al. (1972); Best & Chakravarti (1990), pool adjacent violators',
  tasks: ['regression', 'binary'],
  params: { winsorize: fraction('Share of labels clipped in each tail before the fit.', { min: 0, below: 0.5, default: 0 }) },
  fit({ winsorize }, score, label) {
    const y = winsorized(label, winsorize);
    const order = orderOf(score);
    const points: { low: number; high: number; mean: number; weight: number }[] = [];
    for (let i = 0; i < order.length; ) {
      const x = score[order[i]];
      let sum = 0;
      const from = i;
      while (i < order.length && score[order[i]] === x) sum += y[order[i++]];
      points.push({ low: x, high: x, mean: sum / (i - from), weight: i - from });
    }
    const pooled: typeof points = [];
    for (const point of points) {
      let block = point;
      for (let last = pooled.at(-1); last !== undefined && last.mean >= block.mean; last = pooled.at(-1)) {
        const weight = last.weight + block.weight;
        const mean = (last.mean * last.weight + block.mean * block.weight) / weight;
        block = { low: last.low, high: block.high, mean, weight };
        pooled.pop();
      }
      pooled.push(block);
    }
    const ends = pooled.flatMap((b) => (b.low === b.high ? [b.low] : [b.low, b.high]));
    return { x: ends, y: pooled.flatMap((b) => (b.low === b.high ? [b.mean] : [b.mean, b.mean])) };
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
      if (y[low] === y[high]) return y[low];
      return y[low] + ((y[high] - y[low]) * (score - xs[low])) / (xs[high] - xs[low]);
    };
  },
});
