import { block, fraction, integer, number } from '../../core/params.ts';

interface Defaults {
  readonly min_child_weight: number;
  readonly l2: number;
  readonly max_bins: number;
}

/** Parameters that both libraries have, in the words of `gradient_boosting`; some start where the library has them. */
export const nativeParams = ({ min_child_weight, l2, max_bins }: Defaults) => ({
  rounds: integer('Trees at most.', { min: 1, max: 100_000, default: 100 }),
  learning_rate: number('Shrinkage of each tree.', { above: 0, max: 1, default: 0.1 }),
  min_child_weight: number('Smallest sum of hessians in a leaf.', { min: 0, default: min_child_weight }),
  l1: number('L1 penalty on leaf values.', { min: 0, default: 0 }),
  l2: number('L2 penalty on leaf values.', { min: 0, default: l2 }),
  max_bins: integer('Bins per column.', { min: 2, max: 65_535, default: max_bins }),
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
});
