import { shapImportance } from '../../../models/_boosting/index.ts';
import { loadPipeline, pipelineContributions, pipelineImportance } from '../../../models/_fold/pipeline.ts';
import { countKept, mutualInformation, permutationWorth, strongest } from '../../../models/_fold/select.ts';
import type { Ranking } from '../../../models/_fold/select.ts';
import { streamOf } from '../../../core/rng.ts';
import type { CanonicalValues } from '../../../spec/types.ts';
import type { Fitting, Rows } from './fitting.ts';
import { fitRows, gather, withTail } from './fitting.ts';

export interface Select {
  readonly type: Ranking;
  readonly keep?: number;
  readonly share?: number;
}

/** Rows whose scores are explained, spread over the train rows. */
const EXPLAINED = 1000;

function spread(rows: Int32Array, most: number): Int32Array {
  const count = Math.min(most, rows.length);
  return Int32Array.from({ length: count }, (_, i) => rows[Math.floor((i * rows.length) / count)]);
}

/** Share of the train rows, from their end, on which columns are shuffled. */
const HELD_OUT = 0.25;

/** Places of the columns that `select` keeps, judged on the train rows alone. */
export function chosenColumns(
  fitting: Fitting,
  values: CanonicalValues,
  rows: Rows,
  select: Select,
): readonly number[] {
  const { job, model, columns, label } = fitting;
  const keep = countKept(select, columns.length);
  if (select.type === 'mutual_information') return strongest(mutualInformation(gather(columns, label, rows.fit)), keep);
  if (select.type === 'gain') {
    const worth = pipelineImportance(model, fitRows(fitting, values, rows, undefined));
    if (worth === undefined)
      throw new Error(`"${model.type}" states no importance; select by permutation or mutual_information`);
    return strongest(worth, keep);
  }
  if (select.type === 'shap') {
    const fitted = fitRows(fitting, values, rows, undefined);
    const explained = gather(columns, label, spread(rows.fit, EXPLAINED)).columns;
    const found = pipelineContributions(model, fitted, explained, [0, explained[0].length]);
    if (found === undefined)
      throw new Error(`"${model.type}" has no Shapley values of single columns; select by permutation`);
    return strongest(shapImportance(found), keep);
  }
  const { fit, tail } = withTail(rows.fit, fitting.last, HELD_OUT, job.boundary);
  if (fit.length < 2) throw new Error(`${rows.fit.length} train rows are too few to hold out a quarter of them`);
  const inner = withTail(fit, fitting.last, model.validation?.(values) ?? 0, job.boundary);
  const predictor = loadPipeline(model, fitRows(fitting, values, inner, undefined));
  const rng = streamOf(job.seed, ...job.stream, 'select');
  return strongest(permutationWorth(predictor, gather(columns, label, tail), rng), keep);
}
