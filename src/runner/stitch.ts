import type { JsonValue } from '../core/artifacts.ts';
import type { Calibrator } from '../core/contracts/calibrator.ts';
import { refuse } from '../core/problem.ts';
import type { Workspace } from './columns.ts';
import { givenColumn } from './given.ts';
import { foldName } from './plan.ts';
import type { FoldRows, Plan } from './plan.ts';
import { foldIn, poolOf, scatter, scoredRange, scoreIds } from './pools.ts';
import { shared, textOf } from './steps/step.ts';
import type { Node } from '../spec/types.ts';

/** Out-of-sample columns over all rows, by name (`gbm.h12`, `calibrated.h12`): NaN outside the test windows. */
export type Scores = ReadonlyMap<string, Float64Array>;

/** Test-window scores of every model and label, and of every calibrator over them, laid end to end: of each symbol, on its own rows. */
export function stitchPanel(
  plan: Plan,
  workspace: Workspace,
  folds: readonly FoldRows[] = plan.folds,
): readonly Scores[] {
  const { spec, panel } = plan;
  const scores = panel.members.map(() => new Map<string, Float64Array>());
  for (const model of spec.models) {
    for (const label of model.values['labels'] as readonly string[]) {
      const columns = rawScores(plan, workspace, { model: model.name, label, folds });
      columns.forEach((column, m) => scores[m].set(`${model.name}.${label}`, column));
    }
  }
  for (const calibrator of spec.calibrators) {
    const of = calibrator.values['of'] as string;
    const model = spec.models.find((m) => m.name === of);
    for (const label of (model?.values['labels'] ?? []) as readonly string[]) {
      const maps = mapsOf(plan, workspace, calibrator, label, folds);
      for (const member of panel.members) {
        const own = scores[member.index];
        const raw = own.get(`${of}.${label}`) as Float64Array;
        const column = shared(member.bars.rows).fill(NaN);
        for (const { apply, mapOf } of maps) {
          const map = mapOf(member.symbol);
          const { from, to } = member.range(apply);
          if (map !== undefined) for (let t = from; t < to; t++) column[t] = map(raw[t]);
        }
        own.set(`${calibrator.name}.${label}`, column);
      }
    }
  }
  return scores;
}

/** The fitted maps of a calibrator in the order of time, each loaded once, with the grid rows that it is applied to. */
export function mapsOf(
  plan: Plan,
  workspace: Workspace,
  calibrator: Node<Calibrator>,
  label: string,
  folds: readonly FoldRows[],
) {
  const terms = (plan.terms.get(calibrator.name) ?? []).filter(
    (term) => term.fold === undefined || folds.some(({ index }) => index === term.fold),
  );
  return terms.map((term) => {
    const id = `calibrators.${calibrator.name}/${label}/${term.name}`;
    const pooled = plan.byId.has(id) ? loadMap(calibrator, workspace, id) : undefined;
    const mapOf = (symbol: string): ((score: number) => number) | undefined =>
      pooled ?? (plan.byId.has(`${id}/${symbol}`) ? loadMap(calibrator, workspace, `${id}/${symbol}`) : undefined);
    return { apply: term.apply, mapOf };
  });
}

interface Raw {
  readonly model: string;
  readonly label: string;
  readonly folds?: readonly FoldRows[];
}

/** Out-of-sample scores of one model and label, of each symbol on its own rows. */
export function rawScores(plan: Plan, workspace: Workspace, { model, label, folds = plan.folds }: Raw): Float64Array[] {
  const { panel, spec, byId } = plan;
  if (plan.given.has(model))
    return panel.members.map((member) => givenColumn(plan, workspace, { model, label }, member));
  const columns = panel.members.map(({ bars }) => shared(bars.rows).fill(NaN));
  const owner = spec.models.find(({ name }) => name === model) as Node;
  for (const fold of folds) {
    for (const id of scoreIds(byId, `scores.${model}/${label}/${foldName(fold.index)}`, panel)) {
      const pool = poolOf(panel, owner, byId.get(id)?.symbol);
      const { test, ...rest } = foldIn(pool, fold);
      const start = scoredRange({ test, ...rest }).from;
      const scored = workspace.array(id, 'score') as Float64Array;
      scatter(pool, test.from, scored.subarray(test.from - start, test.to - start), ({ index }) => columns[index]);
    }
  }
  return columns;
}

const loadMap = ({ component }: Node<Calibrator>, workspace: Workspace, id: string): ((score: number) => number) =>
  component.load(JSON.parse(textOf(workspace.array(id, 'calibrator'))) as JsonValue);

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

/** Score columns by name. */
export interface ScoresOf {
  /** Of the symbol, on its own rows. */
  readonly own: (name: string) => Float64Array;
  /** Of all symbols, over the pooled rows; of one symbol the same. */
  readonly pooled: (name: string) => Float64Array;
}

export const scoresOf = (plan: Plan, own: Scores, pooled: Scores): ScoresOf => ({
  own: (name) => scoreColumn(plan, own, name),
  pooled: (name) => scoreColumn(plan, pooled, name),
});

export function scoreColumn(plan: Plan, scores: Scores, name: string): Float64Array {
  return scores.get(fullScoreName(plan, scores, name)) as Float64Array;
}
