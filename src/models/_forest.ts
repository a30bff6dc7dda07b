import { fitBoostedTrees } from './_boosting/index.ts';
import type { BoostedTree, BoostedTrees, Content } from './_boosting/index.ts';
import type { Rng } from '../core/rng.ts';
import type { Team } from '../core/team.ts';

interface ForestParams {
  readonly max_depth: number;
  readonly min_leaf_rows: number;
  readonly row_fraction: number;
  readonly feature_fraction: number;
  readonly max_bins: number;
}

interface DrawnFrom {
  readonly columns: readonly Float64Array[];
  readonly content?: Content;
  readonly target: Float64Array;
  readonly weight?: Float64Array;
}

/** Parameters of a single round that is neither shrunk nor penalised. */
export const ONE_TREE = {
  rounds: 1,
  learning_rate: 1,
  l2: 0,
  l1: 0,
  gamma: 0,
  row_fraction: 1,
  patience: undefined,
  objective: 'squared_error',
} as const;

/** One tree on rows drawn with replacement: a single round of boosting from the mean, neither shrunk nor penalised. */
export function growDrawnTree(
  { target, weight, ...given }: DrawnFrom,
  params: ForestParams,
  rng: Rng,
  team?: Team,
): BoostedTrees {
  const rows = target.length;
  const draws = new Float64Array(rows);
  const wanted = Math.max(1, Math.round(rows * params.row_fraction));
  for (let i = 0; i < wanted; i++) draws[Math.floor(rng.uniform() * rows)] += 1;
  if (weight !== undefined) for (let t = 0; t < draws.length; t++) draws[t] *= weight[t];
  for (let t = 0; t < target.length; t++)
    if (target[t] - target[t] !== 0) throw new Error(`label of row ${t} is ${target[t]}`);
  // without weights the hessians count draws
  const smallest =
    weight === undefined
      ? { min_child_weight: params.min_leaf_rows, min_leaf_rows: 1 }
      : { min_child_weight: 0, min_leaf_rows: params.min_leaf_rows };
  return fitBoostedTrees({ ...given, target, weight: draws }, undefined, { ...params, ...ONE_TREE, ...smallest }, rng, {
    team,
  });
}

/**
 * A forest as plain JSON. Nodes stand in preorder, so that a left child follows its parent; `at` is the threshold of a
 * split, the value of a leaf.
 */
export interface PackedForest {
  readonly version: 2;
  readonly base: number;
  readonly features: number;
  readonly gain: readonly number[];
  readonly trees: readonly {
    /** Column of a split, -1 of a leaf. */
    readonly feature: readonly number[];
    readonly at: readonly number[];
    /** Sum of weights of the drawn rows. */
    readonly cover: readonly number[];
    /** Right child of each split, in their order. */
    readonly right: readonly number[];
    /** Splits that send missing values left, by their order. */
    readonly missing_left: readonly number[];
  }[];
}

/** The mean of single trees: bases and leaf values are divided by their number. */
export function packedForest(grown: readonly BoostedTrees[]): PackedForest {
  const count = grown.length;
  const features = grown[0].features;
  const gain = Array.from({ length: features }, (_, f) => grown.reduce((sum, { gain: g }) => sum + g[f], 0) / count);
  const base = grown.reduce((sum, { base_score }) => sum + base_score[0], 0) / count;
  return { version: 2, base, features, gain, trees: grown.map(({ trees }) => packed(trees[0], count)) };
}

function packed(tree: BoostedTree, count: number): PackedForest['trees'][number] {
  const out = {
    feature: [] as number[],
    at: [] as number[],
    cover: [] as number[],
    right: [] as number[],
    missing_left: [] as number[],
  };
  const visit = (id: number): void => {
    const feature = tree.feature[id];
    out.feature.push(feature);
    out.cover.push(tree.cover[id]);
    out.at.push(feature < 0 ? tree.value[id] / count : tree.threshold[id]);
    if (feature < 0) return;
    const split = out.right.push(0) - 1;
    if (tree.default_left[id] === 1) out.missing_left.push(split);
    visit(tree.left[id]);
    out.right[split] = out.feature.length;
    visit(tree.right[id]);
  };
  visit(0);
  return out;
}

export function unpackedForest({ base, features, gain, trees }: PackedForest): BoostedTrees {
  return {
    version: 2,
    objective: 'squared_error',
    base_score: [base],
    features,
    gain,
    rounds: trees.length,
    best_round: trees.length,
    history: { train: [] },
    trees: trees.map(unpacked),
  };
}

function unpacked({ feature, at, cover, right, missing_left }: PackedForest['trees'][number]): BoostedTree {
  const isSplit = feature.map((f) => f >= 0);
  let split = 0;
  const order = isSplit.map((is) => (is ? split++ : -1));
  const leftward = new Set(missing_left);
  return {
    feature: [...feature],
    threshold: at.map((v, id) => (isSplit[id] ? v : 0)),
    default_left: order.map((s) => (leftward.has(s) ? 1 : 0)),
    left: isSplit.map((is, id) => (is ? id + 1 : -1)),
    right: order.map((s) => (s < 0 ? -1 : right[s])),
    value: at.map((v, id) => (isSplit[id] ? 0 : v)),
    gain: feature.map(() => 0),
    cover: [...cover],
    rows: feature.map(() => 0),
  };
}
