import type { Arrays, StepResult } from './step.ts';
import { shared } from './step.ts';

export interface JoinedJob {
  readonly kind: 'joined';
  readonly outputs: readonly string[];
}

/** Columns of one symbol (`in0` … at the times `from`) on the bars of another: at each bar the last value known by its close. */
export function joinedStep({ outputs }: JoinedJob, arrays: Arrays): StepResult {
  const [time, from] = [arrays['time'], arrays['from']];
  const inputs = outputs.map((_, i) => arrays[`in${i}`]);
  const columns = outputs.map(() => shared(time.length));
  let row = -1;
  for (let t = 0; t < time.length; t++) {
    while (row + 1 < from.length && from[row + 1] <= time[t]) row++;
    for (let k = 0; k < columns.length; k++) columns[k][t] = row < 0 ? NaN : inputs[k][row];
  }
  return { meta: null, arrays: outputs.map((name, i) => ({ name, values: columns[i] })) };
}
