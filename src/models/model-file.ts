import { defineModel } from '../core/contracts/model.ts';
import * as p from '../core/params.ts';
import { loadOutput, modelTextGain } from './_files/index.ts';

/**
 * y_pred[t] = what a LightGBM or XGBoost model, fitted elsewhere, says of the columns at t.
 *
 * In: the columns the file was fitted on, found by its names or in the order of `features`. Out: as its maker gives it
 * (the label's unit, or a probability). NaN is treated as its maker does. Nothing is fitted here: no folds.
 */
export default defineModel({
  type: 'model_file',
  version: 1,
  summary: 'A model fitted elsewhere: LightGBM text, XGBoost JSON or UBJ, told by its content.',
  tasks: ['binary', 'regression'],
  accepts_nan: true,
  external: 'model',
  omits: ['select', 'tune', 'prepare', 'sample_weight', 'per_symbol', 'symbols', 'early_stopping'],
  params: {
    path: p.text('The file; `{symbol}` stands for the symbol.', { undigested: true }),
    match: p.choice(
      'How its features are found among the columns: by their names in the file, or in the order of `features`.',
      ['name', 'order'],
      { default: 'name' },
    ),
    names: p.map(
      'Column of each feature whose name in the file is another: `{ ret1min: ret.1 }`.',
      p.input('Column.'),
      { optional: true },
    ),
    class: p.integer('Which of several values is the score: class or target, counted from 0.', {
      min: 0,
      optional: true,
    }),
    trained_until: p.text('Date up to which it was fitted, or `unknown`, which is stamped on every result.', {
      default: 'unknown',
      pattern: '^(unknown|[0-9]{4}-[0-9]{2}-[0-9]{2})$',
    }),
  },
  check: ({ match, names }) =>
    match === 'order' && names !== undefined
      ? [{ key: 'names', message: 'is not read where features are taken in order', hint: 'match: name' }]
      : [],
  fit() {
    throw new Error('a model file is not fitted');
  },
  load: loadOutput,
  importance: modelTextGain,
});
