import { binLike, binMatrix, blockBytes } from './bin-matrix.ts';
import { usableRows } from './checks.ts';
import { growTree } from './grow-tree.ts';
import type { GrownTree } from './grow-tree.ts';
import { withKernel } from './kernel.ts';
import { objectives } from './objectives.ts';
import type { Labelled, Objective } from './objectives.ts';
import { sample, sampleSize } from './sampling.ts';
import type {
  Binned,
  BoostedTree,
  BoostedTrees,
  BoostingParams,
  FitOptions,
  TrainingSet,
  UniformSource,
} from './types.ts';
import { layoutOf, NODE_BYTES, workspaceOf } from './workspace.ts';
import type { Workspace } from './workspace.ts';

/** A gain below this share of the largest gain there can be is rounding, so is a hessian below that of the tree's. */
const ROUNDING = 1e-12;

interface Prepared {
  readonly binned: Binned;
  readonly data: Labelled;
}

interface Fit {
  readonly objective: Objective;
  readonly params: BoostingParams;
  readonly rng: UniformSource;
  readonly options: FitOptions;
  readonly space: Workspace;
  readonly train: Labelled;
  readonly scores: Float64Array;
  readonly validation: { readonly data: Labelled; readonly scores: Float64Array } | undefined;
}

const isBinned = (columns: TrainingSet['columns']): columns is Binned => 'bins' in columns;

function prepareTrain(set: TrainingSet, params: BoostingParams, objective: Objective): Prepared {
  const binned = isBinned(set.columns) ? set.columns : binMatrix(set.columns, params.max_bins);
  if (binned.max_bins !== params.max_bins) {
    throw new Error(`the matrix has ${binned.max_bins} bins a feature, max_bins is ${params.max_bins}`);
  }
  if (binned.edges.length === 0) throw new Error('train set has no columns');
  const rows = usableRows(set, binned.rows, objective, '');
  return { binned, data: { target: set.target, weight: set.weight, rows } };
}

function prepareValidation(set: TrainingSet, train: Binned, objective: Objective): Prepared {
  const binned = isBinned(set.columns) ? set.columns : binLike(train, set.columns);
  if (binned.edges !== train.edges) throw new Error('validation set is not binned by the edges of the train set');
  const rows = usableRows(set, binned.rows, objective, ' of validation');
  return { binned, data: { target: set.target, weight: set.weight, rows } };
}

/** Puts the rows of one tree and their pairs into the workspace; gives the number of rows left out. */
function drawRows(fit: Fit, chosen: Uint32Array): number {
  const { rows } = fit.train;
  if (chosen.length === rows.length) {
    chosen.set(rows);
    return 0;
  }
  const left = rows.length - chosen.length;
  const others = new Uint32Array(fit.space.kernel.buffer, fit.space.layout.outOfBag, left);
  sample(rows, chosen.length, fit.rng, chosen, others);
  return left;
}

function drawFeatures({ space, params, rng }: Fit): Uint8Array {
  const features = space.train.edges.length;
  const wanted = sampleSize(features, params.feature_fraction);
  if (wanted === features) return new Uint8Array(features).fill(1);
  const chosen = new Uint32Array(wanted);
  sample(
    Uint32Array.from({ length: features }, (_, f) => f),
    wanted,
    rng,
    chosen,
  );
  const selected = new Uint8Array(features);
  for (const feature of chosen) selected[feature] = 1;
  return selected;
}

/** Writes a tree as `addTree` of the kernel reads it. */
function writeTree({ kernel, layout }: Workspace, { tree, cuts }: GrownTree): void {
  const ints = new Int32Array(kernel.buffer, layout.tree, (tree.feature.length * NODE_BYTES) / 4);
  const values = new Float64Array(kernel.buffer, layout.tree, (tree.feature.length * NODE_BYTES) / 8);
  tree.feature.forEach((feature, id) => {
    const isLeaf = feature < 0;
    const at = (id * NODE_BYTES) / 4;
    ints[at] = feature >> 2;
    ints[at + 1] = feature & 3;
    ints[at + 2] = cuts[id];
    ints[at + 3] = tree.default_left[id];
    ints[at + 4] = isLeaf ? 0 : layout.tree + tree.left[id] * NODE_BYTES;
    ints[at + 5] = isLeaf ? 0 : layout.tree + tree.right[id] * NODE_BYTES;
    values[at / 2 + 3] = tree.value[id];
  });
}

