import { defineModel } from '../core/contracts/model.ts';
import { number } from '../core/params.ts';
import { choleskyFactor, solveFactored } from '../core/math/index.ts';
import { checkFinite, dotInOrder, momentsOf } from './_linear.ts';

interface Fitted {
  readonly intercept: number;
  readonly coefficients: readonly number[];
  readonly scales: readonly number[];
}

/** Smallest share of a standardised column (plus the penalty) that the columns before it may leave unexplained. */
const INDEPENDENT = 1e-11;

/**
 * min |y - b0 - Xb|² + l2 x rows x |b x sd|²: least squares with a penalty on the coefficients of standardised columns.
 * The penalty is per row, so that one `l2` serves train windows of any length.
 *
 * In: finite numbers; the caller leaves out rows with a NaN, an infinite value or label is refused. Out: the label's unit;
 * NaN for a row with a value that is NaN or infinite. Constant columns get a coefficient of 0. Solved by Cholesky on the
 * correlation matrix, summed in row order.
 */
export default defineModel({
  type: 'ridge',
  version: 1,
  summary: 'Linear regression with an L2 penalty on standardised columns.',
  source: 'Hoerl & Kennard (1970), Ridge regression',
  tasks: ['regression'],
  accepts_nan: false,
  params: {
    l2: number('Penalty on the standardised coefficients, per row.', { min: 0, default: 0.001 }),
  },
  fit({ l2 }, train, _validation, context) {
    checkFinite(train, context.names);
    const { columns, target, rows } = train;
    const k = columns.length;
    const y = momentsOf(target);
    const x = columns.map(momentsOf);
    const gram = new Float64Array(k * k);
    const right = new Float64Array(k);
    for (let i = 0; i < k; i++) {
      for (let j = 0; j <= i; j++) {
        const flat = x[i].sd === 0 || x[j].sd === 0;
        const shared = flat ? 0 : dotInOrder(columns[i], x[i].mean, columns[j], x[j].mean) / (rows * x[i].sd * x[j].sd);
        const r = flat && i === j ? 1 : shared;
        gram[i * k + j] = gram[j * k + i] = r + (i === j ? l2 : 0);
      }
      right[i] = x[i].sd === 0 ? 0 : dotInOrder(columns[i], x[i].mean, target, y.mean) / (rows * x[i].sd);
    }
    const factor = choleskyFactor(gram, k);
    if (factor === undefined || smallestPivot(factor, k) < INDEPENDENT) {
      throw new Error(`columns are linearly dependent: ${context.names.join(', ')}; raise l2 above 0 or leave one out`);
    }
    const solved = solveFactored(factor, right);
    const coefficients = Array.from(solved, (b, i) => (x[i].sd === 0 ? 0 : b / x[i].sd));
    const intercept = coefficients.reduce((sum, b, i) => sum - b * x[i].mean, y.mean);
    return { intercept, coefficients, scales: x.map((m) => m.sd) };
  },
  load(fitted) {
    const { intercept, coefficients } = fitted as unknown as Fitted;
    return {
      predict(columns, from, to, out, offset) {
        for (let t = from; t < to; t++) {
          let score = intercept;
          for (let i = 0; i < coefficients.length; i++) score += coefficients[i] * columns[i][t];
          out[offset + t - from] = score - score === 0 ? score : NaN;
        }
      },
    };
  },
  importance(fitted) {
    const { coefficients, scales } = fitted as unknown as Fitted;
    return coefficients.map((b, i) => Math.abs(b) * scales[i]);
  },
});

function smallestPivot(factor: Float64Array, n: number): number {
  let smallest = Infinity;
  for (let i = 0; i < n; i++) smallest = Math.min(smallest, factor[i * n + i] * factor[i * n + i]);
  return smallest;
}
