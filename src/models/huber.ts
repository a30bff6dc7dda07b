import type { JsonValue } from '../core/artifacts.ts';
import { defineModel } from '../core/contracts/model.ts';
import { quantileOf, solveFactored } from '../core/math/index.ts';
import { number } from '../core/params.ts';
import { linearContributions } from './_additive.ts';
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
import { curvature, thinDesign } from './_glance.ts';

/** Steps over the thinned rows that the fit starts with. */
const ROUGH_STEPS = 5;

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
    const thin = thinDesign(design);
    const share = thin.rows / rows;
    const small = penalty.map((p) => p * share);
    const { start, factor } = glance(thin, small, names.slice(0, k));
    const evaluateThin = (x: Float64Array, g: Float64Array): number =>
      lossAt(x, g, { design: thin, penalty: small, epsilon });
    const near = minimise({ start, factor, cancelled, evaluate: evaluateThin, steps: ROUGH_STEPS });
    const bends = curvature(
      bendsAt(near, thin, epsilon),
      { scale: 1 / share, penalty: penalty.map((p) => 2 * p) },
      factor.map((v) => v / Math.sqrt(share)),
    );
    const b = minimise({
      start: near,
      factor: bends,
      cancelled,
      evaluate: (x, g) => lossAt(x, g, { design, penalty, epsilon }),
    });
    return { ...unstandardised(b, b[k], design), sigma: b[k + 1] } as unknown as JsonValue;
  },
  load: (fitted) => linearPredictor(fitted),
  importance: linearImportance,
  contributions: linearContributions,
});

/** Least squares, the scale of its residuals, and the Hessian that they would have. */
function glance(
  design: Design,
  penalty: readonly number[],
  names: readonly string[],
): { start: Float64Array; factor: Float64Array } {
  const { z, target: y, rows, weight: w } = design;
  const k = z.length;
  const centre = quantileOf(y, 0.5);
  const gram = correlations(design);
  for (let i = 0; i < k; i++) gram[i * k + i] += penalty[i] / rows;
  const inner = factorOrRefuse(gram, names);
  const pull = y.map((v, i) => (v - centre) * (w === undefined ? 1 : w[i]));
  const b = solveFactored(
    inner,
    Float64Array.from(z, (x) => dotInOrder(x, 0, pull, 0) / y.length),
  );
  const residuals = y.map((v) => v - centre);
  z.forEach((x, j) => {
    for (let i = 0; i < residuals.length; i++) residuals[i] -= b[j] * x[i];
  });
  for (let i = 0; i < residuals.length; i++) residuals[i] = Math.abs(residuals[i]);
  const least = 1e-6 * momentsOf(y, w).sd;
  const sigma = Math.max(least, 1.4826 * quantileOf(residuals, 0.5));
  const n = k + 2;
  const factor = new Float64Array(n * n);
  const root = Math.sqrt((2 * rows) / sigma);
  for (let i = 0; i < k; i++) for (let j = 0; j <= i; j++) factor[i * n + j] = inner[i * k + j] * root;
  factor[k * n + k] = root;
  factor[(k + 1) * n + k + 1] = root;
  return { start: Float64Array.from([...b, centre, sigma]), factor };
}

/**
 * Rows within epsilon sigma times the root of their curvature 2 / sigma; behind the columns stand the intercept and the
 * share of sigma, -r / sigma.
 */
function bendsAt(b: Float64Array, { z, target, rows, weight }: Design, epsilon: number): readonly Float64Array[] {
  const k = z.length;
  const sigma = b[k + 1];
  const roots = new Float64Array(rows);
  const shares = new Float64Array(rows);
  blockMargins(z, b, 0, rows, shares);
  for (let t = 0; t < rows; t++) {
    const u = (shares[t] - target[t]) / sigma;
    roots[t] = Math.abs(u) < epsilon ? Math.sqrt((2 * (weight === undefined ? 1 : weight[t])) / sigma) : 0;
    shares[t] = -u * roots[t];
  }
  return [...z.map((x) => x.map((v, t) => v * roots[t])), roots, shares];
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
