import type { Task } from '../../core/contracts/label.ts';

/** A tree to be written: a row goes left where `x < threshold`, NaN where `default_left` is 1. Leaves have feature -1. */
export interface SavedTree {
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  readonly default_left: readonly number[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly value: readonly number[];
  readonly gain: readonly number[];
  /** Sum of hessians of the train rows, and their number. */
  readonly cover: readonly number[];
  readonly rows: readonly number[];
}

/** What the writers need of a model: sums of trees from 0, one tree per output and round. */
export interface SavedTrees {
  readonly task: Task | 'multiclass';
  readonly outputs: number;
  readonly names: readonly string[];
  readonly trees: readonly SavedTree[];
  readonly gain: readonly number[];
}

/** Our own fitted trees, as far as they are written. */
interface Grown {
  readonly objective: string;
  readonly base_score: number | readonly number[];
  readonly features: number;
  readonly gain: readonly number[];
  readonly trees: readonly (Omit<SavedTree, 'rows'> & { readonly rows?: readonly number[] })[];
}

/** The start of each output goes into the leaves of its first tree, as LightGBM does it; without a tree, into a stump. */
export function savedTrees(grown: Grown, names: readonly string[]): SavedTrees {
  const base = typeof grown.base_score === 'number' ? [grown.base_score] : grown.base_score;
  const outputs = base.length;
  const stumps = base.map(() => STUMP);
  const trees = (grown.trees.length === 0 ? stumps : grown.trees).map((tree, k): SavedTree => {
    const start = k < outputs ? base[k] : 0;
    return {
      ...tree,
      rows: tree.rows ?? tree.cover.map(Math.round),
      value: tree.value.map((v, id) => (tree.feature[id] < 0 ? v + start : v)),
    };
  });
  const task =
    grown.objective === 'logistic' ? 'binary' : grown.objective === 'multiclass' ? 'multiclass' : 'regression';
  return { task, outputs, names, trees, gain: grown.gain };
}

const STUMP: SavedTree = {
  feature: [-1],
  threshold: [0],
  default_left: [0],
  left: [-1],
  right: [-1],
  value: [0],
  gain: [0],
  cover: [0],
  rows: [0],
};
