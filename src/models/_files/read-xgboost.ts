import { log } from '../../core/math/index.ts';
import type { FileTree, Response, TreeEnsemble } from './ensemble.ts';
import { LIMITS } from './limits.ts';
import type { Parsed } from './read-ubj.ts';

type Block = { readonly [key: string]: Parsed };

/** How an objective answers, and how the `base_score` of a file becomes a margin. */
interface Objective {
  readonly response: Response;
  readonly margin: (base: number) => number;
}

const same = (x: number): number => x;
const logit = (p: number): number => -log(1 / p - 1);
const identity: Objective = { response: { type: 'identity' }, margin: same };
const logistic: Objective = { response: { type: 'sigmoid', scale: 1 }, margin: logit };
const exponential: Objective = { response: { type: 'exp' }, margin: log };

const OBJECTIVES: { readonly [name: string]: Objective } = {
  'reg:squarederror': identity,
  'reg:linear': identity,
  'reg:squaredlogerror': identity,
  'reg:absoluteerror': identity,
  'reg:pseudohubererror': identity,
  'reg:quantileerror': identity,
  'reg:expectileerror': identity,
  'reg:logistic': logistic,
  'binary:logistic': logistic,
  'binary:logitraw': identity,
  'binary:hinge': { response: { type: 'step' }, margin: same },
  'multi:softprob': { response: { type: 'softmax' }, margin: same },
  'multi:softmax': { response: { type: 'argmax' }, margin: same },
  'count:poisson': exponential,
  'reg:gamma': exponential,
  'reg:tweedie': exponential,
  'survival:cox': exponential,
  'survival:aft': exponential,
  'rank:pairwise': identity,
  'rank:ndcg': identity,
  'rank:map': identity,
};

/**
 * An XGBoost model from its parsed JSON or UBJ. Values are float32 as in the library: features, thresholds and sums.
 *
 * Source: XGBoost, doc/model.schema and src/tree/tree_model.cc. Throws with the path where something is wrong.
 */
export function readXgboost(parsed: Parsed): TreeEnsemble {
  const learner = blockAt(blockOf(parsed, 'the file'), 'learner', 'the file');
  const stated = blockAt(learner, 'learner_model_param', 'learner');
  const name = textAt(blockAt(learner, 'objective', 'learner'), 'name', 'learner.objective');
  const objective = Object.hasOwn(OBJECTIVES, name) ? OBJECTIVES[name] : undefined;
  if (objective === undefined) throw new Error(`learner.objective.name: "${name.slice(0, 40)}" is not known`);
  const features = whole(stated, 'num_feature', 'learner.learner_model_param', LIMITS.features);
  const classes = whole(stated, 'num_class', 'learner.learner_model_param', LIMITS.outputs);
  const targets =
    stated['num_target'] === undefined ? 1 : whole(stated, 'num_target', 'learner.learner_model_param', LIMITS.outputs);
  const outputs = Math.max(1, classes, targets);
  const { model, weights } = boosterOf(blockAt(learner, 'gradient_booster', 'learner'));
  const at = 'learner.gradient_booster.model';
  const info = numbersAt(model, 'tree_info', at);
  const trees = listAt(model, 'trees', at);
  if (info.length !== trees.length) throw new Error(`${at}: ${trees.length} trees and ${info.length} of tree_info`);
  if (weights !== undefined && weights.length !== trees.length)
    throw new Error(`learner.gradient_booster.weight_drop: ${weights.length} values for ${trees.length} trees`);
  const gain = Array.from({ length: features }, () => 0);
  const budget = { words: LIMITS.category_words };
  return {
    maker: 'xgboost',
    version: Array.isArray((parsed as Block)['version'])
      ? ((parsed as Block)['version'] as Parsed[]).join('.')
      : 'unknown',
    objective: name,
    features,
    names: namesOf(learner, features),
    outputs,
    base: baseOf(stated, outputs).map((b) => Math.fround(objective.margin(b))),
    divisor: 1,
    response: objective.response,
    trees: trees.map((tree, k) => {
      if (!(info[k] >= 0 && info[k] < outputs))
        throw new Error(`${at}.tree_info[${k}] is ${info[k]} of ${outputs} outputs`);
      return treeOf(blockOf(tree, `${at}.trees[${k}]`), {
        at: `${at}.trees[${k}]`,
        output: info[k],
        weight: weights?.[k] ?? 1,
        gain,
        budget,
      });
    }),
    gain,
  };
}

function boosterOf(booster: Block): { readonly model: Block; readonly weights: number[] | undefined } {
  const at = 'learner.gradient_booster';
  const name = textAt(booster, 'name', at);
  if (name === 'gbtree') return { model: blockAt(booster, 'model', at), weights: undefined };
  if (name !== 'dart') throw new Error(`${at}.name: "${name.slice(0, 40)}" has no trees; expected gbtree or dart`);
  return {
    model: blockAt(blockAt(booster, 'gbtree', at), 'model', at),
    weights: numbersAt(booster, 'weight_drop', at),
  };
}

function namesOf(learner: Block, features: number): readonly string[] | undefined {
  const names = learner['feature_names'];
  if (!Array.isArray(names) || names.length === 0) return undefined;
  if (names.length !== features)
    throw new Error(`learner.feature_names: ${names.length} names for ${features} features`);
  if (!names.every((n) => typeof n === 'string')) throw new Error('learner.feature_names: a name is no text');
  return names as string[];
}

