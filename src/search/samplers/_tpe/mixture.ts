import { exp, log, normalCdf } from '../../../core/math/index.ts';
import type { Axis } from './axis.ts';

const LOG_SQRT_2PI = 0.9189385332046728;
/** Terms smaller than exp(-SMALL) of the prior's are left out: below the rounding of the sum. */
const SMALL = 40;

/** What a mixture is made of: for each axis its kernels' places (the last one is the prior) and the places in order. */
export interface Sample {
  readonly rows: number;
  /** Places on the axis, in order of trials. */
  readonly places: Float64Array;
  /** 0 .. rows - 1 by place. */
  readonly order: Int32Array;
}

/** Kernels of one axis. Numbers: normal, cut to the axis. Categories: `rate` per choice. */
export interface Kernels {
  readonly axis: Axis;
  readonly mu: Float64Array;
  readonly sigma: Float64Array;
  /** Log of what a kernel's density is divided by. */
  readonly norm: Float64Array;
  /** Log probability of the kernel's own choice, of any other one, and of any one under the prior. */
  readonly rates: readonly [own: number, other: number, prior: number];
}

/** Sum over kernels of weight x product over axes. */
export interface Mixture {
  readonly size: number;
  /** Running sum of the weights, 1 at the end. */
  readonly cumulative: Float64Array;
  readonly kernels: readonly Kernels[];
  /** Log weight less the norms of all axes. */
  readonly base: Float64Array;
}

/** One weight per trial, rising over all but the last 25, and 1 for the prior. */
function weightsOf(rows: number): Float64Array {
  const weights = new Float64Array(rows + 1).fill(1);
  const ramp = rows - 25;
  for (let i = 0; i < ramp; i++) weights[i] = ramp === 1 ? 1 / rows : 1 / rows + ((1 - 1 / rows) * i) / (ramp - 1);
  return weights;
}

export function mixtureOf(axes: readonly Axis[], samples: readonly Sample[]): Mixture {
  const rows = samples[0].rows;
  const weights = weightsOf(rows);
  const cumulative = new Float64Array(rows + 1);
  let total = 0;
  for (let k = 0; k <= rows; k++) cumulative[k] = total += weights[k];
  const kernels = axes.map((axis, i) => (axis.choices > 0 ? categories(axis, samples[i]) : numbers(axis, samples[i])));
  const base = new Float64Array(rows + 1);
  for (let k = 0; k <= rows; k++) {
    base[k] = log(weights[k] / total);
    cumulative[k] /= total;
    for (const { norm } of kernels) base[k] -= norm[k];
  }
  return { size: rows + 1, cumulative, kernels, base };
}

function categories(axis: Axis, { rows, places }: Sample): Kernels {
  const share = 1 / (rows + 1);
  const all = 1 + axis.choices * share;
  const mu = new Float64Array(rows + 1).fill(-1);
  mu.set(places);
  const none = new Float64Array(rows + 1);
  return { axis, mu, sigma: none, norm: none, rates: [log((1 + share) / all), log(share / all), -log(axis.choices)] };
}

/** Widths: the larger gap to a neighbour, not below a share of the axis that shrinks to a hundredth with more trials. */
function numbers(axis: Axis, { rows, places, order }: Sample): Kernels {
  const width = axis.to - axis.from;
  const least = width / Math.min(100, rows + 2);
  const mu = new Float64Array(rows + 1);
  mu.set(places);
  mu[rows] = 0.5 * (axis.from + axis.to);
  const sigma = new Float64Array(rows + 1).fill(width);
  for (let i = 0; i < rows; i++) {
    const at = places[order[i]];
    const left = i > 0 ? at - places[order[i - 1]] : rows === 1 ? at - axis.from : 0;
    const right = i < rows - 1 ? places[order[i + 1]] - at : rows === 1 ? axis.to - at : 0;
    sigma[order[i]] = Math.min(width, Math.max(least, left, right));
  }
  const norm = new Float64Array(rows + 1);
  for (let k = 0; k <= rows; k++) {
    norm[k] = logMass((axis.from - mu[k]) / sigma[k], (axis.to - mu[k]) / sigma[k]);
    if (!axis.stepped) norm[k] += LOG_SQRT_2PI + log(sigma[k]);
  }
  return { axis, mu, sigma, norm, rates: [0, 0, 0] };
}

function logMass(a: number, b: number): number {
  if (a < -8.5 && b > 8.5) return 0;
  return log(Math.max(mass(a, b), 1e-300));
}

/** Probability of a..b under the standard normal, from the tail that keeps its digits. */
function mass(a: number, b: number): number {
  return a > 0 ? normalCdf(-a) - normalCdf(-b) : normalCdf(b) - normalCdf(a);
}

/** Log density (mass where stepped or categorical) at a point, given by internal values of the axes. */
export function logDensity(mixture: Mixture, values: Float64Array): number {
  const { size, base, kernels } = mixture;
  const at = kernels.map(({ axis }, d) => placesOf(axis, values[d]));
  const prior = size - 1;
  const floor = term(kernels, at, { k: prior, start: base[prior], floor: -Infinity });
  let total = 0;
  for (let k = 0; k < size; k++) {
    const t = term(kernels, at, { k, start: base[k], floor: floor - SMALL });
    if (t > floor - SMALL) total += exp(t - floor);
  }
  return floor + log(total);
}

type Places = readonly [place: number, from: number, to: number];

function placesOf(axis: Axis, value: number): Places {
  return axis.stepped ? [axis.at(value), axis.edge(value, -1), axis.edge(value, 1)] : [axis.at(value), 0, 0];
}

/** Log of one kernel at a point; -Infinity as soon as it falls below `floor`. */
function term(kernels: readonly Kernels[], at: readonly Places[], { k, start, floor }: { k: number; start: number; floor: number }): number {
  let sum = start;
  for (let d = 0; d < kernels.length; d++) {
    const { axis, mu, sigma, rates } = kernels[d];
    const [place, from, to] = at[d];
    if (axis.choices > 0) sum += mu[k] === place ? rates[0] : mu[k] < 0 ? rates[2] : rates[1];
    else if (axis.stepped) sum += steppedTerm((from - mu[k]) / sigma[k], (to - mu[k]) / sigma[k], floor - sum);
    else {
      const z = (place - mu[k]) / sigma[k];
      sum -= 0.5 * z * z;
    }
    if (sum < floor) return -Infinity;
  }
  return sum;
}

function steppedTerm(a: number, b: number, floor: number): number {
  const near = a > 0 ? a : b < 0 ? -b : 0;
  return -0.5 * near * near < floor ? -Infinity : log(Math.max(mass(a, b), 1e-300));
}
