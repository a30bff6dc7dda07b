import { checkColumns, checkLabels, checkParams, usableRows } from './checks.ts';
import { classesOf, objectiveOf } from './objectives/index.ts';
import type { Labelled, Objective } from './objectives/index.ts';
import type { BoostingParams, TrainingSet } from './types.ts';

/** Columns, and the labels of their rows that take part. */
export interface PreparedSet {
  readonly columns: readonly Float64Array[];
  readonly rows: number;
  readonly data: Labelled;
}

export interface Prepared {
  readonly objective: Objective;
  readonly classes: readonly number[];
  readonly train: PreparedSet;
  readonly held: PreparedSet | undefined;
}

const labelled = ({ target, weight }: TrainingSet, rows: Uint32Array): Labelled => ({ target, weight, rows });

function prepareHeld(set: TrainingSet, features: number, objective: Objective): PreparedSet {
  const { columns } = set;
  if (columns.length !== features) throw new Error(`found ${columns.length} columns, the train set has ${features}`);
  const count = checkColumns(columns);
  const rows = usableRows(set, count, ' of validation');
  checkLabels(set, rows, objective, ' of validation');
  return { columns, rows: count, data: labelled(set, rows) };
}

const ANY_LABEL = { refuses: (): undefined => undefined };

/** Checks everything that can be checked before the work. */
export function prepareSets(set: TrainingSet, validation: TrainingSet | undefined, params: BoostingParams): Prepared {
  const { columns } = set;
  if (columns.length === 0) throw new Error('train set has no columns');
  const count = checkColumns(columns);
  checkParams(params, columns.length);
  const rows = usableRows(set, count, '');
  checkLabels(set, rows, ANY_LABEL, '');
  const classes = params.objective === 'multiclass' ? classesOf(labelled(set, rows)) : [];
  const objective = objectiveOf(params, classes);
  checkLabels(set, rows, objective, '');
  const held = validation && prepareHeld(validation, columns.length, objective);
  return { objective, classes, train: { columns, rows: count, data: labelled(set, rows) }, held };
}
