import { streamOf } from '../../core/rng.ts';
import type { SearchParam, Space } from '../types.ts';
import type { Encoded, Seen } from './encoded.ts';
import { encode } from './encoded.ts';
import type { Tree } from './forest.ts';
import { growForest } from './forest.ts';

export interface Importance {
  readonly path: string;
  /** Share of the variance of the loss over the space that the parameter explains alone; all add up to 1. */
  readonly fanova: number;
  /** Rise of the squared error on unseen trials when its values are shuffled, over their variance; below 0 is noise. */
  readonly permutation: number;
  /** Trials in which it was set. */
  readonly trials: number;
}

const TREES = 64;
const MOST_TRIALS = 1000;
const FEWEST_TRIALS = 10;

/**
 * Which parameters matter, most first. A parameter under a condition is judged on the trials in which it is set, beside
 * those that are always set there. Empty under 10 trials, or where all score alike.
 * Sources: Hutter, Hoos and Leyton-Brown (2014), An efficient approach for assessing hyperparameter importance, ICML 31;
 * Breiman (2001), Random forests, section 10.
 */
export function importanceOf(space: Space, trials: readonly Seen[], seed: number): readonly Importance[] {
  const some = trials.slice(-MOST_TRIALS);
  const found: Importance[] = [];
  for (const conditions of new Set(space.params.map(({ when }) => JSON.stringify(when)))) {
    const own = space.params.filter(({ when }) => JSON.stringify(when) === conditions);
    const set = some.filter(({ params }) => own.every(({ path }) => Object.hasOwn(params, path)));
    const always = space.params.filter(({ path }) => set.every(({ params }) => Object.hasOwn(params, path)));
    const data = encode(space, set, always);
    if (set.length < FEWEST_TRIALS || data.loss.every((x) => x === data.loss[0])) continue;
    const judged = judge(data, seed);
    found.push(...judged.filter(({ path }) => own.some((param) => param.path === path)));
  }
  const total = found.reduce((sum, { fanova }) => sum + fanova, 0);
  return found
    .map((one) => ({ ...one, fanova: total > 0 ? one.fanova / total : 0 }))
    .sort((a, b) => b.fanova - a.fanova || (a.path < b.path ? -1 : 1));
}

function judge(data: Encoded, seed: number): readonly Importance[] {
  const forest = growForest(data, TREES, streamOf(seed, 'search', 'importance'));
  const shares = fanova(forest, data.params);
  const shuffled = permutation(forest, data, seed);
  return data.params.map(({ path }, i) => ({
    path,
    fanova: shares[i],
    permutation: shuffled[i],
    trials: data.rows,
  }));
}

/** By parameter: variance of the mean of a tree along it, over the variance of the tree, both even over the cube; mean over trees. */
export function fanova(forest: readonly Tree[], params: readonly SearchParam[]): Float64Array {
  const shares = new Float64Array(params.length);
  let counted = 0;
  for (const { leaves } of forest) {
    const volumes = leaves.map(({ low, high }) => low.reduce((volume, from, i) => volume * (high[i] - from), 1));
    const mean = leaves.reduce((sum, { value }, k) => sum + volumes[k] * value, 0);
    const whole = leaves.reduce((sum, { value }, k) => sum + volumes[k] * (value - mean) * (value - mean), 0);
    if (!(whole > 0)) continue;
    counted++;
    for (let i = 0; i < params.length; i++) shares[i] += alongVariance({ leaves, volumes, mean }, i) / whole;
  }
  return shares.map((share) => (counted === 0 ? 0 : share / counted));
}

interface Measured extends Pick<Tree, 'leaves'> {
  readonly volumes: readonly number[];
  readonly mean: number;
}

function alongVariance({ leaves, volumes, mean }: Measured, i: number): number {
  const edges = [...new Set(leaves.flatMap(({ low, high }) => [low[i], high[i]]))].sort((a, b) => a - b);
  const place = new Map(edges.map((edge, k) => [edge, k]));
  const change = new Float64Array(edges.length);
  leaves.forEach(({ low, high, value }, k) => {
    const part = (volumes[k] / (high[i] - low[i])) * value;
    change[place.get(low[i]) as number] += part;
    change[place.get(high[i]) as number] -= part;
  });
  let [level, variance] = [0, 0];
  for (let k = 0; k + 1 < edges.length; k++) {
    level += change[k];
    variance += (edges[k + 1] - edges[k]) * (level - mean) * (level - mean);
  }
  return variance;
}

function permutation(forest: readonly Tree[], { columns, loss, rows }: Encoded, seed: number): Float64Array {
  const mean = loss.reduce((a, b) => a + b, 0) / rows;
  const variance = loss.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / rows;
  return Float64Array.from(columns, (_, i) => {
    const rng = streamOf(seed, 'search', 'importance', 'shuffle', i);
    let [rise, count] = [0, 0];
    for (const { predict, unseen } of forest) {
      const order = rng.permutation(unseen.length);
      unseen.forEach((row, k) => {
        const other = unseen[order[k]];
        const plain = predict((c) => columns[c][row]) - loss[row];
        const moved = predict((c) => columns[c][c === i ? other : row]) - loss[row];
        rise += moved * moved - plain * plain;
        count++;
      });
    }
    return count === 0 ? 0 : rise / count / variance;
  });
}
