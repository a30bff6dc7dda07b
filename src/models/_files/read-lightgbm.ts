import type { FileTree, LinearLeaf, Missing, Response, TreeEnsemble } from './ensemble.ts';
import { LIMITS } from './limits.ts';

/** `key=value` lines of one part of the file, and where the part begins (one-based line). */
interface Part {
  readonly line: number;
  readonly title: string;
  readonly fields: ReadonlyMap<string, string>;
}

const MISSING: readonly Missing[] = ['none', 'zero', 'nan'];
/** Bits of `decision_type`. */
const IS_CATEGORICAL = 1;
const IS_DEFAULT_LEFT = 2;

/**
 * A LightGBM model in its text form. Trees are added up, `average_output` divides, then the objective's response follows.
 *
 * Source: LightGBM, src/io/tree.cpp and src/boosting/gbdt_model_text.cpp. Throws with the line where something is wrong.
 */
export function readLightgbm(text: string): TreeEnsemble {
  const { header, trees } = partsOf(text);
  const count = (key: string, low: number, high: number): number => wholeIn(header, key, low, high);
  const version = header.fields.get('version') ?? '';
  if (!/^v[234]$/.test(version)) throw new Error(`it has version "${version}", expected v2, v3 or v4`);
  const outputs = count('num_tree_per_iteration', 1, LIMITS.outputs);
  const features = count('max_feature_idx', 0, LIMITS.features - 1) + 1;
  const names = header.fields.get('feature_names')?.split(' ');
  if (names !== undefined && names.length !== features)
    throw new Error(`it names ${names.length} features and has ${features}`);
  const sizes = header.fields.get('tree_sizes');
  const stated = sizes === undefined ? trees.length : sizes === '' ? 0 : sizes.split(' ').length;
  if (stated !== trees.length) throw new Error(`it states ${stated} trees and holds ${trees.length}`);
  if (trees.length % outputs !== 0) throw new Error(`its ${trees.length} trees are not ${outputs} a round`);
  const gain = Array.from({ length: features }, () => 0);
  const objective = header.fields.get('objective') ?? 'custom';
  return {
    maker: 'lightgbm',
    version,
    objective,
    features,
    names,
    outputs,
    base: Array.from({ length: outputs }, () => 0),
    divisor: header.fields.has('average_output') ? Math.max(1, trees.length / outputs) : 1,
    response: responseOf(objective),
    trees: trees.map((part, i) => treeOf(part, i % outputs, gain)),
    gain,
  };
}

function partsOf(text: string): { readonly header: Part; readonly trees: readonly Part[] } {
  const parts: { line: number; title: string; fields: Map<string, string> }[] = [];
  const lines = text.split('\n');
  if (lines[0].trimEnd() !== 'tree') throw new Error('it does not begin with the line "tree"');
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i].trimEnd();
    if (line === 'end of trees') return { header: parts[0], trees: parts.slice(1) };
    if (i === 0 || line.startsWith('Tree=')) {
      if (line.startsWith('Tree=') && line !== `Tree=${parts.length - 1}`)
        throw new Error(`line ${i + 1}: expected "Tree=${parts.length - 1}", found "${line.slice(0, 40)}"`);
      parts.push({ line: i + 1, title: line, fields: new Map() });
      continue;
    }
    const cut = line.indexOf('=');
    const key = cut < 0 ? line : line.slice(0, cut);
    const { fields } = parts[parts.length - 1];
    if (key === '') continue;
    if (fields.has(key)) throw new Error(`line ${i + 1}: "${key.slice(0, 40)}" stands twice`);
    fields.set(key, cut < 0 ? '' : line.slice(cut + 1));
  }
  throw new Error(`it ends in line ${lines.length} without "end of trees": it is cut off`);
}

const where = ({ line, title }: Part): string => (title === 'tree' ? 'its header' : `${title} (line ${line})`);

function wholeIn(part: Part, key: string, low: number, high: number): number {
  const text = part.fields.get(key);
  const value = text !== undefined && /^[0-9]+$/.test(text) ? Number(text) : NaN;
  if (value >= low && value <= high) return value;
  const found = text === undefined ? 'nothing' : `"${text.slice(0, 40)}"`;
  throw new Error(`${where(part)}: ${key} must be a whole number from ${low} to ${high}, found ${found}`);
}

/** As many numbers as stated; `nan` and `inf` are numbers here. */
function numbersOf(part: Part, key: string, count: number): Float64Array {
  const text = part.fields.get(key) ?? '';
  const words = text === '' ? [] : text.split(' ');
  if (words.length !== count) throw new Error(`${where(part)}: ${key} has ${words.length} values, expected ${count}`);
  return Float64Array.from(words, (word) => {
    const value = /^-?inf$/i.test(word) ? (word.startsWith('-') ? -Infinity : Infinity) : Number(word);
    if (word !== '' && (value === value || /^-?nan$/i.test(word))) return value;
    throw new Error(`${where(part)}: ${key} holds "${word.slice(0, 40)}", which is no number`);
  });
}

