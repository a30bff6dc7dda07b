import { nextDown } from './float.ts';
import type { SavedTree, SavedTrees } from './saved.ts';

/** `decision_type` of a split by number whose missing value is NaN, without and with the missing rows on the left. */
const NAN_RIGHT = 8;
const NAN_LEFT = 10;

/**
 * A model in LightGBM's text form, which predicts the same bits there: `x < t` is written as `x <= ` the next lower
 * double. Source: LightGBM, src/boosting/gbdt_model_text.cpp.
 */
export function writeLightgbm({ task, outputs, names, trees, gain }: SavedTrees): string {
  const written = trees.map((tree, k) => `Tree=${k}\n${treeText(tree)}\n\n`);
  const objective = {
    regression: 'regression',
    binary: 'binary sigmoid:1',
    multiclass: `multiclass num_class:${outputs}`,
  }[task];
  const header = [
    'tree',
    'version=v4',
    `num_class=${outputs}`,
    `num_tree_per_iteration=${outputs}`,
    'label_index=0',
    `max_feature_idx=${names.length - 1}`,
    `objective=${objective}`,
    `feature_names=${lightgbmNames(names)}`,
    `feature_infos=${names.map(() => '[-inf:inf]').join(' ')}`,
    `tree_sizes=${written.map((text) => new TextEncoder().encode(text).length).join(' ')}`,
  ];
  const order = names.map((_, i) => i).sort((a, b) => gain[b] - gain[a] || a - b);
  const importances = order.filter((i) => gain[i] > 0).map((i) => `${names[i].replaceAll(' ', '_')}=${gain[i]}`);
  const end = ['end of trees', '', 'feature_importances:', ...importances, '', 'parameters:', 'end of parameters', ''];
  return `${header.join('\n')}\n\n${written.join('')}${end.join('\n')}\npandas_categorical:null\n`;
}

/** Names on one line, parted by spaces. */
export const lightgbmNames = (names: readonly string[]): string => names.map((n) => n.replace(/\s/g, '_')).join(' ');

function treeText(tree: SavedTree): string {
  const ids = tree.feature.map((_, id) => id);
  const [splits, leaves] = [ids.filter((id) => tree.feature[id] >= 0), ids.filter((id) => tree.feature[id] < 0)];
  const place = new Map([
    ...splits.map((id, i): [number, number] => [id, i]),
    ...leaves.map((id, i): [number, number] => [id, -1 - i]),
  ]);
  const line = (key: string, of: readonly number[], value: (id: number) => number | undefined): string =>
    `${key}=${of.map(value).join(' ')}`;
  return [
    `num_leaves=${leaves.length}`,
    'num_cat=0',
    line('split_feature', splits, (id) => tree.feature[id]),
    line('split_gain', splits, (id) => tree.gain[id]),
    line('threshold', splits, (id) => nextDown(tree.threshold[id])),
    line('decision_type', splits, (id) => (tree.default_left[id] === 1 ? NAN_LEFT : NAN_RIGHT)),
    line('left_child', splits, (id) => place.get(tree.left[id])),
    line('right_child', splits, (id) => place.get(tree.right[id])),
    line('leaf_value', leaves, (id) => tree.value[id]),
    line('leaf_weight', leaves, (id) => tree.cover[id]),
    line('leaf_count', leaves, (id) => tree.rows[id]),
    line('internal_value', splits, () => 0),
    line('internal_weight', splits, (id) => tree.cover[id]),
    line('internal_count', splits, (id) => tree.rows[id]),
    'is_linear=0',
    'shrinkage=1',
  ].join('\n');
}
