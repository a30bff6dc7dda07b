import type { JsonValue, Range } from '../../core/artifacts.ts';
import type { Model, Predictor } from '../../core/contracts/model.ts';
import { columnsOf, loadPipeline } from '../../models/_fold/pipeline.ts';
import { refuse } from '../../core/problem.ts';
import type { Arrays, StepResult } from './step.ts';
import type { PooledInput } from './pooled.ts';
import { shared, textOf } from './step.ts';

export interface ScoreJob {
  readonly kind: 'scores';
  readonly pooled?: PooledInput;
  readonly type: string;
  readonly columns: number;
  readonly range: Range;
}

/** Out-of-sample scores of one fitted model over its calibrate and test rows. NaN where the model needs a value that is not known. */
export function scoreStep(job: ScoreJob, model: Model, arrays: Arrays): StepResult {
  const columns = Array.from({ length: job.columns }, (_, i) => arrays[`x${i}`] as Float64Array);
  const predictor = loadPredictor(model, textOf(arrays['model']), job.columns);
  const out = shared(job.range.to - job.range.from);
  predictor.predict(columns, job.range.from, job.range.to, out, 0);
  return { meta: { from: job.range.from, to: job.range.to }, arrays: [{ name: 'score', values: out }] };
}

/** A saved model, ready to predict from `columns` columns. Refused where it was fitted on more or fewer. */
export function loadPredictor(model: Model, text: string, columns: number): Predictor {
  const fitted = JSON.parse(text) as JsonValue;
  const own = columnsOf(model, fitted) ?? columns;
  if (own === columns) return loadPipeline(model, fitted);
  throw refuse('RUN_MODEL', 'models', `a saved ${model.type} model was fitted on other features`, {
    expected: `${own} columns, as the model has them`,
    found: `${columns} columns`,
  });
}
