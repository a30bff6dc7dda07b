/** A LightGBM text of one tree per list of splits: one split by feature 0 at `threshold` with the given decision type. */
export function stumpText(decision: number, threshold = 0.5, more: { header?: string; tree?: string } = {}): string {
  return [
    'tree',
    'version=v4',
    'num_class=1',
    'num_tree_per_iteration=1',
    'label_index=0',
    'max_feature_idx=1',
    more.header ?? 'objective=regression',
    'feature_names=a b',
    'feature_infos=[-1:1] [-1:1]',
    '',
    'Tree=0',
    'num_leaves=2',
    'num_cat=0',
    'split_feature=0',
    'split_gain=3',
    `threshold=${threshold}`,
    `decision_type=${decision}`,
    'left_child=-1',
    'right_child=-2',
    'leaf_value=1 2',
    ...(more.tree === undefined ? [] : [more.tree]),
    'shrinkage=1',
    '',
    '',
    'end of trees',
    '',
  ].join('\n');
}

/** An XGBoost model of one tree: x0 < 0.5 gives 1, else x1 < 0.1 gives 2, else 4; missing goes left, then right. */
export function xgboostJson(over: { readonly [path: string]: unknown } = {}): string {
  const tree: Record<string, unknown> = {
    base_weights: [0, 1, 0, 2, 4],
    categories: [],
    categories_nodes: [],
    categories_segments: [],
    categories_sizes: [],
    default_left: [1, 0, 0, 0, 0],
    id: 0,
    left_children: [1, -1, 3, -1, -1],
    loss_changes: [7, 0, 5, 0, 0],
    parents: [2147483647, 0, 0, 2, 2],
    right_children: [2, -1, 4, -1, -1],
    split_conditions: [0.5, 1, 0.1, 2, 4],
    split_indices: [0, 0, 1, 0, 0],
    split_type: [0, 0, 0, 0, 0],
    sum_hessian: [5, 1, 4, 2, 2],
    tree_param: { num_deleted: '0', num_feature: '2', num_nodes: '5', size_leaf_vector: '1' },
  };
  const param: Record<string, unknown> = { base_score: '[5E-1]', num_class: '0', num_feature: '2', num_target: '1' };
  for (const [key, value] of Object.entries(over)) (key in tree ? tree : param)[key] = value;
  return JSON.stringify({
    learner: {
      attributes: {},
      feature_names: ['a', 'b'],
      feature_types: ['float', 'float'],
      gradient_booster: {
        model: {
          gbtree_model_param: { num_parallel_tree: '1', num_trees: '1' },
          tree_info: [0],
          trees: [tree],
        },
        name: 'gbtree',
      },
      learner_model_param: param,
      objective: { name: (over['objective'] as string | undefined) ?? 'reg:squarederror' },
    },
    version: [3, 2, 0],
  });
}

/** Universal Binary JSON of plain values, as XGBoost writes it: typed arrays of float32 or int32 where all are numbers. */
export function ubjOf(value: unknown): Uint8Array {
  const bytes: number[] = [];
  const number = (type: string, x: number): void => {
    const view = new DataView(new ArrayBuffer(8));
    if (type === 'L') view.setBigInt64(0, BigInt(x));
    else if (type === 'l') view.setInt32(0, x);
    else view.setFloat32(0, x);
    bytes.push(...new Uint8Array(view.buffer, 0, type === 'L' ? 8 : 4));
  };
  const text = (x: string): void => {
    const encoded = new TextEncoder().encode(x);
    bytes.push('L'.charCodeAt(0));
    number('L', encoded.length);
    bytes.push(...encoded);
  };
  const mark = (c: string): void => void bytes.push(c.charCodeAt(0));
  const write = (x: unknown): void => {
    if (typeof x === 'string') {
      mark('S');
      text(x);
    } else if (typeof x === 'number') {
      mark(Number.isInteger(x) ? 'l' : 'd');
      number(Number.isInteger(x) ? 'l' : 'd', x);
    } else if (Array.isArray(x) && x.length > 0 && x.every((v) => typeof v === 'number')) {
      const type = x.every((v) => Number.isInteger(v)) ? 'l' : 'd';
      ['[', '$', type, '#', 'L'].forEach(mark);
      number('L', x.length);
      for (const v of x) number(type, v as number);
    } else if (Array.isArray(x)) {
      mark('[');
      x.forEach(write);
      mark(']');
    } else {
      mark('{');
      for (const [key, v] of Object.entries(x as object)) {
        text(key);
        write(v);
      }
      mark('}');
    }
  };
  write(value);
  return Uint8Array.from(bytes);
}
