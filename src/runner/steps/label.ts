import type { Label } from '../../core/contracts/label.ts';
import type { CanonicalValues } from '../../spec/types.ts';
import type { Arrays, StepResult } from './step.ts';
import { shared } from './step.ts';

export interface LabelJob {
  readonly kind: 'label';
  readonly type: string;
  readonly values: CanonicalValues;
  readonly inputs: number;
}

/** A label's values with the span of rows that each one reads. */
export function labelStep(job: LabelJob, label: Label, arrays: Arrays): StepResult {
  const inputs = Array.from({ length: job.inputs }, (_, i) => arrays[`in${i}`] as Float64Array);
  const rows = inputs[0].length;
  const value = shared(rows).fill(NaN);
  const first = new Int32Array(new SharedArrayBuffer(rows * 4));
  const last = new Int32Array(new SharedArrayBuffer(rows * 4));
  label.apply(job.values, inputs, { value, first, last });
  return {
    meta: null,
    arrays: [
      { name: 'value', values: value },
      { name: 'first', values: first },
      { name: 'last', values: last },
    ],
  };
}
