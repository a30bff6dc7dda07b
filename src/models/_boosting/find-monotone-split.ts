import { shrink } from './find-split.ts';
import type { Bounds, NodeSums, Split, SplitSearch, Units } from './split.ts';
import type { Workspace } from './workspace.ts';

/** Constant of a node before shrinkage: -shrink(g) / (h + l2), kept within the node's bounds. */
export function boundedValue({ g, h }: NodeSums, units: Units, { low, high }: Bounds): number {
  const value = (-units.g * shrink(g, units.l1)) / (units.h * (h + units.l2));
  return Math.max(low, Math.min(high, value));
}

/** Twice what a constant takes off the loss, in units of whole numbers; shrink(g)^2 / (h + l2) where it is unbounded. */
function scoreAt({ g, h }: NodeSums, value: number, units: Units): number {
  const w = (value * units.h) / units.g;
  return -(2 * shrink(g, units.l1) * w + (h + units.l2) * w * w);
}

/** The entry of a bin as sums. */
function entryOf({ tables, layout, wide, shift }: Workspace, slot: number, feature: number, bin: number): NodeSums {
  const start = (slot * layout.tablesPerSlot) / 8;
  const bits = BigInt(shift);
  if (wide) {
    const at = start + feature * 512 + 2 * bin;
    const rest = tables[at + 1];
    return { g: Number(tables[at]), h: Number(rest >> bits), count: Number(rest & ((1n << bits) - 1n)) };
  }
  const entry = tables[start + (feature >> 1) * 512 + 2 * bin + (feature & 1)];
  const count = Number(entry & ((1n << bits) - 1n));
  return { g: Number(entry >> bits), h: count, count };
}

const add = (a: NodeSums, b: NodeSums): NodeSums => ({ g: a.g + b.g, h: a.h + b.h, count: a.count + b.count });
const less = (a: NodeSums, b: NodeSums): NodeSums => ({ g: a.g - b.g, h: a.h - b.h, count: a.count - b.count });
const NOTHING: NodeSums = { g: 0, h: 0, count: 0 };

interface Best {
  score: number;
  split: Split | undefined;
}

interface FeatureScan {
  readonly node: NodeSums;
  readonly slot: number;
  readonly bounds: Bounds;
  readonly feature: number;
}

function scanFeature(search: SplitSearch, { node, slot, bounds, feature }: FeatureScan, best: Best): void {
  const { space, units, directions, leastHessian, leastRows } = search;
  const direction = directions?.[feature] ?? 0;
  const missing = entryOf(space, slot, feature, 255);
  for (const missingLeft of missing.count > 0 ? ([0, 1] as const) : ([0] as const)) {
    let left = missingLeft === 1 ? missing : NOTHING;
    for (let cut = 0; cut <= space.train.edges[feature].length; cut++) {
      if (cut > 0) left = add(left, entryOf(space, slot, feature, cut - 1));
      const right = less(node, left);
      if (Math.min(left.count, right.count) < leastRows || Math.min(left.h, right.h) < leastHessian) continue;
      const [low, high] = [boundedValue(left, units, bounds), boundedValue(right, units, bounds)];
      if (direction * (high - low) < 0) continue;
      const score = scoreAt(left, low, units) + scoreAt(right, high, units);
      if (!(score > best.score)) continue;
      best.score = score;
      const heavierLeft = left.h >= right.h ? 1 : 0;
      const defaultLeft = missing.count > 0 ? missingLeft : heavierLeft;
      best.split = { feature, cut, defaultLeft, gain: 0, left };
    }
  }
}

/**
 * As `findSplit`, where leaves stay within the node's bounds and the two constants of a split on a bound feature stand
 * in its order.
 * Source: XGBoost's and LightGBM's "basic" method, https://xgboost.readthedocs.io/en/stable/tutorials/monotonic.html
 */
export function findMonotoneSplit(
  search: SplitSearch,
  node: NodeSums,
  slot: number,
  bounds: Bounds,
): Split | undefined {
  const parent = scoreAt(node, boundedValue(node, search.units, bounds), search.units);
  const best: Best = { score: parent + search.units.leastGain, split: undefined };
  search.selected.forEach((isSelected, feature) => {
    if (isSelected === 1) scanFeature(search, { node, slot, bounds, feature }, best);
  });
  return best.split && { ...best.split, gain: best.score - parent };
}

/** Bounds of the children: the middle of their constants parts them where the split's feature is bound. */
export function childBounds(
  { directions, units }: SplitSearch,
  { feature, left }: Split,
  node: NodeSums,
  bounds: Bounds,
): readonly [left: Bounds, right: Bounds] {
  const direction = directions?.[feature] ?? 0;
  if (direction === 0) return [bounds, bounds];
  return boundsApart(
    direction,
    [boundedValue(left, units, bounds), boundedValue(less(node, left), units, bounds)],
    bounds,
  );
}

/** Bounds of two children, one below and one above the middle of their constants. */
export function boundsApart(
  direction: number,
  [left, right]: readonly [number, number],
  bounds: Bounds,
): readonly [left: Bounds, right: Bounds] {
  const middle = (left + right) / 2;
  const [below, above] = [
    { low: bounds.low, high: middle },
    { low: middle, high: bounds.high },
  ];
  return direction > 0 ? [below, above] : [above, below];
}
