import type { Rng } from '../../core/rng.ts';
import { blockBytes } from './matrix.ts';
import { gradientBuffers, plainErrors, toWhole } from './gradients.ts';
import type { WholeSums } from './gradients.ts';
import { growLeafWise } from './grow-leaf-wise.ts';
import { growByLevel } from './grow-tree.ts';
import type { LeafValue, TreePlan } from './growth.ts';
import { treeOf } from './node-table.ts';
import type { NodeTable } from './node-table.ts';
import { weightedQuantile, weightOf } from './objectives/index.ts';
import type { Labelled, Objective } from './objectives/index.ts';
import { sample, sampleSize } from './sampling.ts';
import type { BoostedTree, BoostingParams } from './types.ts';
import { NODE_BYTES } from './workspace.ts';
import type { Workspace } from './workspace.ts';

/** A gain below this share of the largest gain there can be is rounding. */
const ROUNDING = 1e-12;

/** What the rounds of a fit share. Scores lie in kernel memory, one array per output. */
export interface Fit {
  readonly objective: Objective;
  readonly params: BoostingParams;
  readonly space: Workspace;
  readonly train: Labelled;
  readonly scores: readonly Float64Array[];
  readonly nodes: NodeTable;
  readonly validation: { readonly data: Labelled; readonly scores: readonly Float64Array[] } | undefined;
}

/** Puts the rows of one tree into the workspace; gives the number of rows left out. */
function drawRows({ train, space }: Fit, chosen: Uint32Array, rng: Rng): number {
  const left = train.rows.length - chosen.length;
  if (left === 0) chosen.set(train.rows);
  else
    sample(train.rows, chosen.length, rng, chosen, new Uint32Array(space.kernel.buffer, space.layout.outOfBag, left));
  return left;
}

function drawFeatures({ space, params }: Fit, rng: Rng): Uint8Array {
  const features = space.train.edges.length;
  const wanted = sampleSize(features, params.feature_fraction);
  if (wanted === features) return new Uint8Array(features).fill(1);
  const selected = new Uint8Array(features);
  const chosen = new Uint32Array(wanted);
  sample(Uint32Array.from(selected.keys()), wanted, rng, chosen);
  for (const feature of chosen) selected[feature] = 1;
  return selected;
}

/** Writes a tree as `addTree` of the kernel reads it. */
function writeTree({ kernel, layout }: Workspace, nodes: NodeTable): void {
  const ints = new Int32Array(kernel.buffer, layout.tree, (nodes.count * NODE_BYTES) / 4);
  const values = new Float64Array(kernel.buffer, layout.tree, (nodes.count * NODE_BYTES) / 8);
  for (let id = 0; id < nodes.count; id++) {
    const feature = nodes.feature[id];
    const isLeaf = feature < 0;
    const at = (id * NODE_BYTES) / 4;
    ints[at] = feature >> 3;
    ints[at + 1] = feature & 7;
    ints[at + 2] = nodes.cut[id];
    ints[at + 3] = nodes.defaultLeft[id];
    ints[at + 4] = isLeaf ? 0 : layout.tree + nodes.left[id] * NODE_BYTES;
    ints[at + 5] = isLeaf ? 0 : layout.tree + nodes.right[id] * NODE_BYTES;
    values[at / 2 + 3] = nodes.value[id];
  }
}

/** The quantile of the errors of a leaf's rows. */
function leafQuantileOf({ train }: Fit, scores: Float64Array, level: number): LeafValue {
  return (items) => {
    const count = items.length / 2;
    const errors = new Float64Array(count);
    const weights = new Float64Array(count);
    for (let k = 0; k < count; k++) {
      const row = items[2 * k];
      errors[k] = train.target[row] - scores[row];
      weights[k] = weightOf(train, row);
    }
    return weightedQuantile(errors, weights, level);
  };
}

/**
 * Directions of one output's trees. Of several classes the score of the first one turns the other way, that of the last one
 * goes along, and those between them must not move with the feature (NaN): then each class gains on those below it, so that
 * the mean label goes along.
 */
