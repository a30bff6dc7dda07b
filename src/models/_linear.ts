import { choleskyFactor, mean, standardDeviation } from '../core/math/index.ts';
import type { JsonValue } from '../core/artifacts.ts';
import type { Predictor, Sample } from '../core/contracts/model.ts';

/** What a linear model keeps: scores are intercept + coefficients x columns. `scales` are the sd of the columns. */
export interface FittedLinear {
  readonly intercept: number;
  readonly coefficients: readonly number[];
  readonly scales: readonly number[];
}

/** Smallest share of a standardised column (plus the penalty) that the columns before it may leave unexplained. */
const INDEPENDENT = 1e-11;

/** Throws where a label, a weight or a feature is not a finite number; `names` are those of the columns. */
export function checkFinite({ columns, target, weight }: Sample, names: readonly string[]): void {
  const at = (x: Float64Array): number => x.findIndex((v) => v - v !== 0);
  const label = at(target);
  if (label >= 0) throw new Error(`label of row ${label} is ${target[label]}`);
  for (const [i, column] of columns.entries()) {
    const row = at(column);
    if (row >= 0) throw new Error(`column "${names[i] ?? i}" is ${column[row]} in row ${row}`);
  }
  const light = weight?.findIndex((w) => !(w >= 0 && w < Infinity)) ?? -1;
  if (light >= 0) throw new Error(`weight of row ${light} is ${weight?.[light]}`);
  if (weight?.every((w) => w === 0) === true) throw new Error('no row has a weight above 0');
}

/** Throws where labels are not 0 and 1, or where one of them is missing. */
export function checkBinary({ target }: Sample): void {
  const other = target.findIndex((y) => y !== 0 && y !== 1);
  if (other >= 0) throw new Error(`label of row ${other} must be 0 or 1, found ${target[other]}`);
  if (target.every((y) => y === target[0]))
    throw new Error(`all ${target.length} labels are ${target[0]}: one class cannot be told from another`);
}

/** Mean and population sd of a finite column, weighted where weights are given; an sd that is only rounding counts as 0. */
export function momentsOf(x: Float64Array, weight?: Float64Array): { readonly mean: number; readonly sd: number } {
  const [centre, sd] = weight === undefined ? [mean(x), standardDeviation(x, 0)] : weightedMoments(x, weight);
  return { mean: centre, sd: sd <= 1e-13 * Math.abs(centre) ? 0 : sd };
}

function weightedMoments(x: Float64Array, weight: Float64Array): readonly [number, number] {
  let total = 0;
  let sum = 0;
  for (let t = 0; t < x.length; t++) {
    total += weight[t];
    sum += weight[t] * x[t];
  }
  const centre = sum / total;
  let squares = 0;
  for (let t = 0; t < x.length; t++) squares += weight[t] * (x[t] - centre) * (x[t] - centre);
  return [centre, Math.sqrt(squares / total)];
}

/** Sum over rows of (a - meanA)(b - meanB), in row order, four partial sums. */
export function dotInOrder(a: Float64Array, meanA: number, b: Float64Array, meanB: number): number {
  const rows = a.length;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let t = 0;
  for (; t + 3 < rows; t += 4) {
    s0 += (a[t] - meanA) * (b[t] - meanB);
    s1 += (a[t + 1] - meanA) * (b[t + 1] - meanB);
    s2 += (a[t + 2] - meanA) * (b[t + 2] - meanB);
    s3 += (a[t + 3] - meanA) * (b[t + 3] - meanB);
  }
  for (; t < rows; t++) s0 += (a[t] - meanA) * (b[t] - meanB);
  return s0 + s1 + (s2 + s3);
}

/** Columns with mean 0 and sd 1 (a constant one is all 0). Weights sum to the number of rows. */
export interface Design {
  readonly rows: number;
  readonly z: readonly Float64Array[];
  readonly means: readonly number[];
  readonly sds: readonly number[];
  readonly target: Float64Array;
  readonly weight: Float64Array | undefined;
}