/** `5E-1`, or from version 3.1 on `[5E-1]` with one value for all or one per output. */
function baseOf(stated: Block, outputs: number): number[] {
  const text = String(stated['base_score'] ?? '5E-1');
  const values = text
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map((word) => (word.trim() === '' ? NaN : Math.fround(Number(word))));
  if (values.some((v) => v - v !== 0) || ![1, outputs].includes(values.length))
    throw new Error(
      `learner.learner_model_param.base_score: ${JSON.stringify(text.slice(0, 40))} is no base of ${outputs} outputs`,
    );
  return Array.from({ length: outputs }, (_, k) => values[k] ?? values[0]);
}

interface Place {
  readonly at: string;
  readonly output: number;
  readonly weight: number;
  readonly gain: number[];
  readonly budget: { words: number };
}

function treeOf(tree: Block, place: Place): FileTree {
  const { at, output, weight, gain } = place;
  const nodes = whole(blockAt(tree, 'tree_param', at), 'num_nodes', `${at}.tree_param`, LIMITS.nodes);
  const width = Number(blockAt(tree, 'tree_param', at)['size_leaf_vector'] ?? 0);
  if (width > 1) throw new Error(`${at}: leaves of ${width} values (multi_output_tree) are not read`);
  const column = (key: string): number[] => {
    const values = numbersAt(tree, key, at);
    if (values.length !== nodes) throw new Error(`${at}.${key}: ${values.length} values for ${nodes} nodes`);
    return values;
  };
  if (nodes === 0) throw new Error(`${at} has no nodes`);
  const [left, right, indices, conditions] = [
    'left_children',
    'right_children',
    'split_indices',
    'split_conditions',
  ].map(column);
  const feature = Int32Array.from(left, (child, id) =>
    child < 0 ? -1 : indices[id] >= 0 && indices[id] < LIMITS.features ? indices[id] : LIMITS.features,
  );
  const gains = tree['loss_changes'] === undefined ? [] : column('loss_changes');
  feature.forEach((f, id) => {
    if (f >= 0 && f < gain.length && gains[id] === gains[id]) gain[f] += gains[id] ?? 0;
  });
  const value = Float64Array.from(conditions, (x) => Math.fround(x));
  return {
    output,
    weight,
    feature,
    threshold: value,
    left: Int32Array.from(left),
    right: Int32Array.from(right),
    value,
    default_left: Uint8Array.from(column('default_left'), (x) => +(x !== 0)),
    missing: left.map(() => 'nan'),
    categories: categoriesOf(tree, column('split_type'), place),
    linear: new Map(),
  };
}

function categoriesOf(tree: Block, types: readonly number[], { at, budget }: Place): ReadonlyMap<number, Uint32Array> {
  const sets = new Map<number, Uint32Array>();
  if (types.every((t) => t === 0)) return sets;
  const [all, nodes, starts, sizes] = ['categories', 'categories_nodes', 'categories_segments', 'categories_sizes'].map(
    (key) => numbersAt(tree, key, at),
  );
  nodes.forEach((node, i) => {
    const [from, to] = [starts[i], starts[i] + sizes[i]];
    if (!(from >= 0 && to >= from && to <= all.length))
      throw new Error(`${at}.categories_segments: no categories for node ${node}`);
    const own = all.slice(from, to);
    const highest = own.reduce((a, b) => Math.max(a, b), 0);
    const words = (highest >>> 5) + 1;
    budget.words -= words;
    if (own.some((c) => !(c >= 0 && c < 16_777_216 && Number.isInteger(c))) || budget.words < 0)
      throw new Error(`${at}.categories: node ${node} has categories beyond what can be read`);
    const bits = new Uint32Array(words);
    for (const c of own) bits[c >>> 5] |= 1 << (c & 31);
    sets.set(node, bits);
  });
  const bare = types.findIndex((t, id) => t !== 0 && !sets.has(id));
  if (bare >= 0) throw new Error(`${at}.split_type: node ${bare} splits by category and has none`);
  return sets;
}

function blockOf(value: Parsed | undefined, at: string): Block {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new Error(`${at} must be a block of keys, found ${kindOf(value)}`);
}

const blockAt = (block: Block, key: string, at: string): Block => blockOf(own(block, key), `${at}.${key}`);

function textAt(block: Block, key: string, at: string): string {
  const value = own(block, key);
  if (typeof value === 'string') return value;
  throw new Error(`${at}.${key} must be text, found ${kindOf(value)}`);
}

function listAt(block: Block, key: string, at: string): Parsed[] {
  const value = own(block, key);
  if (Array.isArray(value)) return value;
  throw new Error(`${at}.${key} must be a list, found ${kindOf(value)}`);
}

/** Numbers; `true` is 1 (older files), `"NaN"` and `"Infinity"` stand for what JSON has no word for. */
function numbersAt(block: Block, key: string, at: string): number[] {
  return listAt(block, key, at).map((x) => {
    if (typeof x === 'number') return x;
    if (typeof x === 'boolean' || x === 'NaN' || x === 'Infinity' || x === '-Infinity') return Number(x);
    throw new Error(`${at}.${key} must hold numbers, found ${kindOf(x)}`);
  });
}

/** Written as text by XGBoost: `"num_feature": "6"`. */
function whole(block: Block, key: string, at: string, high: number): number {
  const value = own(block, key);
  const read = (typeof value === 'string' && /^[0-9]+$/.test(value)) || typeof value === 'number' ? Number(value) : NaN;
  if (Number.isInteger(read) && read >= 0 && read <= high) return read;
  throw new Error(`${at}.${key} must be a whole number up to ${high}, found ${JSON.stringify(value)?.slice(0, 40)}`);
}

const own = (block: Block, key: string): Parsed | undefined => (Object.hasOwn(block, key) ? block[key] : undefined);

const kindOf = (value: Parsed | undefined): string =>
  value === undefined ? 'nothing' : value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value;
