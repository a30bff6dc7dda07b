import type { JsonValue, Range } from '../../core/artifacts.ts';
import type { Model } from '../../core/contracts/model.ts';
import type { Arrays, StepResult } from './step.ts';
import { shared, textOf } from './step.ts';

export interface ScoreJob {
  readonly kind: 'scores';
  readonly type: string;
  readonly columns: number;
  readonly range: Range;
}

/** Out-of-sample scores of one fitted model over its calibrate and test rows. NaN where the model needs a value that is not known. */
export function scoreStep(job: ScoreJob, model: Model, arrays: Arrays): StepResult {
  const columns = Array.from({ length: job.columns }, (_, i) => arrays[`x${i}`] as Float64Array);
  const predictor = model.load(JSON.parse(textOf(arrays['model'])) as JsonValue);
  const out = shared(job.range.to - job.range.from);
  predictor.predict(columns, job.range.from, job.range.to, out, 0);
  return { meta: { from: job.range.from, to: job.range.to }, arrays: [{ name: 'score', values: out }] };
}
