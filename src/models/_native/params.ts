import { block, fraction, integer, number } from '../../core/params.ts';

/** Parameters that both libraries have, in the words of `gradient_boosting`. */
export const NATIVE_PARAMS = {
  rounds: integer('Trees at most.', { min: 1, max: 100_000, default: 100 }),
  learning_rate: number('Shrinkage of each tree.', { above: 0, max: 1, default: 0.1 }),
  l1: number('L1 penalty on leaf values.', { min: 0, default: 0 }),
  min_gain: number('Smallest gain of a split.', { min: 0, default: 0 }),
  row_fraction: fraction('Share of rows drawn per tree.', { above: 0, max: 1, default: 1 }),
  feature_fraction: fraction('Share of columns drawn per tree.', { above: 0, max: 1, default: 1 }),
  early_stopping: block(
    'Stops where the validation loss no longer falls, and keeps the best round.',
    {
      validation: fraction('Share of the train rows, from their end.', { above: 0, below: 1, default: 0.2 }),
      patience: integer('Rounds without improvement before it stops.', { min: 1, default: 20 }),
    },
    { optional: true },
  ),
} as const;
