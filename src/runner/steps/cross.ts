import type { Feature } from '../../core/contracts/feature.ts';
import type { CanonicalValues } from '../../spec/types.ts';
import type { Arrays, StepResult } from './step.ts';
import { shared } from './step.ts';

export interface CrossJob {
  readonly kind: 'cross';
  readonly type: string;
  readonly values: CanonicalValues;
  /** Input columns of each symbol: arrays `in0/0`, `in1/0` …, with `row/0` (own row by grid row) and `listed/0`. */
  readonly inputs: number;
  readonly outputs: readonly string[];
  readonly symbols: readonly string[];
  /** Rows of the time grid. */
  readonly rows: number;
}

/** Name of the array that holds a symbol's own column. */
export const crossArray = (output: string, { symbol }: { readonly symbol: string }): string => `${output}/${symbol}`;

/**
 * Columns across symbols: at each time one cross-section of the symbols that have a bar, stand in the universe and whose
 * inputs are all known, in the order of their names. NaN for all others.
 */
export function crossStep(job: CrossJob, feature: Feature, arrays: Arrays): StepResult {
  const { symbols, outputs } = job;
  const places = symbols.map((_, m) => arrays[`row/${m}`]);
  const listed = symbols.map((_, m) => arrays[`listed/${m}`]);
  const inputs = symbols.map((_, m) => Array.from({ length: job.inputs }, (__, i) => arrays[`in${i}/${m}`]));
  const columns = symbols.map((_, m) => outputs.map(() => shared(listed[m].length).fill(NaN)));
  const buffer = (): Float64Array => new Float64Array(symbols.length);
  const given = Array.from({ length: job.inputs }, buffer);
  const made = outputs.map(buffer);
  const members = new Int32Array(symbols.length);
  const state = feature.start(job.values, 0);
  for (let g = 0; g < job.rows; g++) {
    let count = 0;
    for (let m = 0; m < symbols.length; m++) {
      const row = places[m][g];
      if (row < 0 || listed[m][row] === 0) continue;
      let known = true;
      for (let i = 0; i < given.length; i++) {
        const x = inputs[m][i][row];
        given[i][count] = x;
        if (x !== x) known = false;
      }
      if (known) members[count++] = m;
    }
    if (count === 0) continue;
    feature.push(
      state,
      given.map((x) => x.subarray(0, count)),
      made.map((x) => x.subarray(0, count)),
    );
    for (let i = 0; i < count; i++) {
      const m = members[i];
      for (let k = 0; k < made.length; k++) columns[m][k][places[m][g]] = made[k][i];
    }
  }
  return {
    meta: null,
    arrays: symbols.flatMap((symbol, m) =>
      outputs.map((output, k) => ({ name: crossArray(output, { symbol }), values: columns[m][k] })),
    ),
  };
}
