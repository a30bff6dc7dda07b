import type { Objective } from './objectives.ts';
import type { TrainingSet } from './types.ts';

/** Gradients are float32: labels beyond this have none. */
const LABEL_LIMIT = 1e38;

function checkLabel(label: number, row: number, objective: Objective, set: string): void {
  const where = `label of row ${row}${set}`;
  if (!Number.isFinite(label)) throw new Error(`${where} is ${label}`);
  if (Math.abs(label) > LABEL_LIMIT) throw new Error(`${where} is ${label}, beyond the range of float32 gradients`);
  const refusal = objective.refuses(label);
  if (refusal !== undefined) throw new Error(`${where} ${refusal}, found ${label}`);
}

/**
 * The rows of a set that take part: those with weight. Throws where there are none, or where a label or weight of
 * theirs cannot be used. `set` names the set in messages.
 */
export function usableRows(
  data: TrainingSet,
  rows: number,
  objective: Objective,
  set: '' | ' of validation',
): Uint32Array {
  const { target, weight } = data;
  const name = set === '' ? 'train set' : 'validation set';
  if (target.length !== rows) throw new Error(`${name} has ${rows} rows and ${target.length} labels`);
  if (weight !== undefined && weight.length !== rows) {
    throw new Error(`${name} has ${rows} rows and ${weight.length} weights`);
  }
  if (rows === 0) throw new Error(`${name} has no rows`);
  const usable = new Uint32Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const w = weight === undefined ? 1 : Math.fround(weight[row]);
    if (!(w >= 0 && w < Infinity)) throw new Error(`weight of row ${row}${set} is ${weight?.[row]}`);
    if (w === 0) continue;
    checkLabel(target[row], row, objective, set);
    usable[count++] = row;
  }
  if (count === 0) throw new Error(`${name} has no row with a weight above 0`);
  return usable.subarray(0, count);
}
