import type { JsonValue } from '../../core/artifacts.ts';
import type { Contributions, FitContext, Model, Predictor, Sample } from '../../core/contracts/model.ts';
import type { Preparation, Prepared } from '../../core/contracts/preparation.ts';
import type { Typed, Values, Params } from '../../core/params.ts';
import { applyPrepared, spreadBack } from './apply.ts';

/** The slots of `prepare`, in the order in which they are fitted and applied. */
export const SLOTS = ['winsorize', 'impute', 'scale', 'reduce'] as const;
export type Slot = (typeof SLOTS)[number];

/** A model with what stands before it. Without either, the model's own JSON is saved. */
interface Wrapped {
  /** Columns that are read, and those of them that are kept. */
  readonly columns: number;
  readonly keep: readonly number[];
  readonly prepare: readonly Prepared[];
  readonly model: JsonValue;
}

/** One fit: a model with its values, the slots before it, the columns it keeps (all where undefined). */
export interface Recipe {
  readonly model: Model;
  readonly values: Values<Params>;
  readonly prepare: readonly { readonly part: Preparation; readonly values: Typed }[];
  readonly keep: readonly number[] | undefined;
}

function narrowed({ segment, ...sample }: Sample, kept: readonly number[]): Sample {
  const only = (columns: readonly Float64Array[]): Float64Array[] => kept.map((i) => columns[i]);
  return {
    ...sample,
    columns: only(sample.columns),
    ...(segment !== undefined && { segment: { ...segment, columns: only(segment.columns) } }),
  };
}

function changed({ segment: _raw, ...sample }: Sample, prepared: Prepared): Sample {
  return { ...sample, columns: applyPrepared(prepared, sample.columns) };
}

/** Fits the slots and the model on the train rows; the validation rows only pass through the slots. */
export function fitPipeline(
  recipe: Recipe,
  train: Sample,
  validation: Sample | undefined,
  context: FitContext,
): JsonValue {
  const { model, values, prepare, keep } = recipe;
  if (prepare.length === 0 && keep === undefined) return model.fit(values, train, validation, context);
  const kept = keep ?? train.columns.map((_, i) => i);
  let [fit, tail] = [narrowed(train, kept), validation && narrowed(validation, kept)];
  let names = kept.map((i) => context.names[i]);
  const inner = context.from !== undefined && isWrapped(context.from) ? wrappedOf(context.from).model : context.from;
  const done: Prepared[] = [];
  for (const { part, values: own } of prepare) {
    const prepared = part.fit(own, fit.columns, names);
    done.push(prepared);
    fit = changed(fit, prepared);
    tail = tail && changed(tail, prepared);
    if (prepared.op === 'rotate') names = prepared.axes.map((_, i) => `component ${i + 1}`);
  }
  const wrapped: Wrapped = {
    columns: train.columns.length,
    keep: kept,
    prepare: done,
    model: model.fit(values, fit, tail, { ...context, names, ...(inner !== undefined && { from: inner }) }),
  };
  return wrapped as unknown as JsonValue;
}

const isWrapped = (fitted: JsonValue): boolean =>
  typeof fitted === 'object' && fitted !== null && 'prepare' in fitted && 'keep' in fitted && 'model' in fitted;

const wrappedOf = (fitted: JsonValue): Wrapped => fitted as unknown as Wrapped;

/** Rows that are prepared at once: each is made from itself alone, and so many stay in a core's own cache. */
const PREPARED = 4096;

/** A predictor over what `fitPipeline` gave. */
export function loadPipeline(model: Model, fitted: JsonValue): Predictor {
  if (!isWrapped(fitted)) return model.load(fitted);
  const { keep, prepare, model: own } = wrappedOf(fitted);
  const inner = model.load(own);
  return {
    predict(columns, from, to, out, offset) {
      for (let start = from; start < to; start += PREPARED) {
        const end = Math.min(to, start + PREPARED);
        let block: readonly Float64Array[] = keep.map((i) => columns[i].subarray(start, end));
        for (const prepared of prepare) block = applyPrepared(prepared, block);
        inner.predict(block, 0, end - start, out, offset + start - from);
      }
    },
  };
}

/** The model inside what `fitPipeline` gave, the names of the columns it reads itself, and whether nothing stands before it. */
export function innermost(
  fitted: JsonValue,
  names: readonly string[],
): { readonly model: JsonValue; readonly columns: readonly string[]; readonly bare: boolean } {
  if (!isWrapped(fitted)) return { model: fitted, columns: names, bare: true };
  const { keep, prepare, model } = fitted as unknown as Wrapped;
  const turned = prepare.findLast(({ op }) => op === 'rotate');
  const columns = turned?.op === 'rotate' ? turned.axes.map((_, i) => `component_${i + 1}`) : keep.map((i) => names[i]);
  return { model, columns, bare: prepare.length === 0 };
}

/** Importance per column that is read: 0 where it is not kept. Undefined where the model states none. */
export function pipelineImportance(model: Model, fitted: JsonValue): readonly number[] | undefined {
  if (!isWrapped(fitted)) return model.importance?.(fitted);
  const { columns, keep, prepare, model: own } = wrappedOf(fitted);
  const stated = model.importance?.(own);
  if (stated === undefined) return undefined;
  const spread = prepare.reduceRight((importance, prepared) => spreadBack(prepared, importance), stated);
  const all = Array.from({ length: columns }, () => 0);
  keep.forEach((column, i) => (all[column] = spread[i]));
  return all;
}

/**
 * Shapley values per column that is read, of rows [from, to): 0 where it is not kept. Undefined where the model states
 * none, and where `reduce` mixes columns.
 */
export function pipelineContributions(
  model: Model,
  fitted: JsonValue,
  columns: readonly Float64Array[],
  [from, to]: readonly [from: number, to: number],
): Contributions | undefined {
  if (!isWrapped(fitted)) return model.contributions?.(fitted, columns, from, to);
  const { keep, prepare, model: own } = wrappedOf(fitted);
  if (prepare.some(({ op }) => op === 'rotate')) return undefined;
  let block: readonly Float64Array[] = keep.map((i) => columns[i].subarray(from, to));
  for (const prepared of prepare) block = applyPrepared(prepared, block);
  const found = model.contributions?.(own, block, 0, to - from);
  if (found === undefined) return undefined;
  const values = columns.map(() => new Float64Array(to - from));
  keep.forEach((column, i) => values[column].set(found.values[i]));
  return { base: found.base, values };
}

/** Columns that a saved model was fitted on; undefined where it does not say. */
export function columnsOf(model: Model, fitted: JsonValue): number | undefined {
  return isWrapped(fitted) ? wrappedOf(fitted).columns : model.importance?.(fitted).length;
}
