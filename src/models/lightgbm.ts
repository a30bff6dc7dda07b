import { defineModel } from '../core/contracts/model.ts';
import { integer } from '../core/params.ts';
import { loadModelText, modelTextGain, namedText } from './_files/index.ts';
import { fitByLibrary } from './_native/fit.ts';
import { fitLightgbm } from './_native/lightgbm.ts';
import { nativeParams } from './_native/params.ts';

/**
 * Gradient-boosted trees of LightGBM, fitted by the library that is on this machine.
 *
 * In: any columns; NaN is data. Loss: squared error, log loss for binary labels. Out: the label's unit; the probability
 * of label 1 for binary labels. Saved as LightGBM text, which is what the scores are made from.
 */
export default defineModel({
  type: 'lightgbm',
  version: 1,
  summary: 'LightGBM, where its library is on the machine; its version is part of every key.',
  source: 'Ke et al. (2017), LightGBM: a highly efficient gradient boosting decision tree',
  tasks: ['regression', 'binary'],
  accepts_nan: true,
  engine: 'lightgbm',
  params: {
    ...nativeParams({ min_child_weight: 0.001, l2: 0, max_bins: 255 }),
    leaves: integer('Leaves of a tree at most.', { min: 2, max: 131_072, default: 31 }),
    max_depth: integer('Depth of a tree; without it only `leaves` limits it.', { min: 1, max: 64, optional: true }),
    min_leaf_rows: integer('Fewest rows in a leaf.', { min: 1, default: 20 }),
  },
  validation: ({ early_stopping }) => early_stopping?.validation ?? 0,
  fit(values, train, validation, context) {
    const maker = { format: 'lightgbm', title: 'LightGBM', run: fitLightgbm } as const;
    return fitByLibrary(maker, values, [train, validation], context, (seed) => ({
      objective: context.task === 'binary' ? 'binary' : 'regression',
      num_leaves: values.leaves,
      max_depth: values.max_depth ?? -1,
      learning_rate: values.learning_rate,
      min_data_in_leaf: values.min_leaf_rows,
      min_sum_hessian_in_leaf: values.min_child_weight,
      lambda_l1: values.l1,
      lambda_l2: values.l2,
      min_gain_to_split: values.min_gain,
      bagging_fraction: values.row_fraction,
      bagging_freq: values.row_fraction < 1 ? 1 : 0,
      feature_fraction: values.feature_fraction,
      max_bin: values.max_bins,
      seed,
      deterministic: true,
      force_col_wise: true,
      num_threads: 1,
      verbosity: -1,
    }));
  },
  load: loadModelText,
  importance: modelTextGain,
  written: { form: 'lightgbm', lightgbm: namedText },
});
