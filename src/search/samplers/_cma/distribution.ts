import { exp, log, symmetricEigen } from '../../../core/math/index.ts';
import type { Rng } from '../../../core/rng.ts';

/** A normal distribution N(mean, sigma² C) that adapts, with its memory. All matrices row-major. */
export interface Distribution {
  readonly population: number;
  readonly mean: Float64Array;
  readonly sigma: number;
  readonly covariance: Float64Array;
  /** Of the covariance: columns are eigenvectors, and roots of the eigenvalues. */
  readonly basis: Float64Array;
  readonly roots: Float64Array;
  /** Evolution paths of the step size and of the covariance. */
  readonly stepPath: Float64Array;
  readonly shapePath: Float64Array;
  readonly generation: number;
  /** Best losses of the last generations, newest last. */
  readonly bests: readonly number[];
}

export interface Drawn {
  readonly at: Float64Array;
  /** Compared from left to right; smaller is better. */
  readonly key: readonly [number, number];
}

const START_SIGMA = 1 / 6;
const REDRAWS = 100;

export const populationOf = (dimensions: number): number => 4 + Math.floor(3 * log(Math.max(1, dimensions)));

export function startAt(mean: Float64Array, population: number): Distribution {
  const n = mean.length;
  const identity = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
  return {
    population: Math.max(4, population),
    mean,
    sigma: START_SIGMA,
    covariance: identity,
    basis: identity,
    roots: new Float64Array(n).fill(1),
    stepPath: new Float64Array(n),
    shapePath: new Float64Array(n),
    generation: 0,
    bests: [],
  };
}

/** A point of the unit cube, from the standard normal `first`; drawn again until it lies inside, at last pushed to the wall. */
export function draw({ mean, sigma, basis, roots }: Distribution, first: Float64Array, rng: Rng): Float64Array {
  const n = mean.length;
  let x = new Float64Array(n);
  for (let tries = 0; tries < REDRAWS; tries++) {
    const z = roots.map((root, j) => root * (tries === 0 ? first[j] : rng.normal()));
    x = mean.map((m, i) => {
      let moved = 0;
      for (let j = 0; j < n; j++) moved += basis[i * n + j] * z[j];
      return m + sigma * moved;
    });
    if (x.every((v) => v >= 0 && v <= 1)) return x;
  }
  return x.map((v) => Math.min(1, Math.max(0, v)));
}

/** Constants of the tutorial for a population and a dimension. */
interface Rates {
  readonly weights: Float64Array;
  readonly effective: number;
  readonly step: number;
  readonly damping: number;
  readonly shape: number;
  readonly one: number;
  readonly rankMu: number;
  /** Expected length of a standard normal vector. */
  readonly length: number;
}

/** Source: Hansen (2016), table 1. */
function ratesOf(n: number, population: number): Rates {
  const raw = Float64Array.from({ length: population }, (_, i) => log((population + 1) / 2) - log(i + 1));
  const parents = Math.floor(population / 2);
  const sums = (from: number, to: number): readonly [number, number] => {
    let [plain, squares] = [0, 0];
    for (let i = from; i < to; i++) {
      plain += raw[i];
      squares += raw[i] * raw[i];
    }
    return [plain, squares];
  };
  const [good, goodSquares] = sums(0, parents);
  const [bad, badSquares] = sums(parents, population);
  const effective = (good * good) / goodSquares;
  const effectiveBad = (bad * bad) / badSquares;
  const one = 2 / ((n + 1.3) * (n + 1.3) + effective);
  const rankMu = Math.min(1 - one - 1e-8, (2 * (effective - 2 + 1 / effective)) / ((n + 2) * (n + 2) + effective));
  const least = Math.min(1 + one / rankMu, 1 + (2 * effectiveBad) / (effective + 2), (1 - one - rankMu) / (n * rankMu));
  let negative = 0;
  for (const w of raw) if (w < 0) negative -= w;
  const step = (effective + 2) / (n + effective + 5);
  return {
    weights: raw.map((w) => (w >= 0 ? w / good : (least * w) / negative)),
    effective,
    step,
    damping: 1 + 2 * Math.max(0, Math.sqrt((effective - 1) / (n + 1)) - 1) + step,
    shape: (4 + effective / n) / (n + 4 + (2 * effective) / n),
    one,
    rankMu,
    length: Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n)),
  };
}

