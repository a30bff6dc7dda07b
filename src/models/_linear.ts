import { choleskyFactor } from '../core/math/index.ts';
import type { JsonValue } from '../core/artifacts.ts';
import type { Predictor, Sample } from '../core/contracts/model.ts';
import { tiledProducts } from './_products.ts';

/** What a linear model keeps: scores are intercept + coefficients x columns. `scales` are the sd of the columns. */
export interface FittedLinear {
  readonly intercept: number;
  readonly coefficients: readonly number[];
  readonly scales: readonly number[];
}

/** Smallest share of a standardised column (plus the penalty) that the columns before it may leave unexplained. */
const INDEPENDENT = 1e-11;

function isFinite(x: Float64Array): boolean {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let t = 0;
  for (; t + 3 < x.length; t += 4) {
    a += x[t] * 0;
    b += x[t + 1] * 0;
    c += x[t + 2] * 0;
    d += x[t + 3] * 0;
  }
  for (; t < x.length; t++) a += x[t] * 0;
  return a + b + (c + d) === 0;
}

/** Throws where a label, a weight or a feature is not a finite number; `names` are those of the columns. */
export function checkFinite({ columns, target, weight }: Sample, names: readonly string[]): void {
  const at = (x: Float64Array): number => (isFinite(x) ? -1 : x.findIndex((v) => v - v !== 0));
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
  const [centre, sd] = weight === undefined ? plainMoments(x) : weightedMoments(x, weight);
  return { mean: centre, sd: sd <= 1e-13 * Math.abs(centre) ? 0 : sd };
}

/** Sums start at the first value, so that a constant column has an sd of exactly 0; again at the mean if that is far off. */
function plainMoments(x: Float64Array): readonly [number, number] {
  const n = x.length;
  let origin = x[0];
  let sums = sumsFrom(x, origin);
  if (sums.plain * sums.plain > 0.99 * n * sums.squares) {
    origin += sums.plain / n;
    sums = sumsFrom(x, origin);
  }
  const shift = sums.plain / n;
  return [origin + shift, Math.sqrt(Math.max(0, sums.squares / n - shift * shift))];
}

/** Sums of x - origin and of its square, in row order, two partial sums each. */
function sumsFrom(x: Float64Array, origin: number): { readonly plain: number; readonly squares: number } {
  let a = 0;
  let b = 0;
  let aa = 0;
  let bb = 0;
  let t = 0;
  for (; t + 1 < x.length; t += 2) {
    const u = x[t] - origin;
    const v = x[t + 1] - origin;
    a += u;
    b += v;
    aa += u * u;
    bb += v * v;
  }
  if (t < x.length) {
    const u = x[t] - origin;
    a += u;
    aa += u * u;
  }
  return { plain: a + b, squares: aa + bb };
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
  const scale = 1 / sd;
  for (let t = 0; t < z.length; t++) z[t] = (x[t] - centre) * scale;
  return z;
}

/**
 * Z'WZ / rows over every `stride`-th row: the correlation matrix where all rows are taken. The diagonal of a constant
 * column is 1, so that it stands apart.
 */
export function correlations({ z, sds, weight }: Design, stride = 1): Float64Array {
  const taken = thinned(z, stride, weight);
  const count = taken[0]?.length ?? 0;
  return asCorrelations(tiledProducts(taken), sds, () => count);
}

/** What least squares on standardised columns needs to know of the rows. */
export interface NormalEquations {
  readonly rows: number;
  readonly means: readonly number[];
  readonly sds: readonly number[];
  /** Correlations; the diagonal of a constant column is 1. */
  readonly gram: Float64Array;
  /** Covariance of each standardised column and the label. */
  readonly right: Float64Array;
  readonly label: { readonly mean: number; readonly sd: number };
}

/** Without weights the columns are read as they are, no standardised copy is made. */
export function normalEquations(train: Sample, names: readonly string[]): NormalEquations {
  if (train.weight !== undefined) return weightedEquations(designOf(train, names));
  const { columns, target, rows } = train;
  const moments = columns.map((x) => momentsOf(x));
  const known = moments.every(({ sd }) => sd - sd === 0); // then every value is finite
  checkFinite(known ? { ...train, columns: [] } : train, names);
  const [means, sds] = [moments.map((m) => m.mean), moments.map((m) => m.sd)];
  const label = momentsOf(target);
  const gram = asCorrelations(tiledProducts(columns, means), sds, (i, j) => rows * sds[i] * sds[j]);
  const right = Float64Array.from(columns, (x, i) =>
    sds[i] === 0 ? 0 : dotInOrder(x, means[i], target, label.mean) / (rows * sds[i]),
  );
  return { rows, means, sds, gram, right, label };
}

function weightedEquations(design: Design): NormalEquations {
  const { z, target, rows, means, sds, weight } = design;
  const label = momentsOf(target, weight);
  const pull = target.map((v, t) => (v - label.mean) * (weight?.[t] ?? 1));
  return {
    rows,
    means,
    sds,
    gram: correlations(design),
    right: Float64Array.from(z, (x) => dotInOrder(x, 0, pull, 0) / rows),
    label,
  };
}

function asCorrelations(
  gram: Float64Array,
  sds: readonly number[],
  scale: (i: number, j: number) => number,
): Float64Array {
  const k = sds.length;
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) {
      const flat = sds[i] === 0 || sds[j] === 0;
      const r = flat ? 0 : gram[i * k + j] / scale(i, j);
      gram[i * k + j] = gram[j * k + i] = flat && i === j ? 1 : r;
    }
  }
  return gram;
}

function thinned(
  z: readonly Float64Array[],
  stride: number,
  weight: Float64Array | undefined,
): readonly Float64Array[] {
  if (stride === 1 && weight === undefined) return z;
  const roots = weight === undefined ? undefined : everyNth(weight, stride).map(Math.sqrt);
  return z.map((x) => {
    const out = everyNth(x, stride);
    if (roots !== undefined) for (let i = 0; i < out.length; i++) out[i] *= roots[i];
    return out;
  });
}

export function everyNth(x: Float64Array, stride: number): Float64Array {
  const out = new Float64Array(Math.ceil(x.length / stride));
  for (let i = 0; i < out.length; i++) out[i] = x[i * stride];
  return out;
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
