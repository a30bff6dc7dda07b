import type { JsonValue } from '../core/artifacts.ts';
import { defineModel } from '../core/contracts/model.ts';
import { expOfNegatives } from '../core/math/exp-many.ts';
import { exp, log, log1p } from '../core/math/index.ts';
import { number } from '../core/params.ts';
import { linearContributions } from './_additive.ts';
import {
  checkBinary,
  correlations,
  designOf,
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

const sigmoid = (score: number): number => 1 / (1 + exp(-score));

/** Steps over the thinned rows that the fit starts with. */
const ROUGH_STEPS = 5;
/** Coefficients are then right to a few parts in a million. */
const FLAT = 1e-9;

/**
 * min sum of log(1 + e^-margin) + l2 |b|² / 2, over coefficients of the columns as they come; the intercept is free.
 * `l2` is 1 / C of scikit-learn.
 *
 * In: finite numbers, labels 0 and 1, both present; rows with a NaN are left out by the caller. Out: the probability of
 * label 1; NaN for a row with a value that is NaN or infinite. L-BFGS on standardised columns.
 */
export default defineModel({
  type: 'logistic',
  version: 1,
  summary: 'Logistic regression with an L2 penalty: probability of label 1.',
  source: 'Hastie, Tibshirani & Friedman (2009), The elements of statistical learning, 4.4',
  tasks: ['binary'],
  accepts_nan: false,
  params: {
    l2: number('Penalty on the coefficients, half of it times their squares.', { min: 0, default: 1 }),
  },
  fit({ l2 }, train, _validation, { names, cancelled }) {
    const design = designOf(train, names);
    checkBinary(train);
    const { z, target, rows, weight, sds } = design;
    const k = z.length;
    const share = momentsOf(target, weight).mean;
    if (!(share > 0 && share < 1)) throw new Error('all rows with a weight have the same label');
    const penalty = sds.map((sd) => (sd === 0 ? 1 : (l2 * rowsPerWeight(train.weight, rows)) / (sd * sd)));
    const start = new Float64Array(k + 1);
    start[k] = log(share / (1 - share));
    const solve = (on: Design, from: Float64Array, factor: Float64Array, steps?: number): Float64Array => {
      const share = on.rows / rows;
      const own = penalty.map((p) => p * share);
      return minimise({
        start: from,
        factor,
        cancelled,
        evaluate: (x, g) => lossAt(x, g, on, own),
        flat: FLAT,
        ...(steps !== undefined && { steps }),
      });
    };
    const thin = thinDesign(design);
    const rough = guessFactor(thin, { penalty, bend: rows * share * (1 - share), names: names.slice(0, k) });
    const near = solve(
      thin,
      start,
      rough.map((v) => v * Math.sqrt(thin.rows / rows)),
      ROUGH_STEPS,
    );
    const b = solve(design, near, curvature(bendsAt(near, thin), { scale: rows / thin.rows, penalty }, rough));
    if (l2 === 0 && areParted(design, b))
      throw new Error('the classes are parted by a plane, so the coefficients have no end; raise l2 above 0');
    return unstandardised(b, b[k], design) as unknown as JsonValue;
  },
  load: (fitted) => linearPredictor(fitted, sigmoid),
  importance: linearImportance,
  contributions: linearContributions,
});

/** The design's weights sum to the number of rows; the penalty is scaled alike. */
function rowsPerWeight(weight: Float64Array | undefined, rows: number): number {
  return weight === undefined ? 1 : rows / weight.reduce((sum, w) => sum + w, 0);
}

/** Whether every row lies on the side of its label: then larger coefficients always fit better. */
function areParted({ z, target, rows }: Design, b: Float64Array): boolean {
  const eta = new Float64Array(BLOCK);
  for (let from = 0; from < rows; from += BLOCK) {
    const count = Math.min(BLOCK, rows - from);
    blockMargins(z, b, from, count, eta);
    for (let t = 0; t < count; t++) if (eta[t] > 0 !== (target[from + t] === 1)) return false;
  }
  return true;
}

function guessFactor(
  design: Design,
  { penalty, bend, names }: { penalty: readonly number[]; bend: number; names: readonly string[] },
): Float64Array {
  const k = names.length;
  const gram = correlations(design);
  for (let i = 0; i < k; i++) gram[i * k + i] += penalty[i] / bend;
  const inner = factorOrRefuse(gram, names);
  const factor = new Float64Array((k + 1) * (k + 1));
  const root = Math.sqrt(bend);
  for (let i = 0; i < k; i++) for (let j = 0; j <= i; j++) factor[i * (k + 1) + j] = inner[i * k + j] * root;
  factor[k * (k + 1) + k] = root;
  return factor;
}

/** Rows times the root of their curvature p (1 - p), the intercept's behind them. */
function bendsAt(b: Float64Array, { z, rows, weight }: Design): readonly Float64Array[] {
  const eta = new Float64Array(rows);
  blockMargins(z, b, 0, rows, eta);
  for (let t = 0; t < rows; t++) {
    const p = sigmoid(eta[t]);
    eta[t] = Math.sqrt((weight === undefined ? 1 : weight[t]) * Math.max(p * (1 - p), 1e-6));
  }
  return [...z.map((x) => timesEach(x, eta)), eta];
}

function timesEach(x: Float64Array, by: Float64Array): Float64Array {
  const out = new Float64Array(x.length);
  for (let t = 0; t < x.length; t++) out[t] = x[t] * by[t];
  return out;
}

function lossAt(
  b: Float64Array,
  gradient: Float64Array,
  { z, target, rows, weight }: Design,
  penalty: readonly number[],
): number {
  const eta = new Float64Array(BLOCK);
  const powers = new Float64Array(BLOCK);
  gradient.fill(0);
  let loss = 0;
  for (let from = 0; from < rows; from += BLOCK) {
    const count = Math.min(BLOCK, rows - from);
    blockMargins(z, b, from, count, eta);
    for (let t = 0; t < count; t++) powers[t] = -Math.abs(eta[t]);
    expOfNegatives(powers, count);
    let product = 1;
    for (let t = 0; t < count; t++) {
      const w = weight === undefined ? 1 : weight[from + t];
      const y = target[from + t];
      const score = eta[t];
      const e = powers[t];
      const p = (score >= 0 ? 1 : e) / (1 + e);
      const base = Math.max(score, 0) - score * y;
      if (weight === undefined) {
        loss += base;
        product *= 1 + e; // at most 2 a row: one logarithm for 512 rows
        if ((t & 511) === 511 || t === count - 1) {
          loss += log(product);
          product = 1;
        }
      } else loss += w * (base + log1p(e));
      eta[t] = w * (p - y);
    }
    blockGradient(z, eta, from, count, gradient);
  }
  for (let j = 0; j < penalty.length; j++) {
    loss += 0.5 * penalty[j] * b[j] * b[j];
    gradient[j] += penalty[j] * b[j];
  }
  return loss;
}
