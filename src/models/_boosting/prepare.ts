import { binLike, binMatrix } from './bin-matrix.ts';
import { checkLabels, checkParams, usableRows } from './checks.ts';
import { classesOf, objectiveOf } from './objectives/index.ts';
import type { Labelled, Objective } from './objectives/index.ts';
import type { Binned, BoostingParams, TrainingSet } from './types.ts';

/** A matrix in bins, and the labels of its rows that take part. */
export interface PreparedSet {
  readonly binned: Binned;
  readonly data: Labelled;
}

export interface Prepared {
  readonly objective: Objective;
  readonly classes: readonly number[];
  readonly train: PreparedSet;
  readonly held: PreparedSet | undefined;
}

export const isBinned = (columns: TrainingSet['columns']): columns is Binned => 'bins' in columns;

const labelled = ({ target, weight }: TrainingSet, rows: Uint32Array): Labelled => ({ target, weight, rows });

function trainMatrix({ columns, binned }: TrainingSet, params: BoostingParams): Binned {
  const made = isBinned(columns) ? columns : (binned ?? binMatrix(columns, params.max_bins));
  if (made.max_bins !== params.max_bins) {
    throw new Error(`the matrix has ${made.max_bins} bins a feature, max_bins is ${params.max_bins}`);
  }
  return made;
}

function prepareHeld(set: TrainingSet, train: Binned, objective: Objective): PreparedSet {
  const binned = isBinned(set.columns) ? set.columns : (set.binned ?? binLike(train, set.columns));
  if (binned.edges !== train.edges) throw new Error('validation set is not binned by the edges of the train set');
  const rows = usableRows(set, binned.rows, ' of validation');
  checkLabels(set, rows, objective, ' of validation');
  return { binned, data: labelled(set, rows) };
}

const ANY_LABEL = { refuses: (): undefined => undefined };

/** Checks everything that can be checked before the work, then cuts the columns into bins. */
export function prepareSets(set: TrainingSet, validation: TrainingSet | undefined, params: BoostingParams): Prepared {
  const { columns } = set;
  const features = isBinned(columns) ? columns.edges.length : columns.length;
  const count = isBinned(columns) ? columns.rows : (columns[0]?.length ?? 0);
  if (features === 0) throw new Error('train set has no columns');
  checkParams(params, features);
  const rows = usableRows(set, count, '');
  checkLabels(set, rows, ANY_LABEL, '');
  const classes = params.objective === 'multiclass' ? classesOf(labelled(set, rows)) : [];
  const objective = objectiveOf(params, classes);
  checkLabels(set, rows, objective, '');
  const binned = trainMatrix(set, params);
  const held = validation && prepareHeld(validation, binned, objective);
  return { objective, classes, train: { binned, data: labelled(set, rows) }, held };
}
