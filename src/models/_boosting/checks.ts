import type { Objective } from './objectives/index.ts';
import { sampleSize } from './sampling.ts';
import type { BoostingParams, ObjectiveName, TrainingSet } from './types.ts';
import { MOST_ROWS } from './workspace.ts';

/** Squares of labels beyond this, or of differences below its inverse, leave the range of a double. */
const LABEL_LIMIT = 1e100;

const isUsable = (label: number): boolean => label <= LABEL_LIMIT && label >= -LABEL_LIMIT;

type SetName = '' | ' of validation';

/** The rows that all columns have. */
export function checkColumns(columns: readonly Float64Array[]): number {
  const rows = columns[0].length;
  const odd = columns.findIndex((column) => column.length !== rows);
  if (odd >= 0) throw new Error(`column ${odd} has ${columns[odd].length} rows, column 0 has ${rows}`);
  return rows;
}

/**
 * The rows of a set that take part: those with weight. Throws where there are none, or where a label or weight of
 * theirs cannot be used. `set` names the set in messages.
 */
export function usableRows(data: TrainingSet, rows: number, set: SetName): Uint32Array {
  const { target, weight } = data;
  const name = set === '' ? 'train set' : 'validation set';
  if (target.length !== rows) throw new Error(`${name} has ${rows} rows and ${target.length} labels`);
  if (weight !== undefined && weight.length !== rows) {
    throw new Error(`${name} has ${rows} rows and ${weight.length} weights`);
  }
  if (rows === 0) throw new Error(`${name} has no rows`);
  if (rows > MOST_ROWS) throw new Error(`${name} has ${rows} rows, a fit may have ${MOST_ROWS}`);
  const asked = data.places;
  const most = asked?.length ?? rows;
  const usable = new Uint32Array(most);
  let count = 0;
  for (let k = 0; k < most; k++) {
    const row = asked === undefined ? k : asked[k];
    const w = weight === undefined ? 1 : weight[row];
    if (!(w >= 0 && w < LABEL_LIMIT)) throw new Error(`weight of row ${row}${set} is ${w}`);
    if (w > 0) usable[count++] = row;
  }
  if (count === 0) throw new Error(`${name} has no row with a weight above 0`);
  return usable.subarray(0, count);
}

/** Throws at the first label among the rows that the objective cannot use. */
export function checkLabels(
  { target }: TrainingSet,
  rows: Uint32Array,
  objective: Pick<Objective, 'refuses'>,
  set: SetName,
): void {
  for (let k = 0; k < rows.length; k++) {
    const label = target[rows[k]];
    const refusal = isUsable(label) ? objective.refuses(label) : '';
    if (refusal === undefined) continue;
    const where = `label of row ${rows[k]}${set}`;
    if (isUsable(label)) throw new Error(`${where} ${refusal}, found ${label}`);
    throw new Error(`${where} is ${label}${Number.isFinite(label) ? ', beyond the range of gradients' : ''}`);
  }
}

/** Largest hessian of a row of weight 1: p (1 - p), of two classes twice that. */
const LARGEST_HESSIAN: { readonly [objective in ObjectiveName]?: number } = { logistic: 1 / 4, multiclass: 1 / 2 };

/**
 * Throws where no tree could have a split, as both leaves of one hold at least `min_leaf_rows` and `min_child_weight`. The
 * smallest bounds, 1, may be out of reach of a small set.
 */
export function refuseHopeless(
  params: BoostingParams,
  { target, weight }: Pick<TrainingSet, 'target' | 'weight'>,
): void {
  const { min_leaf_rows, min_child_weight, row_fraction, objective } = params;
  const count = sampleSize(target.length, row_fraction);
  if (min_leaf_rows > 1 && 2 * min_leaf_rows > count) {
    throw new Error(`min_leaf_rows of ${min_leaf_rows} leaves no tree a split: it is grown on ${count} rows`);
  }
  const total = weight === undefined ? target.length : weight.reduce((sum, w) => sum + w, 0);
  const most = total * (LARGEST_HESSIAN[objective] ?? 1);
  if (min_child_weight > 1 && 2 * min_child_weight > most) {
    throw new Error(
      `min_child_weight of ${min_child_weight} leaves no tree a split: the hessians of all rows sum to ${most} at most`,
    );
  }
}

/** Throws where parameters cannot be met together. */
export function checkParams(params: BoostingParams, features: number): void {
  const { monotone, leaves, max_depth, max_bins } = params;
  if (!Number.isInteger(max_bins) || max_bins < 2 || max_bins > 255) {
    throw new Error(`max_bins must be a whole number from 2 to 255, found ${max_bins}`);
  }
  if (leaves === undefined && max_depth === undefined) throw new Error('a tree needs max_depth or leaves');
  if (monotone === undefined) return;
  if (monotone.length !== features) {
    throw new Error(`monotone has ${monotone.length} constraints, the train set has ${features} columns`);
  }
  const odd = monotone.findIndex((direction) => direction !== 0 && direction !== 1 && direction !== -1);
  if (odd >= 0) throw new Error(`monotone constraint of column ${odd} must be -1, 0 or 1, found ${monotone[odd]}`);
}
