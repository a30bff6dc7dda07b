import type { JsonValue } from '../core/artifacts.ts';
import type { Calibrator } from '../core/contracts/calibrator.ts';
import { refuse } from '../core/problem.ts';
import type { Workspace } from './jobs.ts';
import { scoredRange } from './jobs.ts';
import { foldName } from './plan.ts';
import type { FoldRows, Plan } from './plan.ts';
import { shared, textOf } from './steps/step.ts';
import type { Term } from './terms.ts';
import type { Node } from '../spec/types.ts';

/** Out-of-sample columns over all rows, by name (`gbm.h12`, `calibrated.h12`): NaN outside the test windows. */
export type Scores = ReadonlyMap<string, Float64Array>;

/** Test-window scores of every model and label, and of every calibrator over them, laid end to end. */
export function stitchScores(plan: Plan, workspace: Workspace, folds: readonly FoldRows[] = plan.folds): Scores {
  const { spec, bars } = plan;
  const scores = new Map<string, Float64Array>();
  for (const model of spec.models) {
    for (const label of model.values['labels'] as readonly string[]) {
      scores.set(`${model.name}.${label}`, rawScores(plan, workspace, { model: model.name, label, folds }));
    }
  }
  for (const calibrator of spec.calibrators) {
    const of = calibrator.values['of'] as string;
    const model = spec.models.find((m) => m.name === of);
    for (const label of (model?.values['labels'] ?? []) as readonly string[]) {
      const raw = scores.get(`${of}.${label}`) as Float64Array;
      const column = shared(bars.rows).fill(NaN);
      for (const term of plan.terms.get(calibrator.name) ?? []) {
        if (term.fold !== undefined && !folds.some(({ index }) => index === term.fold)) continue;
        const map = loadCalibrator(calibrator, label, term, workspace);
        for (let t = term.apply.from; t < term.apply.to; t++) column[t] = map(raw[t]);
      }
      scores.set(`${calibrator.name}.${label}`, column);
    }
  }
  return scores;
}

interface Raw {
  readonly model: string;
  readonly label: string;
  readonly folds?: readonly FoldRows[];
}

/** Out-of-sample scores of one model and label over all rows. */
export function rawScores(plan: Plan, workspace: Workspace, { model, label, folds = plan.folds }: Raw): Float64Array {
  const given = plan.given.get(model);
  if (given !== undefined) return given.score;
  const column = shared(plan.bars.rows).fill(NaN);
  for (const fold of folds) column.set(testScores(workspace, model, label, fold), fold.test.from);
  return column;
}

/** The fitted map of a term. */
export function loadCalibrator(
  { name, component }: Node<Calibrator>,
  label: string,
  term: Term,
  workspace: Workspace,
): (score: number) => number {
  return component.load(
    JSON.parse(textOf(workspace.array(`calibrators.${name}/${label}/${term.name}`, 'calibrator'))) as JsonValue,
  );
}

/** A fold's scores over its test rows. */
function testScores(workspace: Workspace, model: string, label: string, fold: FoldRows): Float64Array {
  const scored = workspace.array(`scores.${model}/${label}/${foldName(fold.index)}`, 'score') as Float64Array;
  const { from, to } = scoredRange(fold);
  return scored.subarray(fold.test.from - from, to - from);
}

/** `node.label` of whatever a reader calls it; a node with one label may be named without it. */
export function fullScoreName(plan: Plan, scores: Scores, name: string): string {
  const target = plan.spec.resolve(name);
  const node = target?.node ?? name;
  if (target !== undefined && target.output !== '') return `${node}.${target.output}`;
  const names = [...scores.keys()].filter((key) => key.startsWith(`${node}.`));
  if (names.length === 1) return names[0];
  throw refuse('SPEC_UNKNOWN_NAME', 'signals', `"${name}" does not name one column of scores`, {
    expected: names.join(', '),
  });
}

export function scoreColumn(plan: Plan, scores: Scores, name: string): Float64Array {
  return scores.get(fullScoreName(plan, scores, name)) as Float64Array;
}
