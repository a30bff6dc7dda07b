import type { Range } from '../../core/artifacts.ts';
import type { Task } from '../../core/contracts/label.ts';
import type { Model, Sample } from '../../core/contracts/model.ts';
import { refuse } from '../../core/problem.ts';
import { streamOf } from '../../core/rng.ts';
import type { CanonicalValues } from '../../spec/types.ts';
import { interrupted } from '../_crossing.ts';
import type { Arrays, Control, StepResult } from './step.ts';
import { sharedText } from './step.ts';

export interface FitJob {
  readonly kind: 'model';
  readonly type: string;
  readonly values: CanonicalValues;
  /** For messages: `models.gbm`. */
  readonly path: string;
  readonly names: readonly string[];
  /** What the labels are; absent = regression. */
  readonly task?: Task;
  readonly train: Range;
  /** First row that no train label may reach. */
  readonly boundary: number;
  readonly stream: readonly (string | number)[];
  readonly seed: number;
}

/** Rows of the train window that a fit may use, and those of its validation tail. Purged by label span. */
export function trainRows(
  job: Pick<FitJob, 'train' | 'boundary'>,
  label: Float64Array,
  last: Int32Array,
  validation: number,
  usable: (row: number) => boolean,
): { fit: Int32Array; tail: Int32Array } {
  const rows: number[] = [];
  for (let t = job.train.from; t < job.train.to; t++) {
    if (label[t] === label[t] && last[t] < job.boundary && usable(t)) rows.push(t);
  }
  if (validation === 0) return { fit: Int32Array.from(rows), tail: new Int32Array(0) };
  const cut = rows.length - Math.max(1, Math.round(rows.length * validation));
  const firstTail = rows[cut] ?? job.boundary;
  const fit = rows.slice(0, Math.max(0, cut)).filter((t) => last[t] < firstTail);
  return { fit: Int32Array.from(fit), tail: Int32Array.from(rows.slice(Math.max(0, cut))) };
}

export function gather(columns: readonly Float64Array[], label: Float64Array, rows: Int32Array): Sample {
  const pick = (x: Float64Array): Float64Array => {
    const out = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) out[i] = x[rows[i]];
    return out;
  };
  return { rows: rows.length, columns: columns.map(pick), target: pick(label) };
}

/** One fitted model: fold x label. Reads columns `x0` …, the label and its spans; nothing after `boundary`. */
export function fitStep(job: FitJob, model: Model, arrays: Arrays, control: Control): StepResult {
  const columns = job.names.map((_, i) => arrays[`x${i}`] as Float64Array);
  const label = arrays['label'] as Float64Array;
  const known = (t: number): boolean => model.accepts_nan || columns.every((x) => x[t] === x[t]);
  const validation = model.validation?.(job.values) ?? 0;
  const { fit, tail } = trainRows(job, label, arrays['last'] as Int32Array, validation, known);
  if (fit.length < 2) {
    throw refuse('RUN_MODEL', job.path, `no rows left to fit in ${job.train.to - job.train.from} train rows`, {
      expected: 'at least 2 rows with a known label whose span ends before the next window',
      found: `${fit.length} rows`,
      hint: 'lengthen split.train, or leave out columns that are NaN in the whole window',
    });
  }
  const fitted = fitOrRefuse(job, control, () =>
    model.fit(job.values, gather(columns, label, fit), tail.length > 0 ? gather(columns, label, tail) : undefined, {
      rng: streamOf(job.seed, ...job.stream),
      cancelled: control.cancelled,
      names: job.names,
      ...(job.task !== undefined && { task: job.task }),
    }),
  );
  const importance = model.importance?.(fitted) ?? [];
  return {
    meta: {
      rows: fit.length,
      validation_rows: tail.length,
      first_row: fit[0],
      last_row: fit[fit.length - 1],
      importance: [...importance],
    },
    arrays: [{ name: 'model', values: sharedText(JSON.stringify(fitted)) }],
  };
}

function fitOrRefuse<T>(job: FitJob, control: Control, fit: () => T): T {
  try {
    return fit();
  } catch (error) {
    if (control.cancelled()) throw interrupted(`interrupted while fitting ${job.path}`);
    if (error instanceof Error && error.name === 'Error') throw refuse('RUN_MODEL', job.path, error.message);
    throw error;
  }
}
