import { defineCalibrator } from '../core/contracts/calibrator.ts';
import { fraction } from '../core/params.ts';
import { checkSample, orderOf, winsorized } from './_sample.ts';

/** Neighbouring scores from `low` to `high` that share one mean label. */
interface Block {
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  readonly weight: number;
}

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
    const blocks = pooled(tiesAveraged(score, winsorized(label, winsorize)));
    const steps = blocks.flatMap(({ low, high, mean }) =>
      low === high
        ? [[low, mean]]
        : [
            [low, mean],
            [high, mean],
          ],
    );
    return { x: steps.map(([x]) => x), y: steps.map(([, y]) => y) };
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

/** One block per distinct score, in ascending order. */
function tiesAveraged(score: Float64Array, label: Float64Array): Block[] {
  const order = orderOf(score);
  const blocks: Block[] = [];
  for (let i = 0; i < order.length;) {
    const x = score[order[i]];
    const from = i;
    let sum = 0;
    while (i < order.length && score[order[i]] === x) sum += label[order[i++]];
    blocks.push({ low: x, high: x, mean: sum / (i - from), weight: i - from });
  }
  return blocks;
}

/** Pools neighbours until the means rise from block to block. */
function pooled(blocks: readonly Block[]): readonly Block[] {
  const kept: Block[] = [];
  for (const next of blocks) {
    let block = next;
    for (let last = kept.at(-1); last !== undefined && last.mean >= block.mean; last = kept.at(-1)) {
      const weight = last.weight + block.weight;
      const mean = (last.mean * last.weight + block.mean * block.weight) / weight;
      block = { low: last.low, high: block.high, mean, weight };
      kept.pop();
    }
    kept.push(block);
  }
  return kept;
}
