import { defineModel } from '../core/contracts/model.ts';
import { integer } from '../core/params.ts';
import { loadModelText, modelTextGain, namedText } from './_files/index.ts';
import { fitByLibrary } from './_native/fit.ts';
import { nativeParams } from './_native/params.ts';
import { fitXgboost } from './_native/xgboost.ts';

/**
 * Gradient-boosted trees of XGBoost (`hist`), fitted by the library that is on this machine.
 *
 * In: any columns, read as float32; NaN is data. Loss: squared error, log loss for binary labels. Out: the label's unit;
 * the probability of label 1 for binary labels. Saved as XGBoost JSON, which is what the scores are made from.
 */
export default defineModel({
  type: 'xgboost',
  version: 1,
  summary: 'XGBoost, where its library is on the machine; its version is part of every key.',
  source: 'Chen & Guestrin (2016), XGBoost: a scalable tree boosting system',
  tasks: ['regression', 'binary'],
  accepts_nan: true,
  engine: 'xgboost',
  params: {
    ...nativeParams({ min_child_weight: 1, l2: 1, max_bins: 256 }),
    max_depth: integer('Depth of a tree; 0 = only `leaves` limits it.', { min: 0, max: 64, default: 6 }),
    leaves: integer('Leaves of a tree at most, which then grows by the largest gain.', { min: 2, optional: true }),
  },
  check: ({ max_depth, leaves }) =>
    max_depth === 0 && leaves === undefined
      ? [{ key: 'max_depth', message: 'nothing limits a tree', hint: 'write leaves, or a depth above 0' }]
      : [],
  validation: ({ early_stopping }) => early_stopping?.validation ?? 0,
  fit(values, train, validation, context) {
    const infinite = train.columns.findIndex((x) => x.some((v) => v === Infinity || v === -Infinity));
    if (infinite >= 0) throw new Error(`column "${context.names[infinite] ?? infinite}" holds an infinite value`);
    const maker = { format: 'xgboost', title: 'XGBoost', run: fitXgboost } as const;
    return fitByLibrary(maker, values, [train, validation], context, (seed) => ({
      objective: context.task === 'binary' ? 'binary:logistic' : 'reg:squarederror',
      tree_method: 'hist',
      max_depth: values.max_depth,
      ...(values.leaves !== undefined && { max_leaves: values.leaves, grow_policy: 'lossguide' }),
      eta: values.learning_rate,
      lambda: values.l2,
      alpha: values.l1,
      gamma: values.min_gain,
      min_child_weight: values.min_child_weight,
      subsample: values.row_fraction,
      colsample_bytree: values.feature_fraction,
      max_bin: values.max_bins,
      seed,
      nthread: 1,
      verbosity: 0,
    }));
  },
  load: loadModelText,
  importance: modelTextGain,
  written: { form: 'xgboost', xgboost: namedText },
});
