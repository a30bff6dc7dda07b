import type { JsonValue } from '../core/artifacts.ts';
import { refuse } from '../core/problem.ts';
import type { Workspace } from './jobs.ts';
import { scoredRange } from './jobs.ts';
import { foldName } from './plan.ts';
import type { FoldRows, Plan } from './plan.ts';
import { shared, textOf } from './steps/step.ts';

/** Out-of-sample columns over all rows, by name (`gbm.h12`, `calibrated.h12`): NaN outside the test windows. */
export type Scores = ReadonlyMap<string, Float64Array>;

/** Test-window scores of every model and label, and of every calibrator over them, laid end to end. */
export function stitchScores(plan: Plan, workspace: Workspace): Scores {
  const { spec, bars, folds } = plan;
  const scores = new Map<string, Float64Array>();
  for (const model of spec.models) {
    for (const label of model.values['labels'] as readonly string[]) {
      const column = shared(bars.rows).fill(NaN);
      for (const fold of folds) {
        column.set(testScores(workspace, model.name, label, fold), fold.test.from);
      }
      scores.set(`${model.name}.${label}`, column);
    }
  }
  for (const calibrator of spec.calibrators) {
    const of = calibrator.values['of'] as string;
    const model = spec.models.find((m) => m.name === of);
    for (const label of (model?.values['labels'] ?? []) as readonly string[]) {
      const raw = scores.get(`${of}.${label}`) as Float64Array;
      const column = shared(bars.rows).fill(NaN);
      for (const fold of folds) {
        const id = `calibrators.${calibrator.name}/${label}/${foldName(fold.index)}`;
        const map = calibrator.component.load(JSON.parse(textOf(workspace.array(id, 'calibrator'))) as JsonValue);
        for (let t = fold.test.from; t < fold.test.to; t++) column[t] = map(raw[t]);
      }
      scores.set(`${calibrator.name}.${label}`, column);
    }
  }
  return scores;
}

/** A fold's scores over its test rows. */
function testScores(workspace: Workspace, model: string, label: string, fold: FoldRows): Float64Array {
  const scored = workspace.array(`scores.${model}/${label}/${foldName(fold.index)}`, 'score') as Float64Array;
  const { from, to } = scoredRange(fold);
  return scored.subarray(fold.test.from - from, to - from);
}

/** A score column by the name a signal uses; a node with one label may be named without it. */
export function scoreColumn(plan: Plan, scores: Scores, name: string): Float64Array {
  const target = plan.spec.resolve(name);
  const full = target === undefined ? name : target.output === '' ? target.node : `${target.node}.${target.output}`;
  const found = scores.get(full) ?? onlyLabelOf(scores, full);
  if (found === undefined) throw refuse('SPEC_UNKNOWN_NAME', 'signals', `no scores named "${name}"`);
  return found;
}

function onlyLabelOf(scores: Scores, node: string): Float64Array | undefined {
  const names = [...scores.keys()].filter((key) => key.startsWith(`${node}.`));
  return names.length === 1 ? scores.get(names[0]) : undefined;
}