function responseOf(objective: string): Response {
  const [name, ...options] = objective.split(' ');
  const scale = Number(options.find((o) => o.startsWith('sigmoid:'))?.slice(8) ?? 1);
  if (!(scale > 0 && scale < Infinity)) throw new Error(`its objective "${objective}" has no positive sigmoid`);
  switch (name) {
    case 'binary':
    case 'multiclassova':
      return { type: 'sigmoid', scale };
    case 'cross_entropy':
      return { type: 'sigmoid', scale: 1 };
    case 'multiclass':
      return { type: 'softmax' };
    case 'poisson':
    case 'gamma':
    case 'tweedie':
      return { type: 'exp' };
    case 'cross_entropy_lambda':
      return { type: 'log1p_exp' };
    default:
      if (!IDENTITY.has(name)) throw new Error(`its objective "${name}" is not known`);
      return { type: options.includes('sqrt') ? 'signed_square' : 'identity' };
  }
}

const IDENTITY = new Set(
  'regression regression_l1 huber fair quantile mape lambdarank rank_xendcg custom none'.split(' '),
);

/** Splits come first, then leaves: a child below 0 is leaf -1 - child. */
function treeOf(part: Part, output: number, gain: number[]): FileTree {
  const leaves = wholeIn(part, 'num_leaves', 1, LIMITS.nodes);
  const value = numbersOf(part, 'leaf_value', leaves);
  const splits = leaves - 1;
  const nodes = splits + leaves;
  const spread = (x: Float64Array): Float64Array => {
    const out = new Float64Array(nodes);
    out.set(x);
    return out;
  };
  const own = (key: string): Float64Array => (splits === 0 ? new Float64Array(0) : numbersOf(part, key, splits));
  const [feature, type] = [new Int32Array(nodes).fill(-1), own('decision_type')];
  feature.set(own('split_feature'));
  const child = (key: string): Int32Array => {
    const out = new Int32Array(nodes).fill(-1);
    own(key).forEach((c, i) => (out[i] = c >= 0 ? c : splits - 1 - c));
    return out;
  };
  const values = new Float64Array(nodes);
  values.set(value, splits);
  const gains = part.fields.has('split_gain') ? own('split_gain') : new Float64Array(splits);
  for (let i = 0; i < splits; i++) {
    if (feature[i] < 0) throw new Error(`${where(part)}: split_feature holds ${feature[i]}`);
    if (feature[i] < gain.length) gain[feature[i]] += gains[i];
  }
  const threshold = spread(own('threshold'));
  return {
    output,
    weight: 1,
    feature,
    threshold,
    left: child('left_child'),
    right: child('right_child'),
    value: values,
    default_left: Uint8Array.from({ length: nodes }, (_, i) => +((type[i] & IS_DEFAULT_LEFT) !== 0)),
    missing: Array.from({ length: nodes }, (_, i) => MISSING[(type[i] >> 2) & 3] ?? 'none'),
    categories: categoriesOf(part, type, threshold),
    linear: linearOf(part, splits, leaves, gain.length),
  };
}

function categoriesOf(part: Part, type: Float64Array, threshold: Float64Array): ReadonlyMap<number, Uint32Array> {
  const sets = new Map<number, Uint32Array>();
  const count = wholeIn(part, 'num_cat', 0, LIMITS.nodes);
  if (count === 0) {
    if (type.some((t) => (t & IS_CATEGORICAL) !== 0)) throw new Error(`${where(part)}: a split has no categories`);
    return sets;
  }
  const bounds = numbersOf(part, 'cat_boundaries', count + 1);
  const words = Uint32Array.from(numbersOf(part, 'cat_threshold', bounds[count]));
  type.forEach((t, i) => {
    if ((t & IS_CATEGORICAL) === 0) return;
    const [from, to] = [bounds[threshold[i]], bounds[threshold[i] + 1]];
    if (!(from >= 0 && to > from && to <= words.length))
      throw new Error(`${where(part)}: a split has no categories ${threshold[i]}`);
    sets.set(i, words.subarray(from, to));
  });
  return sets;
}

function linearOf(part: Part, splits: number, leaves: number, all: number): ReadonlyMap<number, LinearLeaf> {
  const linear = new Map<number, LinearLeaf>();
  if (Number(part.fields.get('is_linear') ?? 0) !== 1) return linear;
  const constant = numbersOf(part, 'leaf_const', leaves);
  const counts = numbersOf(part, 'num_features', leaves);
  const words = (key: string): number[] => (part.fields.get(key) ?? '').split(' ').filter(Boolean).map(Number);
  const [features, coefficients] = [words('leaf_features'), words('leaf_coeff')];
  const total = counts.reduce((sum, n) => sum + n, 0);
  if (features.length !== total || coefficients.length !== total)
    throw new Error(`${where(part)}: its leaves have ${total} coefficients, found ${coefficients.length}`);
  if (coefficients.some((x) => x - x !== 0) || features.some((f) => !(f >= 0 && f < all)))
    throw new Error(`${where(part)}: a linear leaf holds what is no number or no feature`);
  let at = 0;
  for (let leaf = 0; leaf < leaves; leaf++) {
    const to = at + counts[leaf];
    linear.set(splits + leaf, {
      constant: constant[leaf],
      features: features.slice(at, to),
      coefficients: coefficients.slice(at, to),
    });
    at = to;
  }
  return linear;
}
