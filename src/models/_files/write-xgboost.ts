import type { JsonValue } from '../../core/artifacts.ts';
import { roundUpToSingle } from './float.ts';
import type { SavedTree, SavedTrees } from './saved.ts';

const LOWEST_SINGLE = -3.4028234663852886e38;
/** What the file says of a root's parent. */
const NO_PARENT = 2_147_483_647;

/**
 * A model as XGBoost JSON, which sends every float32 row the same way there: thresholds are the next float32 at or above
 * ours; leaves are rounded to float32. Source: XGBoost, doc/model.schema.
 */
export function writeXgboost(saved: SavedTrees): string {
  const { task, outputs, names, trees } = saved;
  const rounds = trees.length / outputs;
  const model = {
    gbtree_model_param: { num_parallel_tree: '1', num_trees: String(trees.length) },
    iteration_indptr: Array.from({ length: rounds + 1 }, (_, i) => i * outputs),
    tree_info: trees.map((_, k) => k % outputs),
    trees: [],
  };
  const written = trees.map((tree, k) => treeJson(tree, k, names.length)).join(',');
  const text = JSON.stringify({
    learner: {
      attributes: {},
      feature_names: names,
      feature_types: names.map(() => 'float'),
      gradient_booster: { model, name: 'gbtree' },
      learner_model_param: {
        base_score: task === 'binary' ? '5E-1' : '0E0',
        boost_from_average: '0',
        num_class: task === 'multiclass' ? String(outputs) : '0',
        num_feature: String(names.length),
        num_target: '1',
      },
      objective: OBJECTIVES[task](outputs),
    },
    version: [2, 1, 0],
  });
  return text.replace('"trees":[]', () => `"trees":[${written}]`);
}

const OBJECTIVES: { readonly [task in SavedTrees['task']]: (outputs: number) => JsonValue } = {
  regression: () => ({ name: 'reg:squarederror', reg_loss_param: { scale_pos_weight: '1' } }),
  binary: () => ({ name: 'binary:logistic', reg_loss_param: { scale_pos_weight: '1' } }),
  multiclass: (outputs) => ({ name: 'multi:softprob', softmax_multiclass_param: { num_class: String(outputs) } }),
};

function treeJson(tree: SavedTree, id: number, features: number): string {
  const nodes = tree.feature.length;
  const parents = Array.from({ length: nodes }, () => NO_PARENT);
  tree.feature.forEach((f, node) => {
    if (f >= 0) parents[tree.left[node]] = parents[tree.right[node]] = node;
  });
  const isLeaf = (node: number): boolean => tree.feature[node] < 0;
  const whole = (value: (node: number) => number): string => JSON.stringify(parents.map((_, node) => value(node)));
  const singles = (value: (node: number) => number): string =>
    `[${parents.map((_, node) => single(value(node))).join(',')}]`;
  const fields = {
    base_weights: singles((node) => (isLeaf(node) ? tree.value[node] : 0)),
    categories: '[]',
    categories_nodes: '[]',
    categories_segments: '[]',
    categories_sizes: '[]',
    default_left: whole((node) => (isLeaf(node) ? 0 : tree.default_left[node])),
    id: String(id),
    left_children: whole((node) => (isLeaf(node) ? -1 : tree.left[node])),
    loss_changes: singles((node) => tree.gain[node]),
    parents: JSON.stringify(parents),
    right_children: whole((node) => (isLeaf(node) ? -1 : tree.right[node])),
    split_conditions: singles((node) => (isLeaf(node) ? tree.value[node] : singleThreshold(tree.threshold[node]))),
    split_indices: whole((node) => (isLeaf(node) ? 0 : tree.feature[node])),
    split_type: whole(() => 0),
    sum_hessian: singles((node) => tree.cover[node]),
    tree_param: JSON.stringify({
      num_deleted: '0',
      num_feature: String(features),
      num_nodes: String(nodes),
      size_leaf_vector: '1',
    }),
  };
  return `{${Object.entries(fields)
    .map(([key, text]) => `"${key}":${text}`)
    .join(',')}}`;
}

/** A float32 as XGBoost reads one: a whole number would be of another type. */
function single(x: number): string {
  const text = String(Math.fround(x));
  return /^-?[0-9]+$/.test(text) ? `${text}.0` : text;
}

/** Within the range of float32: JSON has no infinities. */
const singleThreshold = (t: number): number => Math.min(-LOWEST_SINGLE, Math.max(LOWEST_SINGLE, roundUpToSingle(t)));
