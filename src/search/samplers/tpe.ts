import { exp, normalCdf, normalQuantile } from '../../core/math/index.ts';
import type { Rng } from '../../core/rng.ts';
import { streamOf } from '../../core/rng.ts';
import { valueAt } from '../_domain.ts';
import { isActive, paramsOf } from '../space.ts';
import type { PastTrial, Point, Sampler, Space } from '../types.ts';
import type { Axis } from './_tpe/axis.ts';
import { axisOf } from './_tpe/axis.ts';
import type { Mixture, Sample, Scratch } from './_tpe/mixture.ts';
import { logDensity, mixtureOf, scratch } from './_tpe/mixture.ts';
import type { Observed } from './_tpe/observed.ts';
import { observer } from './_tpe/observed.ts';
import { ABOVE, BELOW, splitTrials } from './_tpe/split.ts';
import { randomPoint } from './random.ts';

export interface TpeOptions {
  /** Trials that are drawn at random first. */
  readonly startup?: number;
  /** Points drawn from the good trials, of which the most telling one is tried. Default: 4 per parameter, 12 to 40. */
  readonly candidates?: number;
  /** Whether parameters are chosen together, by joint densities; else each alone. Default true. */
  readonly multivariate?: boolean;
  /** Whether those under the same conditions are chosen together too; else each of them alone. Default true. */
  readonly group?: boolean;
}

/** Share of the candidates that leave about half of the values of a good trial as they are. */
const KEEPING = 0.75;

/** Parameters with the same conditions are chosen together. */
interface Group {
  readonly members: readonly number[];
  readonly axes: readonly Axis[];
}

/**
 * Tree-structured Parzen estimator: of points drawn from the density l of good trials, the one with the largest
 * l / g is tried, g the density of the others. Densities are mixtures of one product kernel per trial and a wide one.
 * Most candidates move only some coordinates of a good trial, which pays where trials are few for the dimensions.
 * Sources: Bergstra, Bardenet, Bengio and Kegl (2011), Algorithms for hyper-parameter optimization, NIPS 24; Watanabe
 * (2023), Tree-structured Parzen estimator, arXiv:2304.11127 (product kernels, clipped widths, weights); Tolson and
 * Shoemaker (2007), Dynamically dimensioned search, Water Resources Research 43(1) (moving some coordinates).
 */
export function tpeSampler(space: Space, seed: number, options: TpeOptions = {}): Sampler {
  const { startup = 10, candidates } = options;
  const axes = space.params.map(({ domain }) => axisOf(domain));
  const groups = groupsOf(space, axes, options);
  const observe = observer(space, axes);
  const memory = scratch();
  return Object.freeze({
    type: 'tpe' as const,
    looksBack: true,
    suggest(trialIndex: number, history: readonly PastTrial[]) {
      let ended = 0;
      for (const { state } of history) if (state !== 'pending' && state !== 'failed') ended++;
      if (ended < startup) return paramsOf(space, randomPoint(space, seed, { sampler: 'tpe', trialIndex }));
      const observed = observe(history);
      const split = splitTrials(history);
      const point = new Float64Array(space.params.length).fill(NaN);
      for (const group of groups) {
        if (!isActive(space.params[group.members[0]], point)) continue;
        memory.reset();
        const stream = (label: string): Rng => streamOf(seed, 'search', 'tpe', trialIndex, label);
        choose(
          {
            space,
            group,
            observed,
            split,
            memory,
            candidates: candidates ?? Math.min(40, Math.max(12, 4 * group.axes.length)),
            stream,
          },
          point,
        );
      }
      return paramsOf(space, point);
    },
  });
}

function groupsOf(
  space: Space,
  axes: readonly (Axis | undefined)[],
  { multivariate = true, group = true }: TpeOptions,
): readonly Group[] {
  const groups = new Map<string, number[]>();
  space.params.forEach(({ when, path }, i) => {
    const isAlone = axes[i] === undefined || !multivariate || (!group && when.length > 0);
    const key = isAlone ? `single ${path}` : JSON.stringify(when);
    groups.set(key, [...(groups.get(key) ?? []), i]);
  });
  return [...groups.values()].map((members) => ({ members, axes: members.flatMap((i) => axes[i] ?? []) }));
}

interface Choosing {
  readonly space: Space;
  readonly group: Group;
  readonly observed: Observed;
  readonly split: Uint8Array;
  readonly memory: Scratch;
  readonly candidates: number;
  readonly stream: (label: string) => Rng;
}

function choose({ space, group, observed, split, memory, candidates, stream }: Choosing, point: Point): void {
  const { members, axes } = group;
  if (axes.length === 0) {
    for (const i of members) point[i] = valueAt(space.params[i].domain, 0);
    return;
  }
  const good = mixtureOf(axes, sampleOf(members, observed, split, BELOW), memory);
  const bad = mixtureOf(axes, sampleOf(members, observed, split, ABOVE), memory);
  const rngs = members.map((i) => stream(space.params[i].path));
  const pick = stream(`kernel of ${space.params[members[0]].path}`);
  const values = new Float64Array(axes.length);
  let best = -Infinity;
  for (let c = 0; c < candidates; c++) {
    const k = kernelAt(good, pick.uniform());
    const keeps = c < KEEPING * candidates && k < good.size - 1;
    const moved = Math.floor(pick.uniform() * axes.length);
    axes.forEach((axis, d) => {
      const [u, moves] = [rngs[d].uniform(), rngs[d].uniform() < 0.5];
      values[d] = keeps && !moves && d !== moved ? axis.value(good.mu[k * axes.length + d]) : drawFrom(good, k, d, u);
    });
    const score = logDensity(good, values) - logDensity(bad, values);
    if (score <= best) continue;
    best = score;
    members.forEach((i, d) => (point[i] = values[d]));
  }
}

/** The trials of one side of the split in which the group was set. */
function sampleOf(
  members: readonly number[],
  { rows, places, orders }: Observed,
  split: Uint8Array,
  side: number,
): Sample {
  const slots = new Int32Array(rows).fill(-1);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    if (split[row] === side && !members.some((i) => Number.isNaN(places[i][row]))) slots[row] = count++;
  }
  return { rows: count, slots, places: members.map((i) => places[i]), orders: members.map((i) => orders[i]) };
}

function kernelAt({ cumulative, size }: Mixture, u: number): number {
  let [low, high] = [0, size - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulative[middle] <= u) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Draw from one kernel by inversion: categories by their rates, numbers from the normal cut to the axis. */
function drawFrom({ axes, mu, scale, rates }: Mixture, k: number, d: number, u: number): number {
  const { choices, from, to, value } = axes[d];
  const [centre, per] = [mu[k * axes.length + d], scale[k * axes.length + d]];
  if (choices > 0) return drawChoice(choices, centre, u, exp(rates[d][0]));
  const [a, b] = [normalCdf((from - centre) * per), normalCdf((to - centre) * per)];
  const place = centre + normalQuantile(a + u * (b - a)) / per;
  return value(Math.min(to, Math.max(from, place)));
}

/** The kernel's own choice has the share `own`, the rest is even over the others; the wide kernel is even over all. */
function drawChoice(choices: number, mu: number, u: number, own: number): number {
  if (mu < 0) return Math.floor(u * choices);
  if (u < own) return mu;
  const other = Math.min(choices - 2, Math.floor(((u - own) / (1 - own)) * (choices - 1)));
  return other < mu ? other : other + 1;
}
