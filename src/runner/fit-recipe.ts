import type { JsonValue } from '../core/artifacts.ts';
import { digestJson } from '../core/digest.ts';
import type { Node } from '../spec/types.ts';
import type { PlanBuilder } from './plan-builder.ts';
import type { FoldRows } from './plan.ts';
import { orderedColumns } from './spec-digest.ts';
import { isStacked, scoredBy, stackedOn } from './stacked.ts';

/** What a fit is, apart from the data. */
export function fitRecipe(
  build: PlanBuilder,
  model: Node,
  label: string,
  fold: FoldRows,
  columns: readonly string[],
): JsonValue {
  const { train, calibrate, test } = fold.times;
  const boundary = calibrate.to > calibrate.from ? calibrate.from : test.from;
  return [
    build.recipes.node(model.name).digest,
    columns.map((name) => build.recipes.reference(name).digest),
    build.recipes.node(label).digest,
    { train: [train.from, train.to], boundary, fold: fold.index, seed: build.spec.seed },
    ...(fold.refit === undefined ? [] : [refitRecipe(build, model, label, fold, columns)]),
    ...(isStacked(model) ? [stackRecipe(build, fold, columns)] : []),
  ];
}

/** Whether a fold fits hangs on every fold before it. */
function refitRecipe(
  build: PlanBuilder,
  model: Node,
  label: string,
  { times, refit }: FoldRows,
  columns: readonly string[],
): JsonValue {
  const inUse = refit?.before;
  const earlier = inUse === undefined ? null : digestJson(fitRecipe(build, model, label, inUse, columns));
  return ['on_drift', refit?.max_psi ?? null, times.test.to - times.test.from, earlier];
}

/** What the scores are made by that a stack is fitted on and that it combines, model by model and fold by fold. */
function stackRecipe(build: PlanBuilder, fold: FoldRows, names: readonly string[]): JsonValue {
  return names.map((name) => {
    const { model, label } = scoredBy(build.spec, name);
    const columns = orderedColumns(model, build.spec, build.recipes);
    const read = [...stackedOn(build.folds, fold), fold];
    return digestJson(read.map((own) => fitRecipe(build, model, label, own, columns)));
  });
}
