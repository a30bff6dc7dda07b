import type { JsonValue } from '../core/artifacts.ts';
import type { Objection } from '../core/contracts/component.ts';
import { defineModel } from '../core/contracts/model.ts';
import type { FitContext, Sample } from '../core/contracts/model.ts';
import { block, choice, fraction, inputs, integer, number } from '../core/params.ts';
import { compileTrees, fitBoostedTrees, fitBytes, helpFit, refuseHopeless, treeShap } from './_boosting/index.ts';
import type { BoostedTrees, ObjectiveName, TrainingSet } from './_boosting/index.ts';
import { savedTrees, writeLightgbm, writeXgboost } from './_files/index.ts';

/** Depth of a tree that is bound by nothing else. */
const DEPTH = 6;

function objectiveFor(task: FitContext['task'], asked: ObjectiveName | undefined): ObjectiveName {
  if (task !== 'binary') return asked ?? 'squared_error';
  if (asked !== undefined && asked !== 'logistic') {
    throw new Error(`objective ${asked} does not fit labels of two classes, which take logistic`);
  }
  return 'logistic';
}

/** Direction of each column: 1 rising, -1 falling, 0 free. A feature stands for all its outputs. */
function directionsOf(
  names: readonly string[],
  rising: readonly string[] = [],
  falling: readonly string[] = [],
): readonly number[] | undefined {
  if (rising.length + falling.length === 0) return undefined;
  const directions = names.map(() => 0);
  const mark = (asked: string, direction: number): void => {
    const places = names.flatMap((name, i) => (name === asked || name.startsWith(`${asked}.`) ? [i] : []));
    if (places.length === 0) throw new Error(`"${asked}" is bound to rise or fall, but is no column of the model`);
    for (const i of places) {
      if (directions[i] === -direction) throw new Error(`"${names[i]}" is bound to rise and to fall`);
      directions[i] = direction;
    }
  };
  rising.forEach((name) => mark(name, 1));
  falling.forEach((name) => mark(name, -1));
  return directions;
}

/** The rows among all of their train window, whose bins they share; the rows alone where the window is not told. */
function within({ segment, columns: own, target, weight }: Sample): TrainingSet {
  if (segment === undefined) return { columns: own, target, ...(weight && { weight }) };
  const { columns, rows: places } = segment;
  const spread = (values: Float64Array): Float64Array => {
    const out = new Float64Array(columns[0].length);
    places.forEach((row, k) => (out[row] = values[k]));
    return out;
  };
  return {
    ...{ columns, places, target: spread(target) },
    ...(weight && { weight: spread(weight) }),
  };
}

interface Losses {
  readonly objective?: ObjectiveName | undefined;
  readonly quantile?: number | undefined;
  readonly delta?: number | undefined;
  readonly rising?: readonly string[] | undefined;
  readonly falling?: readonly string[] | undefined;
}

function objections({ objective, quantile, delta, rising = [], falling = [] }: Losses): readonly Objection[] {
  const found: Objection[] = [];
  if ((objective === 'quantile') !== (quantile !== undefined)) {
    found.push({ key: 'quantile', message: 'quantile and `objective: quantile` belong together' });
  }
  if ((objective === 'huber') !== (delta !== undefined)) {
    found.push({ key: 'delta', message: 'delta and `objective: huber` belong together' });
  }
  const both = falling.find((name) => rising.includes(name));
  if (both !== undefined) found.push({ key: 'falling', message: `"${both}" is bound to rise already` });
  return found;
}

/**
 * Histogram gradient-boosted trees: each round fits a tree to the gradient of the loss and adds learning_rate times it.
 *
 * In: any columns; NaN is data (each split learns the side that missing values take). Loss: squared error, Huber,
 * quantile, softmax over the label's classes (multiclass), log loss for binary labels. Out: the label's unit; the
 * probability of label 1 for binary labels; the mean label by the classes' probabilities for multiclass. With
 * `early_stopping`, the last `validation` share of the train rows (purged by label span) is watched and the best round
 * is kept; the test window is never read.
 */