export function designOf(train: Sample, names: readonly string[]): Design {
  checkFinite(train, names);
  const { rows, columns, target } = train;
  const total = train.weight?.reduce((sum, w) => sum + w, 0) ?? rows;
  const weight = train.weight?.map((w) => (w * rows) / total);
  const moments = columns.map((x) => momentsOf(x, weight));
  const z = columns.map((x, j) => standardised(x, moments[j]));
  return { rows, z, means: moments.map((m) => m.mean), sds: moments.map((m) => m.sd), target, weight };
}

function standardised(
  x: Float64Array,
  { mean: centre, sd }: { readonly mean: number; readonly sd: number },
): Float64Array {
  const z = new Float64Array(x.length);
  if (sd === 0) return z;
  for (let t = 0; t < z.length; t++) z[t] = (x[t] - centre) / sd;
  return z;
}

/**
 * Z'WZ / rows over every `stride`-th row: the correlation matrix where all rows are taken. The diagonal of a constant
 * column is 1, so that it stands apart.
 */
export function correlations({ z, sds, rows, weight }: Design, stride = 1): Float64Array {
  const k = z.length;
  const gram = new Float64Array(k * k);
  const taken = thinned(z, rows, stride, weight);
  const count = taken[0]?.length ?? 0;
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) {
      const flat = sds[i] === 0 || sds[j] === 0;
      const r = flat ? 0 : dotInOrder(taken[i], 0, taken[j], 0) / count;
      gram[i * k + j] = gram[j * k + i] = flat && i === j ? 1 : r;
    }
  }
  return gram;
}

function thinned(
  z: readonly Float64Array[],
  rows: number,
  stride: number,
  weight: Float64Array | undefined,
): readonly Float64Array[] {
  if (stride === 1 && weight === undefined) return z;
  const count = Math.ceil(rows / stride);
  return z.map((x) => {
    const out = new Float64Array(count);
    for (let i = 0; i < count; i++) out[i] = x[i * stride] * (weight === undefined ? 1 : Math.sqrt(weight[i * stride]));
    return out;
  });
}

/** Cholesky factor of a matrix of correlations plus penalties; throws where columns depend on each other. */
export function factorOrRefuse(gram: Float64Array, names: readonly string[]): Float64Array {
  const k = names.length;
  const factor = choleskyFactor(gram, k);
  const dependent = factor === undefined || names.some((_, i) => factor[i * k + i] * factor[i * k + i] < INDEPENDENT);
  if (factor === undefined || dependent) {
    throw new Error(`columns are linearly dependent: ${names.join(', ')}; raise l2 above 0 or leave one out`);
  }
  return factor;
}

/** Coefficients of the columns as they came, from those of standardised ones and the score at their means. */
export function unstandardised(
  b: ArrayLike<number>,
  atMeans: number,
  { means, sds }: Pick<Design, 'means' | 'sds'>,
): FittedLinear {
  const coefficients = sds.map((sd, j) => (sd === 0 ? 0 : b[j] / sd));
  const intercept = coefficients.reduce((sum, c, j) => sum - c * means[j], atMeans);
  return { intercept, coefficients, scales: sds };
}

/** Scores row by row, in column order; NaN for a row with a value that is NaN or infinite. */
export function linearPredictor(fitted: JsonValue, response: (score: number) => number = (score) => score): Predictor {
  const { intercept, coefficients } = fitted as unknown as FittedLinear;
  return {
    predict(columns, from, to, out, offset) {
      for (let t = from; t < to; t++) {
        let score = intercept;
        let known = 0;
        for (let i = 0; i < coefficients.length; i++) {
          score += coefficients[i] * columns[i][t];
          known += columns[i][t] * 0;
        }
        out[offset + t - from] = known === 0 && score - score === 0 ? response(score) : NaN;
      }
    },
  };
}

/** |coefficient| x sd of its column. */
export function linearImportance(fitted: JsonValue): readonly number[] {
  const { coefficients, scales } = fitted as unknown as FittedLinear;
  return coefficients.map((b, i) => Math.abs(b) * scales[i]);
}
