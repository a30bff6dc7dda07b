import type { JsonValue, Range } from '../../core/artifacts.ts';
import type { Task } from '../../core/contracts/label.ts';
import type { Model } from '../../core/contracts/model.ts';
import { refuse } from '../../core/problem.ts';
import type { Refusal } from '../../core/problem.ts';
import { streamOf } from '../../core/rng.ts';
import { pipelineImportance } from '../../models/_fold/pipeline.ts';
import type { CanonicalValues } from '../../spec/types.ts';
import { interrupted } from '../_crossing.ts';
import { chosenColumns } from './_fit/choose.ts';
import type { Select } from './_fit/choose.ts';
import { fitRows, withTail } from './_fit/fitting.ts';
import type { Fitting, Rows } from './_fit/fitting.ts';
import { NO_PARTS } from './_fit/parts.ts';
import type { FitParts } from './_fit/parts.ts';
import { fittedAnew, keptModel } from './_fit/refit.ts';
import type { RefitRule } from './_fit/refit.ts';
import { tuneModel } from './_fit/tune.ts';
import type { Tune } from './_fit/tune.ts';
import type { Arrays, Control, StepResult } from './step.ts';
import type { PooledInput } from './pooled.ts';
import { sharedText, textOf } from './step.ts';

export interface FitJob {
  readonly kind: 'model';
  readonly pooled?: PooledInput;
  readonly type: string;
  readonly values: CanonicalValues;
  /** For messages: `models.gbm`. */
  readonly path: string;
  /** The model can share the work of its fit with other threads. */
  readonly shares?: boolean;
  readonly names: readonly string[];
  /** What the labels are; absent = regression. */
  readonly task?: Task;
  readonly train: Range;
  /** First row that no train label may reach. */
  readonly boundary: number;
  /** Where the library lies that fits the model; changes no number, its version is in the key. */
  readonly library?: string;
  /** The labels of the purged train rows are dealt out anew before anything is fitted. */
  readonly permuted?: boolean;
  /** With `split.refit: on_drift`: whether this fold fits, and what it goes on with if not. */
  readonly refit?: RefitRule;
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
): Rows {
  const rows = new Int32Array(Math.max(0, job.train.to - job.train.from));
  let kept = 0;
  for (let t = job.train.from; t < job.train.to; t++) {
    if (label[t] === label[t] && last[t] < job.boundary && usable(t)) rows[kept++] = t;
  }
  return withTail(rows.slice(0, kept), last, validation, job.boundary);
}

/** One fitted model: fold x label. Reads columns `x0` …, the label and its spans; nothing after `boundary`. */
export function fitStep(
  job: FitJob,
  model: Model,
  arrays: Arrays,
  control: Control,
  parts: FitParts = NO_PARTS,
): StepResult {
  const { refit } = job;
  if (refit === undefined) return fittedStep(job, model, arrays, control, parts);
  const columns = job.names.map((_, i) => arrays[`x${i}`] as Float64Array);
  const kept = keptModel(refit, job.names, columns, arrays);
  return kept ?? fittedAnew(refit, job.names, columns, fittedStep(job, model, arrays, control, parts));
}

function fittedStep(job: FitJob, model: Model, arrays: Arrays, control: Control, parts: FitParts): StepResult {
  const columns = job.names.map((_, i) => arrays[`x${i}`] as Float64Array);
  const [given, last] = [arrays['label'] as Float64Array, arrays['last'] as Int32Array];
  const first = (arrays['first'] ?? Int32Array.from(last.keys())) as Int32Array;
  const takesNaN = model.accepts_nan || parts.prepare.some(({ slot }) => slot === 'impute');
  const known = (t: number): boolean => takesNaN || columns.every((x) => x[t] === x[t]);
  const all = trainRows(job, given, last, 0, known).fit;
  if (all.length < 2 && model.stacks !== true) throw tooFew(job, all.length);
  const label = job.permuted === true ? dealtAnew(job, given, all) : given;
  const { tune, select } = job.values as { readonly tune?: Tune; readonly select?: Select };
  const goesOn = arrays['from'] !== undefined && tune === undefined && select === undefined && job.permuted !== true;
  refuseOneClass(job, label, all);
  const fitting: Fitting = {
    ...{ job, model, parts, control, columns, label, first, last },
    ...(goesOn && { from: JSON.parse(textOf(arrays['from'])) as JsonValue }),
  };
  return fitOrRefuse(job, control, () => {
    const tuned = tune === undefined ? undefined : tuneModel(fitting, job.values, all, tune);
    const values = tuned?.values ?? job.values;
    const rows = withTail(all, last, model.validation?.(values) ?? 0, job.boundary);
    if (rows.fit.length < 2 && model.stacks !== true) throw tooFew(job, rows.fit.length);
    const keep = select === undefined ? undefined : chosenColumns(fitting, values, rows, select);
    const fitted = fitRows(fitting, values, rows, keep);
    return {
      meta: {
        rows: rows.fit.length,
        validation_rows: rows.tail.length,
        first_row: rows.fit[0] ?? null,
        last_row: rows.fit.at(-1) ?? null,
        importance: [...(pipelineImportance(model, fitted) ?? [])],
        ...(keep !== undefined && { selected: keep.map((i) => job.names[i]) }),
        ...(tuned !== undefined && { tuned: tuned.report }),
      },
      arrays: [{ name: 'model', values: sharedText(JSON.stringify(fitted)) }],
    };
  });
}

/** The labels with those of `rows` in another order. */
function dealtAnew({ seed, stream }: FitJob, label: Float64Array, rows: Int32Array): Float64Array {
  const order = streamOf(seed, ...stream, 'permuted').permutation(rows.length);
  const dealt = label.slice();
  for (let i = 0; i < rows.length; i++) dealt[rows[i]] = label[rows[order[i]]];
  return dealt;
}

function refuseOneClass(job: FitJob, label: Float64Array, rows: Int32Array): void {
  if (job.task !== 'binary' || rows.length === 0 || rows.some((t) => label[t] !== label[rows[0]])) return;
  throw refuse('RUN_MODEL', job.path, 'the labels of the train window are of one class', {
    expected: 'labels of both classes, 0 and 1',
    found: `${label[rows[0]]} in all ${rows.length} rows`,
    hint: 'lengthen split.train, or bring the barriers of the label nearer',
  });
}

function tooFew(job: FitJob, rows: number): Refusal {
  return refuse('RUN_MODEL', job.path, `no rows left to fit in ${job.train.to - job.train.from} train rows`, {
    expected: 'at least 2 rows with a known label whose span ends before the next window',
    found: `${rows} rows`,
    hint: 'lengthen split.train, or leave out columns that are NaN in the whole window',
  });
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