export default defineModel({
  type: 'gradient_boosting',
  version: 2,
  summary: 'Histogram gradient-boosted trees on our own WebAssembly kernel: same bytes on every machine.',
  source: 'Friedman (2001), Greedy function approximation; Chen & Guestrin (2016), XGBoost',
  tasks: ['regression', 'binary'],
  accepts_nan: true,
  continues: true,
  params: {
    rounds: integer('Trees at most.', { min: 1, max: 100_000, default: 100 }),
    max_depth: integer('Depth of a tree; 6 where neither it nor `leaves` is given.', {
      min: 1,
      max: 32,
      optional: true,
    }),
    leaves: integer('Leaves of a tree at most: it grows leaf by leaf, the largest gain first, not level by level.', {
      min: 2,
      max: 4096,
      optional: true,
    }),
    learning_rate: number('Shrinkage of each tree.', { above: 0, max: 1, default: 0.1 }),
    l2: number('L2 penalty on leaf values.', { min: 0, default: 1 }),
    l1: number('L1 penalty on leaf values.', { min: 0, default: 0 }),
    min_gain: number('Smallest gain of a split.', { min: 0, default: 0 }),
    min_child_weight: number('Smallest sum of hessians in a leaf.', { min: 0, default: 1 }),
    min_leaf_rows: integer('Fewest rows in a leaf.', { min: 1, default: 1 }),
    row_fraction: fraction('Share of rows drawn per tree.', { above: 0, max: 1, default: 1 }),
    feature_fraction: fraction('Share of columns drawn per tree.', { above: 0, max: 1, default: 1 }),
    max_bins: integer('Bins per column, missing apart.', { min: 2, max: 255, default: 255 }),
    objective: choice(
      'Loss; squared error where it is not given, log loss for binary labels.',
      ['squared_error', 'huber', 'quantile', 'logistic', 'multiclass'],
      { optional: true },
    ),
    quantile: fraction('`objective: quantile`: share of the labels below the score.', {
      above: 0,
      below: 1,
      optional: true,
    }),
    delta: number("`objective: huber`: error beyond which the loss is linear, in the label's unit.", {
      above: 0,
      optional: true,
    }),
    rising: inputs('Columns with which the prediction may only rise (multiclass: the mean label).', { optional: true }),
    falling: inputs('Columns with which the prediction may only fall.', { optional: true }),
    early_stopping: block(
      'Stops where the validation metric no longer gets better.',
      {
        validation: fraction('Share of the train rows, from their end.', { above: 0, below: 1, default: 0.2 }),
        patience: integer('Rounds without improvement before it stops.', { min: 1, default: 20 }),
        metric: choice(
          'What is watched: the loss, or a metric of predictions and labels.',
          ['loss', 'rmse', 'mae', 'log_loss', 'auc', 'ic', 'ic_pearson'],
          { default: 'loss' },
        ),
      },
      { optional: true },
    ),
  },
  check: objections,
  memory: ({ min_gain, objective, early_stopping, max_depth, ...rest }, rows, columns) =>
    fitBytes(
      {
        ...rest,
        max_depth: max_depth ?? (rest.leaves === undefined ? DEPTH : undefined),
        gamma: min_gain,
        patience: early_stopping?.patience,
        objective: objective ?? 'logistic',
      },
      { rows, columns },
    ),
  validation: ({ early_stopping }) => early_stopping?.validation ?? 0,
  fit(values, train, validation, context) {
    const { early_stopping, min_gain, objective, delta, rising, falling, max_depth, ...rest } = values;
    const params = {
      ...rest,
      max_depth: max_depth ?? (values.leaves === undefined ? DEPTH : undefined),
      gamma: min_gain,
      patience: early_stopping?.patience,
      metric: early_stopping?.metric,
      objective: objectiveFor(context.task, objective),
      huber_delta: delta,
      monotone: directionsOf(context.names, rising, falling),
    };
    refuseHopeless(params, train);
    const from = context.from as BoostedTrees | undefined;
    const held = validation && within(validation);
    const fitted = fitBoostedTrees(within(train), held, params, context.rng, {
      shouldStop: context.cancelled,
      from,
      team: context.team,
    });
    return fitted as unknown as JsonValue;
  },
  help: helpFit,
  load(fitted) {
    const trees = compileTrees(fitted as unknown as BoostedTrees);
    return { predict: (columns, from, to, out, offset) => trees.predict(columns, from, to, out, offset) };
  },
  written: {
    lightgbm: (fitted, names) => writeLightgbm(savedTrees(fitted as unknown as BoostedTrees, names)),
    xgboost: (fitted, names) => writeXgboost(savedTrees(fitted as unknown as BoostedTrees, names)),
  },
  importance: (fitted) => (fitted as unknown as BoostedTrees).gain,
  contributions: (fitted, columns, from, to) => treeShap(fitted as unknown as BoostedTrees, columns, from, to),
});
