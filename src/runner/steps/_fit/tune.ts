import type { JsonValue } from '../../../core/artifacts.ts';
import type { Param, Params as Schema } from '../../../core/params.ts';
import { streamOf } from '../../../core/rng.ts';
import { innerFolds } from '../../../models/_fold/folds.ts';
import type { InnerFold, Scheme } from '../../../models/_fold/folds.ts';
import { fitMetric } from '../../../models/_fold/metrics.ts';
import type { FitMetric } from '../../../models/_fold/metrics.ts';
import { loadPipeline } from '../../../models/_fold/pipeline.ts';
import { historyFor } from '../../../search/history.ts';
import { gridSampler } from '../../../search/samplers/grid.ts';
import { randomSampler } from '../../../search/samplers/random.ts';
import { sobolSampler } from '../../../search/samplers/sobol.ts';
import { tpeSampler } from '../../../search/samplers/tpe.ts';
import { spaceOf } from '../../../search/space.ts';
import type { SpaceEntries } from '../../../search/space.ts';
import type { Params, PastTrial, Sampler, Space } from '../../../search/types.ts';
import type { CanonicalValues } from '../../../spec/types.ts';
import type { Fitting } from './fitting.ts';
import { fitRows, gather, withTail } from './fitting.ts';

export interface Tune {
  readonly trials: number;
  readonly folds: number;
  readonly scheme: Scheme;
  readonly embargo?: number;
  readonly sampler: { readonly type: string; readonly startup?: number; readonly batch?: number };
  readonly objectives: { readonly [metric: string]: 'maximize' | 'minimize' };
  readonly space: SpaceEntries;
}

export interface Tuned {
  readonly values: CanonicalValues;
  /** For the model's meta: what won, and what each trial was worth. */
  readonly report: JsonValue;
}

/** The parameters of the best trial, each judged by its mean metric over folds inside the train rows. */
export function tuneModel(fitting: Fitting, values: CanonicalValues, rows: Int32Array, tune: Tune): Tuned {
  const { job, first, last } = fitting;
  const pick = (x: Int32Array): Int32Array => rows.map((t) => x[t]);
  const folds = innerFolds(
    { rows, first: pick(first), last: pick(last) },
    { scheme: tune.scheme, folds: tune.folds, embargo: tune.embargo ?? 0 },
  );
  const [metric, direction] = Object.entries(tune.objectives)[0] as [FitMetric, string];
  const space = spaceOf(tune.space, (path) => isWhole(fitting, path.split('.')));
  const sampler = samplerOf(tune, space, streamOf(job.seed, ...job.stream, 'tune').uint32());
  const trials: (PastTrial & { value: number })[] = [];
  let refusal = '';
  for (let k = 0; k < tune.trials; k++) {
    const params = sampler.suggest(k, historyFor(k, tune.sampler.batch ?? 1, trials));
    const judged = worthOrRefusal(fitting, valuesWith(values, params), { rows, folds, metric });
    const value = typeof judged === 'number' ? judged : NaN;
    if (typeof judged === 'string') refusal = `; the last one refused: ${judged}`;
    const loss = direction === 'maximize' ? -value : value;
    trials.push(
      value === value
        ? { index: k, state: 'complete', params, loss, value }
        : { index: k, state: 'infeasible', params, value },
    );
  }
  const best = trials
    .filter((t) => t.state === 'complete')
    .reduce<PastTrial | undefined>(
      (a, b) => (a === undefined || (b.loss as number) < (a.loss as number) ? b : a),
      undefined,
    );
  if (best === undefined)
    throw new Error(
      `no trial has a ${metric}: all ${tune.trials} give constant or unknown scores in the inner folds${refusal}`,
    );
  const told = trials.map(({ params, value }): JsonValue => ({
    params: { ...params },
    value: value === value ? value : null,
  }));
  return { values: valuesWith(values, best.params), report: { metric, params: { ...best.params }, trials: told } };
}

/** Whether the parameter at a path below the model is a count. */
function isWhole({ model, parts }: Fitting, keys: readonly string[]): boolean {
  const slot = keys[0] === 'prepare' ? parts.prepare.find((p) => p.slot === keys[1]) : undefined;
  let params: Schema | undefined = slot?.part.params ?? model.params;
  let param: Param | undefined;
  for (const key of slot === undefined ? keys : keys.slice(2)) {
    param = params?.[key];
    params = param?.fields;
  }
  return param?.kind === 'integer' || param?.kind === 'span';
}

function samplerOf({ sampler: { type, startup }, trials }: Tune, space: Space, seed: number): Sampler {
  if (type === 'grid') return gridSampler(space, trials);
  if (type === 'random') return randomSampler(space, seed);
  if (type === 'sobol') return sobolSampler(space, seed);
  return tpeSampler(space, seed, startup === undefined ? {} : { startup });
}

interface Judging {
  readonly rows: Int32Array;
  readonly folds: readonly InnerFold[];
  readonly metric: FitMetric;
}

/** What the model refuses in a trial, such as leaves larger than an inner fold, says nothing against the others. */
function worthOrRefusal(fitting: Fitting, values: CanonicalValues, judging: Judging): number | string {
  try {
    return worthOf(fitting, values, judging);
  } catch (error) {
    const isRefusal = error instanceof Error && error.name === 'Error' && !fitting.control.cancelled();
    if (!isRefusal) throw error;
    return error.message;
  }
}

function worthOf(fitting: Fitting, values: CanonicalValues, { rows, folds, metric }: Judging): number {
  const { model, columns, label, last, job } = fitting;
  let sum = 0;
  for (const { fit, check } of folds) {
    const inner = withTail(
      fit.map((i) => rows[i]),
      last,
      model.validation?.(values) ?? 0,
      job.boundary,
    );
    const predictor = loadPipeline(model, fitRows(fitting, values, inner, undefined));
    const checked = gather(
      columns,
      label,
      check.map((i) => rows[i]),
    );
    const score = new Float64Array(checked.rows);
    predictor.predict(checked.columns, 0, checked.rows, score, 0);
    sum += fitMetric(metric, score, checked.target);
  }
  return sum / folds.length;
}

/** Values with those of a trial in their places. */
export function valuesWith(values: CanonicalValues, params: Params): CanonicalValues {
  return Object.entries(params).reduce((all, [path, value]) => placed(all, path.split('.'), value), values);
}

function placed(values: CanonicalValues, [key, ...rest]: readonly string[], value: unknown): CanonicalValues {
  const below = rest.length === 0 ? value : placed((values[key] ?? {}) as CanonicalValues, rest, value);
  return { ...values, [key]: below };
}
