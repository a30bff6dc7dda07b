import { defineModel } from '../core/contracts/model.ts';
import { checkFinite, momentsOf } from './_linear.ts';

/**
 * The mean label of the train rows, whatever the columns say: the baseline that a model has to beat.
 *
 * In: labels; columns are not read. Out: the label's unit (for binary labels the share of label 1), never NaN.
 */
export default defineModel({
  type: 'constant',
  version: 1,
  summary: 'Baseline: the mean label of the train window.',
  tasks: ['regression', 'binary'],
  accepts_nan: true,
  params: {},
  fit(_values, train) {
    checkFinite({ ...train, columns: [] }, []);
    return { mean: momentsOf(train.target, train.weight).mean };
  },
  load(fitted) {
    const { mean } = fitted as { readonly mean: number };
    return { predict: (_columns, from, to, out, offset) => void out.fill(mean, offset, offset + to - from) };
  },
});
