import type { JsonValue } from '../core/artifacts.ts';
import type { Node } from '../spec/types.ts';
import { fileRecipe, timesOf } from './fit-nodes.ts';
import { fitRecipe } from './fit-recipe.ts';
import { isGivenModel } from './given.ts';
import type { Given } from './given.ts';
import type { PooledRows } from './panel.ts';
import type { PlanBuilder } from './plan-builder.ts';
import type { FoldRows } from './plan.ts';
import { fittedSymbols, idOf, isThin, membersOf, scoreIds } from './pools.ts';
import { foldName } from './rows.ts';
import { orderedColumns } from './spec-digest.ts';
import type { Term } from './terms.ts';

/** Where the scores of a calibrator come from. */
interface Calibrated {
  readonly model: Node;
  readonly label: string;
  readonly folds: readonly FoldRows[];
  readonly given: readonly Given[] | undefined;
}

interface CalibratedRows {
  readonly term: Term;
  readonly symbol: string | undefined;
  readonly pool: PooledRows;
}

function givenRecipe(
  build: PlanBuilder,
  model: Node,
  given: readonly Given[],
  { members }: PooledRows,
  term: Term,
): JsonValue {
  const made = members.map((m): JsonValue => {
    const own = given[m.index];
    if (isGivenModel(own)) return fileRecipe(build, model, own);
    return own.partitions.digest(m.range({ from: 0, to: term.boundary }).to);
  });
  return ['given', build.recipes.node(model.name).digest, ...made];
}

/** The calibrators of a term: one for all symbols of its model, or one for each that has enough bars. */
export function addCalibrators(build: PlanBuilder, node: Node, calibrated: Calibrated, term: Term): void {
  const members = membersOf(build.panel, calibrated.model);
  for (const symbol of fittedSymbols(build.panel, node, members)) {
    const own = symbol === undefined ? members : [build.panel.member(symbol)];
    const pool = build.panel.pooled(own.map((member) => member.symbol));
    if (symbol !== undefined && isThin(pool.range(term.fit), term.fit)) continue;
    addCalibrator(build, node, calibrated, { term, symbol, pool });
  }
}

function addCalibrator(
  build: PlanBuilder,
  node: Node,
  { model, label, folds, given }: Calibrated,
  { term, symbol, pool }: CalibratedRows,
): void {
  const { digest, parts } = build.recipes.node(node.name);
  const fit = pool.range(term.fit);
  const read = folds.filter(({ index, test }) =>
    term.fold === undefined ? test.from < term.fit.to && test.to > term.fit.from : index === term.fold,
  );
  const columns = orderedColumns(model, build.spec, build.recipes);
  const fits =
    given === undefined
      ? read.map((fold) => fitRecipe(build, model, label, fold, columns))
      : [givenRecipe(build, model, given, pool, term)];
  const windows =
    term.fold === undefined
      ? [term.window.from, term.window.to, build.recipes.node(label).digest]
      : timesOf(folds[term.fold].times);
  const scores =
    given === undefined
      ? read.flatMap(({ index }) => scoreIds(build.byId, `scores.${model.name}/${label}/${foldName(index)}`, pool))
      : pool.members.map((m) => idOf(build.panel, `scores.${model.name}/${label}`, m.symbol));
  if (scores.length === 0) return; // the symbol has too few bars for a fit of its own
  const last = `${model.name}/${label}/${foldName(read.at(-1)?.index ?? 0)}`;
  const fitParts = build.byId.get(scoreIds(build.byId, `models.${last}`, pool)[0] ?? '')?.parts;
  build.add({
    id: `calibrators.${node.name}/${label}/${term.name}${symbol === undefined ? '' : `/${symbol}`}`,
    kind: 'calibrator',
    name: `${node.name}.${label}`,
    ...(term.fold !== undefined && { fold: term.fold }),
    term: term.name,
    label,
    ...(symbol !== undefined && { symbol }),
    rows: fit.to - fit.from,
    deps: [...scores, ...pool.members.map((m) => idOf(build.panel, `labels.${label}`, m.symbol))],
    cost: fit.to - fit.from,
    recipe: [digest, term.fold === undefined ? fits : fits[0], windows],
    parts: { ...fitParts, ...parts },
    members: build.scopes.of(columns, membersOf(build.panel, model)),
    reach: term.boundary,
  });
}
