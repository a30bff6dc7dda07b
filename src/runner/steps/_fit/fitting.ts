import type { JsonValue } from '../../../core/artifacts.ts';
import type { Model, Sample } from '../../../core/contracts/model.ts';
import { streamOf } from '../../../core/rng.ts';
import { fitPipeline } from '../../../models/_fold/pipeline.ts';
import type { CanonicalValues } from '../../../spec/types.ts';
import type { Control } from '../step.ts';
import type { FitJob } from '../fit.ts';
import type { FitParts } from './parts.ts';

/** What a fit may look at: the columns and label of all rows, of which only train rows are picked. */
export interface Fitting {
  readonly job: FitJob;
  readonly model: Model;
  readonly parts: FitParts;
  readonly control: Control;
  readonly columns: readonly Float64Array[];
  readonly label: Float64Array;
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** What was fitted before with fewer rounds. */
  readonly from?: JsonValue;
}

export interface Rows {
  readonly fit: Int32Array;
  readonly tail: Int32Array;
}

/** Cuts the validation tail off rows in order of time, and what it purges before it. */
export function withTail(rows: Int32Array, last: Int32Array, share: number, boundary: number): Rows {
  if (share === 0) return { fit: rows, tail: new Int32Array(0) };
  const cut = Math.max(0, rows.length - Math.max(1, Math.round(rows.length * share)));
  const firstTail = rows[cut] ?? boundary;
  return { fit: rows.slice(0, cut).filter((t) => last[t] < firstTail), tail: rows.slice(cut) };
}

/** Ascending rows of the columns; rows that follow each other are looked at where they stand. */
export function gather(columns: readonly Float64Array[], label: Float64Array, rows: Int32Array): Sample {
  const [first, last] = [rows[0], rows[rows.length - 1]];
  const isUnbroken = rows.length > 0 && last - first === rows.length - 1;
  const pick = (x: Float64Array): Float64Array => {
    if (isUnbroken) return x.subarray(first, last + 1);
    const out = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) out[i] = x[rows[i]];
    return out;
  };
  return { rows: rows.length, columns: columns.map(pick), target: pick(label) };
}

/** The rows with their places in the train window. */
function placed({ job, columns, label }: Fitting, rows: Int32Array): Sample {
  const [from, to] = [job.train.from, Math.min(job.train.to, job.boundary)];
  const segment = { columns: columns.map((x) => x.subarray(from, to)), rows: rows.map((t) => t - from) };
  return { ...gather(columns, label, rows), ...(rows[rows.length - 1] < to && { segment }) };
}

/** Train rows with their weights; each set of rows is weighed by itself. */
function weighed(fitting: Fitting, rows: Int32Array): Sample {
  const { first, last, parts } = fitting;
  const sample = placed(fitting, rows);
  if (parts.weight === undefined) return sample;
  const { part, values } = parts.weight;
  return {
    ...sample,
    weight: part.weigh(values, { rows, first: rows.map((t) => first[t]), last: rows.map((t) => last[t]) }),
  };
}

/** One model on these rows; every fit of a fold draws the same random numbers. */
export function fitRows(
  fitting: Fitting,
  values: CanonicalValues,
  { fit, tail }: Rows,
  keep: readonly number[] | undefined,
): JsonValue {
  const { job, model, parts, control } = fitting;
  const recipe = {
    model,
    values,
    prepare: parts.prepare.map((p) => ({ ...p, values: tuned(p.values, values, p.slot) })),
    keep,
  };
  return fitPipeline(recipe, weighed(fitting, fit), tail.length > 0 ? placed(fitting, tail) : undefined, {
    rng: streamOf(job.seed, ...job.stream),
    cancelled: control.cancelled,
    names: job.names,
    ...(job.task !== undefined && { task: job.task }),
    ...(parts.library !== undefined && { library: parts.library }),
    ...(fitting.from !== undefined && { from: fitting.from }),
    ...(control.team !== undefined && { team: control.team }),
  });
}

type Block = FitParts['prepare'][number]['values'];

/** A slot's values as a trial has them. */
function tuned(own: Block, values: CanonicalValues, slot: string): Block {
  return ((values['prepare'] as { readonly [slot: string]: Block } | undefined) ?? {})[slot] ?? own;
}
