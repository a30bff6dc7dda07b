import type { JsonValue } from '../core/artifacts.ts';
import { defineModel } from '../core/contracts/model.ts';
import { quantileOf, solveFactored } from '../core/math/index.ts';
import { number } from '../core/params.ts';
import {
  correlations,
  designOf,
  dotInOrder,
  factorOrRefuse,
  linearImportance,
  linearPredictor,
  momentsOf,
  unstandardised,
} from './_linear.ts';
import type { Design } from './_linear.ts';
import { BLOCK, blockGradient, blockMargins } from './_margins.ts';
import { minimise } from './_minimise.ts';

/** Rows that the start and the first guess of the Hessian are made of, about. */
const GLANCE = 4096;

/**
 * min over b, b0 and sigma > 0 of sum [sigma + sigma H((y - b0 - xb) / sigma)] + l2 |b|², with H(u) = u² within epsilon
 * and 2 epsilon |u| - epsilon² beyond: rows further off than epsilon sigma pull with a constant force. Coefficients are
 * those of the columns as they come.
 *
 * In: finite numbers; the caller leaves out rows with a NaN, an infinite value or label is refused. Out: the label's unit;
 * NaN for a row with a value that is NaN or infinite. L-BFGS on standardised columns.
 */
export default defineModel({
  type: 'huber',
  version: 1,
  summary: 'Linear regression that outliers move little; their scale is fitted beside the coefficients.',
  source: 'Huber & Ronchetti (2009), Robust statistics, 7.7',
  tasks: ['regression'],
  accepts_nan: false,
  params: {
    epsilon: number('Residuals beyond this many sigma are outliers.', { min: 1, default: 1.35 }),
    l2: number('Penalty on the squared coefficients.', { min: 0, default: 0.0001 }),
  },
  fit({ epsilon, l2 }, train, _validation, { names, cancelled }) {
    const design = designOf(train, names);
    const { z, target, rows, weight, sds } = design;
    const k = z.length;
    const y = momentsOf(target, weight);
    if (y.sd === 0) return unstandardised(new Float64Array(k), y.mean, design) as unknown as JsonValue;
    const scale = train.weight === undefined ? 1 : rows / train.weight.reduce((sum, w) => sum + w, 0);
    const penalty = sds.map((sd) => (sd === 0 ? 0 : (l2 * scale) / (sd * sd)));
    const { start, factor } = glance(design, penalty, names.slice(0, k));
    const problem = { design, penalty, epsilon };
    const b = minimise({ start, factor, cancelled, evaluate: (x, gradient) => lossAt(x, gradient, problem) });
    return { ...unstandardised(b, b[k], design), sigma: b[k + 1] } as unknown as JsonValue;
  },
  load: (fitted) => linearPredictor(fitted),
  importance: linearImportance,
});

/** Least squares on a thinned sample, the scale of its residuals, and the Hessian that they would have. */
function glance(
  design: Design,
  penalty: readonly number[],
  names: readonly string[],
): { start: Float64Array; factor: Float64Array } {
  const { z, target, rows, weight } = design;
  const k = z.length;
  const stride = Math.max(1, Math.floor(rows / GLANCE));
  const thin = (x: Float64Array): Float64Array =>
    Float64Array.from({ length: Math.ceil(rows / stride) }, (_, i) => x[i * stride]);
  const y = thin(target);
  const w = weight === undefined ? y.map(() => 1) : thin(weight);
  const centre = quantileOf(y, 0.5);
  const gram = correlations(design, stride);
  for (let i = 0; i < k; i++) gram[i * k + i] += penalty[i] / rows;
  const inner = factorOrRefuse(gram, names);
  const pull = y.map((v, i) => (v - centre) * w[i]);
  const columns = z.map(thin);
  const b = solveFactored(
    inner,
    Float64Array.from(columns, (x) => dotInOrder(x, 0, pull, 0) / y.length),
  );
  const residuals = y.map((v, i) => Math.abs(columns.reduce((rest, x, j) => rest - b[j] * x[i], v - centre)));
  const least = 1e-6 * momentsOf(target, weight).sd;
  const sigma = Math.max(least, 1.4826 * quantileOf(residuals, 0.5));
  const n = k + 2;
  const factor = new Float64Array(n * n);
  const root = Math.sqrt((2 * rows) / sigma);
  for (let i = 0; i < k; i++) for (let j = 0; j <= i; j++) factor[i * n + j] = inner[i * k + j] * root;
  factor[k * n + k] = root;
  factor[(k + 1) * n + k + 1] = root;
  return { start: Float64Array.from([...b, centre, sigma]), factor };
}

function lossAt(
  b: Float64Array,
  gradient: Float64Array,
  { design, penalty, epsilon }: { design: Design; penalty: readonly number[]; epsilon: number },
): number {
  const { z, target, rows, weight } = design;
  const k = z.length;
  const sigma = b[k + 1];
  if (!(sigma > 0)) return Infinity;
  const eta = new Float64Array(BLOCK);
  gradient.fill(0);
  const far = epsilon * sigma;
  let loss = 0;
  let bySigma = 0;
  for (let from = 0; from < rows; from += BLOCK) {
    const count = Math.min(BLOCK, rows - from);
    blockMargins(z, b, from, count, eta);
    for (let t = 0; t < count; t++) {
      const w = weight === undefined ? 1 : weight[from + t];
      const r = eta[t] - target[from + t];
      if (Math.abs(r) < far) {
        const u = r / sigma;
        loss += w * (sigma + r * u);
        bySigma += w * (1 - u * u);
        eta[t] = 2 * w * u;
      } else {
        loss += w * (sigma + 2 * epsilon * Math.abs(r) - epsilon * far);
        bySigma += w * (1 - epsilon * epsilon);
        eta[t] = r > 0 ? 2 * epsilon * w : -2 * epsilon * w;
      }
    }
    blockGradient(z, eta, from, count, gradient);
  }
  gradient[k + 1] = bySigma;
  for (let j = 0; j < k; j++) {
    loss += penalty[j] * b[j] * b[j];
    gradient[j] += 2 * penalty[j] * b[j];
  }
  return loss;
}