function directionsOf({ params, scores }: Fit, output: number): readonly number[] | undefined {
  const last = scores.length - 1;
  if (last === 0 || params.monotone === undefined) return params.monotone;
  const turn = output === 0 ? -1 : output === last ? 1 : NaN;
  return params.monotone.map((direction) => (direction === 0 ? 0 : direction * turn));
}

function planOf(fit: Fit, output: number, drawn: Uint8Array, sums: WholeSums): TreePlan {
  const { space, params, objective, scores } = fit;
  const { unitG, unitH, scale } = sums;
  const perGain = unitH / (unitG * unitG);
  const level = objective.leafQuantile;
  const directions = directionsOf(fit, output);
  const selected = drawn.map((isDrawn, feature) => (Number.isNaN(directions?.[feature]) ? 0 : isDrawn));
  return {
    space,
    params,
    directions,
    selected,
    nodes: fit.nodes,
    units: {
      g: unitG,
      h: unitH,
      l1: params.l1 / unitG,
      l2: params.l2 / unitH,
      leastGain: Math.max(params.gamma, ROUNDING * scale) * perGain,
    },
    leastHessian: params.min_child_weight / unitH,
    // where all hessians are 1, their sum is the number of rows
    leastRows: Math.max(params.min_leaf_rows, 1, space.wide ? 0 : params.min_child_weight),
    scores: scores[output].byteOffset,
    leafValue: level === undefined ? undefined : leafQuantileOf(fit, scores[output], level),
  };
}

/** Adds the tree to the scores of the rows that it was not grown on. */
function addElsewhere(fit: Fit, output: number, leftOut: number): void {
  const { space, scores, validation } = fit;
  if (leftOut === 0 && validation === undefined) return;
  const { layout, kernel, train } = space;
  writeTree(space, fit.nodes);
  const { addTree } = kernel.functions;
  if (leftOut > 0) {
    addTree(layout.tree, layout.bins, blockBytes(train.rows), layout.outOfBag, leftOut, scores[output].byteOffset);
  }
  if (validation === undefined) return;
  const to = validation.scores[output];
  const { bins, rows } = layout.validation;
  addTree(layout.tree, bins, blockBytes(to.length), rows, validation.data.rows.length, to.byteOffset);
}

function wholeGradients({ space, objective, train, scores }: Fit, output: number, rows: Uint32Array): WholeSums {
  if (objective.isPlainError && !space.wide) return plainErrors(space, rows.length);
  const buffers = gradientBuffers(space, rows.length);
  objective.gradients({ ...train, rows }, scores, output, buffers);
  return toWhole(space, buffers);
}

/** Loss of the train set, and the whole gradients of the next round where they have been made for it, of all rows. */
export interface RoundEnd {
  readonly loss: number;
  readonly sums?: WholeSums;
}

export function endRound({ space, objective, train, scores }: Fit): RoundEnd {
  if (!objective.isPlainError || space.wide) return { loss: objective.loss(train, scores) };
  const { length } = train.rows;
  new Uint32Array(space.kernel.buffer, space.layout.rows, length).set(train.rows);
  const sums = plainErrors(space, length);
  return { loss: Math.sqrt(sums.scale / length), sums };
}

/** Grows the trees of one round, one per output, all by the scores of its start, and adds them to the scores. */
export function growRound(fit: Fit, rng: Rng, before: RoundEnd | undefined): BoostedTree[] {
  const { space, params, train, scores } = fit;
  const size = sampleSize(train.rows.length, params.row_fraction);
  const rows = new Uint32Array(space.kernel.buffer, space.layout.rows, size);
  const leftOut = drawRows(fit, rows, rng);
  return scores.map((_, output) => {
    const selected = drawFeatures(fit, rng);
    const ready = leftOut === 0 ? before?.sums : undefined;
    const sums = ready ?? wholeGradients(fit, output, rows);
    const plan = planOf(fit, output, selected, sums);
    if (params.leaves === undefined) growByLevel(plan, sums);
    else growLeafWise(plan, sums, params.leaves);
    addElsewhere(fit, output, leftOut);
    return treeOf(fit.nodes);
  });
}
