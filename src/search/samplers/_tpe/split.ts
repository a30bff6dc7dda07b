import type { PastTrial } from '../../types.ts';

export const BELOW = 1;
export const ABOVE = 2;

/**
 * Which trials count as good: the best min(ceil(n / 10), 25) of the n that ended. Feasible results come first, by loss,
 * then pruned trials, those that went further first, then what misses constraints, by how much. What is pending is
 * taken for bad (constant liar), what failed for nothing. Equal trials: the earlier one.
 */
export function splitTrials(history: readonly PastTrial[]): Uint8Array {
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
    if (last !== undefined && last[0] === 0 && !((history[i].loss ?? Infinity) < last[1])) continue;
    const key = keyOf(history[i]);
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

function keyOf({ state, loss = Infinity, violation = 0, folds = [] }: PastTrial): Key {
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