/** The distribution after a generation. Equal keys: the earlier one first. */
export function updated(d: Distribution, generation: readonly Drawn[]): Distribution {
  const n = d.mean.length;
  const rates = ratesOf(n, generation.length);
  const sorted = generation.toSorted((a, b) => compare(a.key[0], b.key[0]) || compare(a.key[1], b.key[1]));
  const steps = sorted.map(({ at }) => at.map((x, i) => (x - d.mean[i]) / d.sigma));
  const move = new Float64Array(n);
  steps.forEach((y, k) => {
    if (rates.weights[k] > 0) for (let i = 0; i < n; i++) move[i] += rates.weights[k] * y[i];
  });
  const mean = d.mean.map((m, i) => Math.min(1, Math.max(0, m + d.sigma * move[i])));
  const pull = Math.sqrt(rates.step * (2 - rates.step) * rates.effective);
  const white = whitened(d, move);
  const stepPath = d.stepPath.map((p, i) => (1 - rates.step) * p + pull * white[i]);
  const length = norm(stepPath);
  const sigma = d.sigma * exp(Math.min(1, (rates.step / rates.damping) * (length / rates.length - 1)));
  const settled = Math.sqrt(1 - powerOf(1 - rates.step, 2 * (d.generation + 1)));
  const isCalm = length / settled < (1.4 + 2 / (n + 1)) * rates.length ? 1 : 0;
  const shapePull = isCalm * Math.sqrt(rates.shape * (2 - rates.shape) * rates.effective);
  const shapePath = d.shapePath.map((p, i) => (1 - rates.shape) * p + shapePull * move[i]);
  const covariance = adapted(d, { rates, steps, shapePath, isCalm });
  const { vectors, values } = symmetricEigen(covariance, n);
  const basis = new Float64Array(n * n);
  vectors.forEach((vector, j) => vector.forEach((x, i) => (basis[i * n + j] = x)));
  const best = sorted[0].key[0] === 0 ? sorted[0].key[1] : Infinity;
  return {
    population: d.population,
    mean,
    sigma,
    covariance,
    basis,
    roots: values.map((v) => Math.sqrt(Math.max(v, 1e-20))),
    stepPath,
    shapePath,
    generation: d.generation + 1,
    bests: [...d.bests.slice(-(10 + Math.ceil((30 * n) / d.population))), best],
  };
}

interface Adapting {
  readonly rates: Rates;
  readonly steps: readonly Float64Array[];
  readonly shapePath: Float64Array;
  readonly isCalm: number;
}

/** Rank-one and rank-mu update; weights of bad steps are scaled to the length of the step, so that it stays positive. */
function adapted(d: Distribution, { rates, steps, shapePath, isCalm }: Adapting): Float64Array {
  const n = d.mean.length;
  const { one, rankMu, shape, weights } = rates;
  const weight = weights.map((w, k) => {
    if (w >= 0) return w;
    const size = norm(whitened(d, steps[k]));
    return (w * n) / (size * size + 1e-8);
  });
  const kept = 1 - one - rankMu * weights.reduce((sum, w) => sum + w, 0) + (1 - isCalm) * one * shape * (2 - shape);
  const out = d.covariance.map((c) => kept * c);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let added = one * shapePath[i] * shapePath[j];
      for (let k = 0; k < steps.length; k++) added += rankMu * weight[k] * steps[k][i] * steps[k][j];
      out[i * n + j] += added;
      out[j * n + i] = out[i * n + j];
    }
  }
  return out;
}

/** C^(-1/2) y. */
function whitened({ basis, roots }: Distribution, y: Float64Array): Float64Array {
  const n = y.length;
  const along = roots.map((root, j) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += basis[i * n + j] * y[i];
    return sum / root;
  });
  return y.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += basis[i * n + j] * along[j];
    return sum;
  });
}

/** No progress is to be had: the spread is dust, the shape is degenerate, or the best has not moved for many generations. */
export function hasConverged({ sigma, roots, bests, mean, population }: Distribution): boolean {
  const widest = Math.max(...roots);
  if (!(sigma * widest > 1e-9) || widest / Math.min(...roots) > 1e7) return true;
  const wait = 10 + Math.ceil((30 * mean.length) / population);
  const last = bests.slice(-wait);
  return last.length === wait && Math.max(...last) - Math.min(...last) < 1e-12;
}

const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);

function norm(x: Float64Array): number {
  let sum = 0;
  for (const v of x) sum += v * v;
  return Math.sqrt(sum);
}

function powerOf(base: number, times: number): number {
  let power = 1;
  for (let i = 0; i < times && power > 1e-300; i++) power *= base;
  return power;
}
