import { defineModel } from '../core/contracts/model.ts';
import { checkFinite } from './_linear.ts';

/**
 * score[t] = k x[t], k = rms(label) / rms(x) over the train rows: what has just happened happens again. Reads one column,
 * such as the last return; k turns its unit into the label's and never its sign.
 *
 * In: one column; the caller leaves out rows with a NaN. Out: the label's unit; NaN where the column is NaN or infinite.
 */
export default defineModel({
  type: 'persistence',
  version: 1,
  summary: 'Baseline: the last value of one column, in the unit of the label.',
  tasks: ['regression'],
  accepts_nan: false,
  params: {},
  fit(_values, train, _validation, { names }) {
    const { columns, target } = train;
    if (columns.length !== 1)
      throw new Error(`persistence reads one column, found ${columns.length}: ${names.join(', ')}`);
    checkFinite(train, names);
    const power = (x: Float64Array): number => x.reduce((sum, v, t) => sum + v * v * (train.weight?.[t] ?? 1), 0);
    const [of, to] = [power(columns[0]), power(target)];
    if (of === 0) throw new Error(`column "${names[0]}" is 0 in every row`);
    return { factor: Math.sqrt(to / of) };
  },
  load(fitted) {
    const { factor } = fitted as { readonly factor: number };
    return {
      predict([x], from, to, out, offset) {
        for (let t = from; t < to; t++) {
          const score = factor * x[t];
          out[offset + t - from] = score - score === 0 ? score : NaN;
        }
      },
    };
  },
});
