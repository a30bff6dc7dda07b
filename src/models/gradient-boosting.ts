import type { JsonValue } from '../core/artifacts.ts';
import { defineModel } from '../core/contracts/model.ts';
import { block, fraction, integer, number } from '../core/params.ts';
import { compileTrees, fitBoostedTrees } from './_boosting/index.ts';
import type { BoostedTrees } from './_boosting/index.ts';

/**
 * Histogram gradient-boosted trees: each round fits a tree to the gradient of the loss and adds learning_rate times it.
 *
 * In: any columns; NaN is data (each split learns the side that missing values take). Loss: squared error, log loss for
 * binary labels. Out: the label's unit; the probability of label 1 for binary labels. With `early_stopping`, the last `validation` share of the train rows (purged by label span)
 * watches the loss and the best round is kept; the test window is never read.
 */
export default defineModel({
  type: 'gradient_boosting',
  version: 2,
  summary: 'Histogram gradient-boosted trees on our own WebAssembly kernel: same bytes on every machine.',
  source: 'Friedman (2001), Greedy function approximation; Chen & Guestrin (2016), XGBoost',
  tasks: ['regression', 'binary'],
  accepts_nan: true,
  params: {
    rounds: integer('Trees at most.', { min: 1, max: 100_000, default: 100 }),
    max_depth: integer('Depth of a tree.', { min: 1, max: 12, default: 6 }),
    learning_rate: number('Shrinkage of each tree.', { above: 0, max: 1, default: 0.1 }),
    l2: number('L2 penalty on leaf values.', { min: 0, default: 1 }),
    l1: number('L1 penalty on leaf values.', { min: 0, default: 0 }),
    min_gain: number('Smallest gain of a split.', { min: 0, default: 0 }),
    min_child_weight: number('Smallest sum of hessians in a leaf.', { min: 0, default: 1 }),
    min_leaf_rows: integer('Fewest rows in a leaf.', { min: 1, default: 1 }),
    row_fraction: fraction('Share of rows drawn per tree.', { above: 0, max: 1, default: 1 }),
    feature_fraction: fraction('Share of columns drawn per tree.', { above: 0, max: 1, default: 1 }),
    max_bins: integer('Bins per column, missing apart.', { min: 2, max: 255, default: 255 }),
    early_stopping: block(
      'Stops where the validation loss no longer falls.',
      {
        validation: fraction('Share of the train rows, from their end.', { above: 0, below: 1, default: 0.2 }),
        patience: integer('Rounds without improvement before it stops.', { min: 1, default: 20 }),
      },
      { optional: true },
    ),
  },
  validation: ({ early_stopping }) => early_stopping?.validation ?? 0,
  fit(values, train, validation, context) {
    const { early_stopping, min_gain, ...rest } = values;
    const params = {
      ...rest,
      gamma: min_gain,
      patience: early_stopping?.patience,
      objective: context.task === 'binary' ? ('logistic' as const) : ('squared_error' as const),
    };
    const fitted = fitBoostedTrees(train, validation, params, context.rng, { shouldStop: context.cancelled });
    return fitted as unknown as JsonValue;
  },
  load(fitted) {
    const trees = compileTrees(fitted as unknown as BoostedTrees);
    return { predict: (columns, from, to, out, offset) => trees.predict(columns, from, to, out, offset) };
  },
  importance: (fitted) => (fitted as unknown as BoostedTrees).gain,
});
