import { crowdingOf, frontsOf } from '../../pareto.ts';
import type { PastTrial } from '../../types.ts';

export const BELOW = 1;
export const ABOVE = 2;

/**
 * Which trials count as good: the best min(ceil(n / 10), 25) of the n that ended. Feasible results come first, by loss,
 * then pruned trials, those that went further first, then what misses constraints, by how much. What is pending is
 * taken for bad (constant liar), what failed for nothing. Equal trials: the earlier one.
 */
export function splitTrials(history: readonly PastTrial[]): Uint8Array {
  const places = history.some(({ losses }) => losses !== undefined) ? placesOf(history) : undefined;
  const groups = new Uint8Array(history.length);
  const ended: number[] = [];
  history.forEach(({ state }, i) => {
    if (state === 'failed') return;
    groups[i] = ABOVE;
    if (state !== 'pending') ended.push(i);
  });
  const wanted = Math.min(Math.ceil(ended.length / 10), 25);
  const good: number[] = [];
  const keys = new Map<number, Key>();
  for (const i of ended) {
    const last = good.length === wanted ? keys.get(good[wanted - 1]) : undefined;
    const loss = places?.[i] ?? history[i].loss ?? Infinity;
    if (last !== undefined && last[0] === 0 && !(loss < last[1])) continue;
    const key = keyOf(history[i], loss);
    if (!isBetter(key, last)) continue;
    keys.set(i, key);
    let at = good.length;
    while (at > 0 && isBetter(key, keys.get(good[at - 1]))) at--;
    good.splice(at, 0, i);
    good.length = Math.min(good.length, wanted);
  }
  for (const i of good) groups[i] = BELOW;
  return groups;
}

type Key = readonly [rank: number, first: number, second: number];

/**
 * Of several objectives: the place of each feasible result by front, then by crowding, the least crowded first.
 * Source: Ozaki et al. (2022), Multiobjective tree-structured Parzen estimator, JAIR 73, with crowding for hypervolume.
 */
function placesOf(history: readonly PastTrial[]): Float64Array {
  const places = new Float64Array(history.length).fill(Infinity);
  const rows = history.flatMap(({ state, losses, violation = 0 }, i) =>
    state === 'complete' && losses !== undefined && violation === 0 ? [i] : [],
  );
  const points = rows.map((i) => history[i].losses as readonly number[]);
  const fronts = frontsOf(points);
  const crowding = new Float64Array(rows.length);
  for (const front of new Set(fronts)) {
    const members = rows.flatMap((_, k) => (fronts[k] === front ? [k] : []));
    const distances = crowdingOf(members.map((k) => points[k]));
    members.forEach((k, m) => (crowding[k] = distances[m]));
  }
  const order = rows.map((_, k) => k);
  order.sort((a, b) => fronts[a] - fronts[b] || (crowding[a] === crowding[b] ? a - b : crowding[b] - crowding[a]));
  order.forEach((k, place) => (places[rows[k]] = place));
  return places;
}

function keyOf({ state, violation = 0, folds = [] }: PastTrial, loss: number): Key {
  if (state === 'infeasible') return [3, 0, 0];
  if (violation > 0) return [2, violation, 0];
  if (state === 'complete') return [0, loss, 0];
  const known = folds.filter((fold) => !Number.isNaN(fold));
  return [1, -folds.length, known.length === 0 ? Infinity : known.reduce((sum, fold) => sum + fold, 0) / known.length];
}

function isBetter(a: Key, b: Key | undefined): boolean {
  if (b === undefined) return true;
  return a[0] !== b[0] ? a[0] < b[0] : a[1] !== b[1] ? a[1] < b[1] : a[2] < b[2];
}