function growRound(fit: Fit): BoostedTree {
  const { space, params, objective, train, scores, validation } = fit;
  const { kernel, layout } = space;
  const size = sampleSize(train.rows.length, params.row_fraction);
  const rows = new Uint32Array(kernel.buffer, layout.rows[0], size);
  const leftOut = drawRows(fit, rows);
  const selected = drawFeatures(fit);
  const pairs = new Float32Array(kernel.buffer, layout.grads[0], 2 * size);
  const { g, h, scale } = objective.gradients({ ...train, rows }, scores, pairs);
  const leastGain = Math.max(params.gamma, ROUNDING * scale);
  const leastHessian = Math.max(
    params.min_child_weight,
    space.counted ? ROUNDING * h : Math.max(params.min_leaf_rows, 1),
  );
  const grown = growTree({ space, params, selected, leastGain, leastHessian }, { g, h, count: size });
  if (leftOut === 0 && validation === undefined) return grown.tree;
  writeTree(space, grown);
  const { addTree } = kernel.functions;
  if (leftOut > 0) {
    addTree(layout.tree, layout.bins, blockBytes(space.train.rows), layout.outOfBag, leftOut, layout.scores);
  }
  if (validation !== undefined) {
    const { bins, rows: at, scores: to } = layout.validation;
    const { length } = validation.data.rows;
    addTree(layout.tree, bins, blockBytes(validation.scores.length), at, length, to);
  }
  return grown.tree;
}

interface Boosted {
  readonly trees: BoostedTree[];
  readonly best: number;
  readonly train: number[];
  readonly validation: number[];
}

function boost(fit: Fit): Boosted {
  const { params, objective, options, validation } = fit;
  const done: Boosted & { best: number } = { trees: [], best: 0, train: [], validation: [] };
  for (let round = 1; round <= params.rounds; round++) {
    if (options.shouldStop?.()) throw new Error(`fit stopped before round ${round} of ${params.rounds}`);
    done.trees.push(growRound(fit));
    const trainLoss = objective.loss(fit.train, fit.scores);
    done.train.push(trainLoss);
    const loss = validation && objective.loss(validation.data, validation.scores);
    if (loss !== undefined) done.validation.push(loss);
    const isBetter = loss === undefined || done.best === 0 || loss < done.validation[done.best - 1];
    if (params.patience === undefined || isBetter) done.best = round;
    options.onRound?.({ round, train: trainLoss, validation: loss });
    if (params.patience !== undefined && round - done.best >= params.patience) break;
  }
  return done;
}

function gainPerFeature(trees: readonly BoostedTree[], features: number): number[] {
  const gain = Array.from({ length: features }, () => 0);
  for (const tree of trees) {
    tree.feature.forEach((feature, id) => {
      if (feature >= 0) gain[feature] += tree.gain[id];
    });
  }
  return gain;
}

/** Scores of a matrix, all at the base score. */
function startScores(buffer: ArrayBuffer, at: number, rows: number, base: number): Float64Array {
  return new Float64Array(buffer, at, rows).fill(base);
}

function startValidation({ kernel, layout }: Workspace, { binned, data }: Prepared, base: number): Fit['validation'] {
  const { bins, rows, scores } = layout.validation;
  new Uint8Array(kernel.buffer, bins, binned.bins.length).set(binned.bins);
  new Uint32Array(kernel.buffer, rows, data.rows.length).set(data.rows);
  return { data, scores: startScores(kernel.buffer, scores, binned.rows, base) };
}

/**
 * Gradient-boosted trees: score = base + sum of trees, each grown depth-wise to the negative gradient of the loss by
 * the largest gain over bins, gain = s(left) + s(right) - s(parent), s = shrink(g, l1)^2 / (h + l2).
 *
 * In: train columns (NaN = missing, its side is learned per split) or a binned matrix, labels, weights; the validation
 * set with `patience` ends the fit early, and only trees up to its best round are kept. Out: plain JSON. Splits are
 * found on float64 features, so a threshold parts the train rows as their bins do; gradients are float32, sums float64.
 * The same input and draws of `rng` give the same bytes anywhere. Throws on labels that are not finite, on a set
 * without rows, and when stopped.
 * Source: Friedman (2001), Greedy function approximation; Chen and Guestrin (2016), XGBoost, sections 2 and 3.4.
 */
export function fitBoostedTrees(
  train: TrainingSet,
  validation: TrainingSet | undefined,
  params: BoostingParams,
  rng: UniformSource,
  options: FitOptions = {},
): BoostedTrees {
  const objective = objectives[params.objective];
  const { binned, data } = prepareTrain(train, params, objective);
  const held = validation && prepareValidation(validation, binned, objective);
  const base = objective.baseScore(data) + 0;
  const counted = !objective.unitHessian || (data.weight !== undefined && options.drawn !== true);
  const layout = layoutOf(binned, held?.binned.rows ?? 0, params, counted);
  const done = withKernel(layout.total, (kernel) => {
    const space = workspaceOf(kernel, layout, binned, params);
    const scores = startScores(kernel.buffer, layout.scores, binned.rows, base);
    const started = held && startValidation(space, held, base);
    return boost({ objective, params, rng, options, space, train: data, scores, validation: started });
  });
  const trees = done.trees.slice(0, done.best);
  return {
    version: 1,
    objective: params.objective,
    base_score: base,
    features: binned.edges.length,
    rounds: done.trees.length,
    best_round: done.best,
    trees,
    gain: gainPerFeature(trees, binned.edges.length),
    history: { train: done.train, ...(held && { validation: done.validation }) },
  };
}
