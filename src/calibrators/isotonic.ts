import { defineCalibrator } from '../core/contracts/calibrator.ts';
import { ascendingPairs, ascendingRows, placeFinder } from '../core/math/index.ts';
import { fraction } from '../core/params.ts';
import { checkSample, winsorized } from './_sample.ts';
import { unitsOfClasses } from './_slots.ts';
import type { Units } from './_slots.ts';

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
  version: 2,
  summary: 'Monotone map from score to mean label by pooling adjacent violators.',
  source: 'Barlow et al. (1972); Best & Chakravarti (1990), pool adjacent violators',
  tasks: ['regression', 'binary'],
  params: {
    winsorize: fraction('Share of labels clipped in each tail before the fit.', { min: 0, below: 0.5, default: 0 }),
  },
  fit({ winsorize }, score, label, weight) {
    checkSample(score, label);
    const blocks = pooled(score, winsorized(label, winsorize), weight);
    const { low, high, count } = blocks;
    const x: number[] = [];
    const y: number[] = [];
    for (let k = 0; k < count; k++) {
      const mean = blocks.sum[k] / blocks.weight[k];
      x.push(low[k]);
      y.push(mean);
      if (low[k] === high[k]) continue;
      x.push(high[k]);
      y.push(mean);
    }
    return { x, y };
  },
  load(fitted) {
    const { x, y } = fitted as unknown as Fitted;
    const [xs, ys] = [Float64Array.from(x), Float64Array.from(y)];
    const last = xs.length - 1;
    const place = placeFinder(xs);
    return (score) => {
      if (score !== score) return NaN;
      if (score <= xs[0]) return ys[0];
      if (score >= xs[last]) return ys[last];
      const low = place(score) - 1;
      const high = low + 1;
      const share = (score - xs[low]) / (xs[high] - xs[low]);
      return Math.min(ys[low] + (ys[high] - ys[low]) * share, ys[high]);
    };
  },
});

/** Blocks one after the other, in ascending order of scores; room doubles as it is needed. */
interface Blocks {
  low: Float64Array;
  high: Float64Array;
  sum: Float64Array;
  weight: Float64Array;
  count: number;
}

const ROOM = 1024;

/** Adds up tied scores, and pools neighbours until the means rise from block to block. */
function pooled(score: Float64Array, label: Float64Array, given: Float64Array | undefined): Blocks {
  const { x, total: sums, rows: sizes, count } = unitsOf(score, label, given);
  const [low, high, sum, weight] = [0, 1, 2, 3].map(() => new Float64Array(ROOM));
  const blocks: Blocks = { low, high, sum, weight, count: 0 };
  for (let i = 0; i < count;) {
    let [from, total, rows] = [x[i], 0, 0];
    do {
      total += sums[i];
      rows += sizes[i];
    } while (++i < count && x[i] === from);
    const to = from;
    // joins those before it that are not below it; sums of whole labels are exact, and so are these comparisons
    let last = blocks.count - 1;
    for (; last >= 0 && blocks.sum[last] * rows >= total * blocks.weight[last]; last--) {
      total += blocks.sum[last];
      rows += blocks.weight[last];
      from = blocks.low[last];
    }
    if (++last === blocks.low.length) enlarge(blocks);
    blocks.low[last] = from;
    blocks.high[last] = to;
    blocks.sum[last] = total;
    blocks.weight[last] = rows;
    blocks.count = last + 1;
  }
  return blocks;
}

function unitsOf(score: Float64Array, label: Float64Array, weight: Float64Array | undefined): Units {
  const few = weight === undefined ? unitsOfClasses(score, label) : undefined;
  if (few !== undefined) return few;
  if (weight === undefined) {
    const { x, y } = ascendingPairs(score, label);
    return { x, total: y, rows: new Float64Array(x.length).fill(1), count: x.length };
  }
  const order = ascendingRows(score);
  const take = (of: (row: number) => number): Float64Array => Float64Array.from(order, of);
  return {
    x: take((row) => score[row]),
    total: take((row) => label[row] * weight[row]),
    rows: take((row) => weight[row]),
    count: order.length,
  };
}

function enlarge(blocks: Blocks): void {
  for (const name of ['low', 'high', 'sum', 'weight'] as const) {
    const twice = new Float64Array(2 * blocks[name].length);
    twice.set(blocks[name]);
    blocks[name] = twice;
  }
}
