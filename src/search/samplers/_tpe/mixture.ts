import { exp, log, normalCdf } from '../../../core/math/index.ts';
import type { Axis } from './axis.ts';

const LOG_SQRT_2PI = 0.9189385332046728;
/** Terms smaller than exp(-SMALL) of the prior's are left out: all together below 1e-8 of the sum. */
const SMALL = 25;

const SMOOTH = 0;
const STEPPED = 1;
const CHOICE = 2;

/** Trials that a mixture is made of. */
export interface Sample {
  /** Number of trials, in order of time. */
  readonly rows: number;
  /** Slot 0 .. rows - 1 of each known trial, -1 where it does not belong. */
  readonly slots: Int32Array;
  /** By axis: places of the known trials, and the known trials by place. */
  readonly places: readonly (readonly number[])[];
  readonly orders: readonly (readonly number[])[];
}

/**
 * Sum over kernels of weight x product over axes: one kernel per trial, the prior last. Numbers have a normal kernel, cut to
 * the axis; categories a rate for the kernel's own choice and one for each other.
 */
export interface Mixture {
  readonly size: number;
  readonly axes: readonly Axis[];
  readonly kinds: Uint8Array;
  /** Running sum of the weights, 1 at the end. */
  readonly cumulative: Float64Array;
  /** Log weight less what the kernel's densities are divided by. */
  readonly base: Float64Array;
  /** Kernel by kernel, axis by axis: its place (a category's choice, -1 for the prior) and 1 / width. */
  readonly mu: Float64Array;
  readonly scale: Float64Array;
  /** Log rates of a category: the kernel's own choice, any other, any under the prior. */
  readonly rates: readonly (readonly [own: number, other: number, prior: number])[];
}

/** Memory that is used again for each suggestion: its arrays hold until the next `reset`. */
export interface Scratch {
  readonly reset: () => void;
  /** Zeros. */
  readonly take: (length: number) => Float64Array;
}

export function scratch(): Scratch {
  let memory = new Float64Array(4096);
  let used = 0;
  return {
    reset: () => void (used = 0),
    take(length) {
      if (used + length > memory.length) {
        memory = new Float64Array(2 * memory.length + length);
        used = 0;
      }
      used += length;
      return memory.subarray(used - length, used).fill(0);
    },
  };
}

export function mixtureOf(axes: readonly Axis[], sample: Sample, { take }: Scratch): Mixture {
  const size = sample.rows + 1;
  const share = 1 / size;
  const m: Mixture = {
    size,
    axes,
    kinds: Uint8Array.from(axes, ({ choices, stepped }) => (choices > 0 ? CHOICE : stepped ? STEPPED : SMOOTH)),
    cumulative: take(size),
    base: take(size),
    mu: take(size * axes.length),
    scale: take(size * axes.length),
    rates: axes.map(({ choices }) => [
      log((1 + share) / (1 + choices * share)),
      log(share / (1 + choices * share)),
      -log(choices),
    ]),
  };
  fillWeights(m);
  axes.forEach((axis, d) => (axis.choices > 0 ? fillChoices : fillNumbers)(m, sample, d));
  return m;
}

/** Weights rise over all but the last 25 trials; these and the prior have 1. */
function fillWeights({ size, cumulative, base }: Mixture): void {
  const rows = size - 1;
  const ramp = rows - 25;
  const weight = (k: number): number =>
    k >= ramp || k === rows ? 1 : ramp === 1 ? 1 / rows : 1 / rows + ((1 - 1 / rows) * k) / (ramp - 1);
  let total = 0;
  for (let k = 0; k < size; k++) cumulative[k] = total += weight(k);
  for (let k = 0; k < size; k++) {
    base[k] = log(weight(k) / total);
    cumulative[k] /= total;
  }
}

function fillChoices({ size, axes, mu, scale }: Mixture, { slots, places }: Sample, d: number): void {
  const wide = axes.length;
  for (let row = 0; row < slots.length; row++) if (slots[row] >= 0) mu[slots[row] * wide + d] = places[d][row];
  mu[(size - 1) * wide + d] = -1;
  for (let k = 0; k < size; k++) scale[k * wide + d] = 1;
}

/**
 * Widths: the larger gap to a neighbour, not below a share of the axis that shrinks to a hundredth with more trials. In few
 * dimensions trials lie close together, so that both may be narrower; the two lines were fitted on bench/search.ts.
 */
