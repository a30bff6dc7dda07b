import type { Range } from '../../../core/artifacts.ts';
import { populationStability } from '../../../evaluation/_stats/index.ts';
import type { Arrays, NumericArray, StepResult } from '../step.ts';

/** How a fold of `split.refit: on_drift` decides; the first fold has no model in use and is always fitted. */
export interface RefitRule {
  readonly fold: number;
  readonly inUse?: {
    /** PSI that no column may pass. */
    readonly limit: number;
    /** Rows that the model in use was fitted on, and the newest ones before the fold's boundary. */
    readonly reference: Range;
    readonly recent: Range;
  };
}

/** What a fold leaves for the next one that keeps its model. */
export const USED = ['model', 'fitted', 'importance'] as const;

export interface Drifted {
  readonly column: string;
  readonly psi: number;
}

/** The column that has moved farthest from the rows of the model in use; ties go to the first. NaN counts as no move. */
export function farthest(
  names: readonly string[],
  columns: readonly Float64Array[],
  { reference, recent }: NonNullable<RefitRule['inUse']>,
): Drifted {
  let most: Drifted = { column: '', psi: NaN };
  columns.forEach((x, i) => {
    const psi = populationStability(x.subarray(reference.from, reference.to), x.subarray(recent.from, recent.to));
    if (!(psi <= most.psi) && psi === psi) most = { column: names[i], psi };
  });
  return most;
}

/**
 * The model in use once more where no column has passed the limit: its bytes, importances and the fold that fitted it.
 * Undefined where the fold is to be fitted.
 */
export function keptModel(
  { inUse }: RefitRule,
  names: readonly string[],
  columns: readonly Float64Array[],
  arrays: Arrays,
): StepResult | undefined {
  if (inUse === undefined) return undefined;
  const drifted = farthest(names, columns, inUse);
  if (drifted.psi > inUse.limit) return undefined;
  const of = (name: string): NumericArray => arrays[`used_${name}`];
  return {
    meta: {
      refit: false,
      fitted_in: of('fitted')[0],
      drifted: { ...drifted },
      rows: 0,
      importance: [...of('importance')],
    },
    arrays: USED.map((name) => ({ name, values: of(name) })),
  };
}

/** A fit with what later folds need of it. */
export function fittedAnew(
  { fold, inUse }: RefitRule,
  names: readonly string[],
  columns: readonly Float64Array[],
  { meta, arrays }: StepResult,
): StepResult {
  const facts = meta as { readonly importance: readonly number[] };
  const drifted = inUse === undefined ? {} : { drifted: { ...farthest(names, columns, inUse) } };
  return {
    meta: { ...facts, refit: true, fitted_in: fold, ...drifted },
    arrays: [
      ...arrays,
      { name: 'fitted', values: Int32Array.of(fold) },
      { name: 'importance', values: Float64Array.from(facts.importance) },
    ],
  };
}
