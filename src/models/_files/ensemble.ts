/** What a missing value is at a split: nothing (NaN counts as 0), NaN, or NaN and every value that is nearly 0. */
export type Missing = 'none' | 'nan' | 'zero';

/**
 * Nodes of one tree, node 0 first. A leaf has feature -1 and its `value`; a split has both children. A row goes left
 * where `x < threshold` (of a LightGBM file: where `x <= threshold`), or where its category is in `categories`.
 */
export interface FileTree {
  /** Which output the tree adds to. */
  readonly output: number;
  /** Factor of its leaf values: the weight of a DART tree. */
  readonly weight: number;
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly value: Float64Array;
  readonly default_left: Uint8Array;
  readonly missing: readonly Missing[];
  /** Categories as bits, of the nodes that split by category: those of LightGBM go left, those of XGBoost right. */
  readonly categories: ReadonlyMap<number, Uint32Array>;
  /** Leaves that are linear in some features: used where all of those are known. */
  readonly linear: ReadonlyMap<number, LinearLeaf>;
}

export interface LinearLeaf {
  readonly constant: number;
  readonly features: readonly number[];
  readonly coefficients: readonly number[];
}

/** What is done to the sums of the trees of a row before they are given out. */
export type Response =
  | { readonly type: 'identity' }
  | { readonly type: 'sigmoid'; readonly scale: number }
  | { readonly type: 'softmax' }
  | { readonly type: 'argmax' }
  | { readonly type: 'exp' }
  | { readonly type: 'log1p_exp' }
  | { readonly type: 'signed_square' }
  | { readonly type: 'step' };

/** A model of LightGBM or XGBoost as its file states it. */
export interface TreeEnsemble {
  readonly maker: 'lightgbm' | 'xgboost';
  /** As the file states it. */
  readonly version: string;
  readonly objective: string;
  readonly features: number;
  /** Undefined where the file has none. */
  readonly names: readonly string[] | undefined;
  /** Sums per row before the response: classes, targets or 1. */
  readonly outputs: number;
  /** What each sum starts from. */
  readonly base: readonly number[];
  /** Sums are divided by this: rounds of a random forest, else 1. */
  readonly divisor: number;
  readonly response: Response;
  readonly trees: readonly FileTree[];
  /** Summed gain of the splits per feature. */
  readonly gain: readonly number[];
}

/** Values a model gives per row. */
export const valuesPerRow = ({ response, outputs }: Pick<TreeEnsemble, 'response' | 'outputs'>): number =>
  response.type === 'argmax' ? 1 : outputs;

/**
 * The deepest path below node 0. Throws where children are no nodes, are met twice or come back to their parent, and
 * where a split reads a feature that the model has not or has no threshold.
 */
export function depthOf(tree: FileTree, features: number, name: string): number {
  const nodes = tree.feature.length;
  const seen = new Uint8Array(nodes);
  const stack: (readonly [number, number])[] = [[0, 0]];
  let deepest = 0;
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const [id, depth] = next;
    if (!(id >= 0 && id < nodes)) throw new Error(`${name} has a child ${id}, which is none of its ${nodes} nodes`);
    if (seen[id] === 1) throw new Error(`${name} leads to node ${id} twice: it is no tree`);
    seen[id] = 1;
    deepest = Math.max(deepest, depth);
    if (tree.feature[id] < 0) {
      if (tree.value[id] - tree.value[id] !== 0) throw new Error(`${name} has a leaf of ${tree.value[id]}`);
      continue;
    }
    if (tree.feature[id] >= features)
      throw new Error(`${name} splits by feature ${tree.feature[id]}, the model has ${features}`);
    if (tree.threshold[id] !== tree.threshold[id] && !tree.categories.has(id))
      throw new Error(`${name} has a threshold that is no number`);
    stack.push([tree.left[id], depth + 1], [tree.right[id], depth + 1]);
  }
  return deepest;
}