function fillNumbers(m: Mixture, { rows, slots, places, orders }: Sample, d: number): void {
  const { axes, mu, scale } = m;
  const dimensions = axes.length;
  const { from, to } = axes[d];
  const width = to - from;
  const least = width / Math.min(100, Math.max(1, 3 - dimensions / 5) * (rows + 2));
  const narrow = Math.min(1, 0.6 + dimensions / 20);
  const [place, order] = [places[d], orders[d]];
  let [slot, at, gap] = [-1, 0, 0];
  for (let i = 0; i < order.length; i++) {
    const row = order[i];
    if (slots[row] < 0) continue;
    const next = slot < 0 ? 0 : place[row] - at;
    if (slot >= 0) scale[slot * dimensions + d] = Math.min(width, Math.max(least, narrow * Math.max(gap, next)));
    slot = slots[row];
    at = place[row];
    gap = next;
    mu[slot * dimensions + d] = at;
  }
  if (rows === 1) gap = Math.max(at - from, to - at);
  if (slot >= 0) scale[slot * dimensions + d] = Math.min(width, Math.max(least, narrow * gap));
  mu[rows * dimensions + d] = 0.5 * (from + to);
  scale[rows * dimensions + d] = width;
  normalise(m, d);
}

/** Turns widths into their inverse, and takes what a kernel's density is divided by from its log weight. */
function normalise({ size, axes, base, mu, scale }: Mixture, d: number): void {
  const { from, to, stepped } = axes[d];
  let [known, logKnown] = [NaN, NaN]; // most widths are the least one
  for (let k = 0, i = d; k < size; k++, i += axes.length) {
    const sigma = scale[i];
    const [a, b] = [(from - mu[i]) / sigma, (to - mu[i]) / sigma];
    scale[i] = 1 / sigma;
    if (a > -7 || b < 7) base[k] -= logMass(a, b);
    if (stepped) continue;
    if (sigma !== known) [known, logKnown] = [sigma, log(sigma)];
    base[k] -= LOG_SQRT_2PI + logKnown;
  }
}

/** Beyond 7 a tail is below the rounding of what is left. */
function logMass(a: number, b: number): number {
  if (a < -7) return b > 7 ? 0 : log(normalCdf(b));
  return log(b > 7 ? normalCdf(-a) : Math.max(mass(a, b), 1e-300));
}

/** Probability of a..b under the standard normal, from the tail that keeps its digits. */
function mass(a: number, b: number): number {
  return a > 0 ? normalCdf(-a) - normalCdf(-b) : normalCdf(b) - normalCdf(a);
}

/** Log density (mass where stepped or categorical) at a point, given by internal values of the axes. */
export function logDensity(mixture: Mixture, values: Float64Array): number {
  const { size, axes } = mixture;
  const wide = axes.length;
  const at = new Float64Array(3 * wide);
  axes.forEach((axis, d) => {
    at[d] = axis.at(values[d]);
    if (!axis.stepped) return;
    at[wide + d] = axis.edge(values[d], -1);
    at[2 * wide + d] = axis.edge(values[d], 1);
  });
  const prior = size - 1;
  const least = termOf(mixture, at, prior, -Infinity);
  const floor = least - SMALL;
  if (mixture.kinds.every((kind) => kind === SMOOTH)) return least + log(smoothTotal(mixture, at, least));
  let total = 1;
  for (let k = 0; k < prior; k++) {
    const t = termOf(mixture, at, k, floor);
    if (t > floor) total += exp(t - least);
  }
  return least + log(total);
}

/** Sum of all terms over the prior's, where every axis is smooth: what most of the time goes into. */
function smoothTotal({ size, base, mu, scale, axes }: Mixture, at: Float64Array, least: number): number {
  const wide = axes.length;
  const floor = least - SMALL;
  let total = 1;
  for (let k = 0, i = 0; k < size - 1; k++, i = k * wide) {
    let sum = base[k];
    for (let d = 0; d < wide && sum >= floor; d++, i++) {
      const z = (at[d] - mu[i]) * scale[i];
      sum -= 0.5 * z * z;
    }
    if (sum > floor) total += exp(sum - least);
  }
  return total;
}

/** Log of one kernel at a point; -Infinity as soon as it falls below `floor`. `at`: places, then lower, then upper edges. */
function termOf({ kinds, base, mu, scale, rates }: Mixture, at: Float64Array, k: number, floor: number): number {
  const wide = kinds.length;
  let sum = base[k];
  for (let d = 0, i = k * wide; d < wide; d++, i++) {
    if (kinds[d] === SMOOTH) {
      const z = (at[d] - mu[i]) * scale[i];
      sum -= 0.5 * z * z;
    } else if (kinds[d] === CHOICE) sum += rates[d][mu[i] === at[d] ? 0 : mu[i] < 0 ? 2 : 1];
    else sum += steppedTerm((at[wide + d] - mu[i]) * scale[i], (at[2 * wide + d] - mu[i]) * scale[i], floor - sum);
    if (sum < floor) return -Infinity;
  }
  return sum;
}

function steppedTerm(a: number, b: number, floor: number): number {
  const near = a > 0 ? a : b < 0 ? -b : 0;
  return -0.5 * near * near < floor ? -Infinity : log(Math.max(mass(a, b), 1e-300));
}
