import type { FoldTimes, JsonValue } from '../core/artifacts.ts';
import type { Node } from '../spec/types.ts';
import { codeDigest } from './code-digest.ts';
import { fitRecipe } from './fit-recipe.ts';
import { isGivenModel } from './given.ts';
import type { Given } from './given.ts';
import type { GivenModel } from './model-files.ts';
import type { Member, PooledRows } from './panel.ts';
import { ofSymbol } from './plan-builder.ts';
import type { PlanBuilder } from './plan-builder.ts';
import type { FoldRows } from './plan.ts';
import { fittedSymbols, foldIn, idOf, isThin, membersOf, poolOf, scoredRange } from './pools.ts';
import { foldName } from './rows.ts';
import { isStacked, scoreDeps, stackedOn } from './stacked.ts';

interface Fitted {
  readonly model: Node;
  readonly label: string;
  readonly symbol: string | undefined;
  readonly fold: FoldRows;
  readonly columns: readonly string[];
}

/** The fits of a fold with their scores: one for all symbols of the model, or one for each that has enough bars. */
export function addFits(
  build: PlanBuilder,
  model: Node,
  label: string,
  fold: FoldRows,
  columns: readonly string[],
): void {
  const members = membersOf(build.panel, model);
  for (const symbol of fittedSymbols(build.panel, model, members)) {
    const pool = poolOf(build.panel, model, symbol);
    const rows = foldIn(pool, fold);
    if (symbol !== undefined && isThin(rows.train, fold.train)) continue;
    addFit(build, { model, label, symbol, fold, columns }, pool, rows);
  }
}

function addFit(
  build: PlanBuilder,
  { model, label, symbol, fold, columns }: Fitted,
  pool: PooledRows,
  inPool: FoldRows,
): void {
  const { members } = pool;
  const stacked = isStacked(model) ? stackedOn(build.folds, fold) : undefined;
  const recipe = fitRecipe(build, model, label, fold, columns);
  const producers =
    stacked === undefined
      ? [...new Set(members.flatMap((member) => columns.map((name) => build.producer(name, member))))]
      : scoreDeps(build, stacked, columns);
  const labels = members.map((member) => idOf(build.panel, `labels.${label}`, member.symbol));
  const parts = Object.assign(
    {},
    ...[model.name, ...columns, label].map((n) => build.recipes.reference(n).parts),
  ) as Record<string, JsonValue>;
  const { train } = inPool;
  const rows = train.to - train.from;
  const own = symbol === undefined ? '' : `/${symbol}`;
  const id = `models.${model.name}/${label}/${foldName(fold.index)}${own}`;
  const before = fold.refit?.before;
  const inUse = before === undefined ? '' : `models.${model.name}/${label}/${foldName(before.index)}${own}`;
  const common = {
    name: `${model.name}.${label}`,
    fold: fold.index,
    label,
    ...(symbol !== undefined && { symbol }),
    members: stacked === undefined ? build.scopes.of(columns, members) : build.panel.members,
  };
  const rounds = Number(model.values['rounds'] ?? 1);
  build.add({
    ...common,
    id,
    kind: 'model',
    rows,
    deps: [...producers, ...labels, ...(build.byId.has(inUse) ? [inUse] : [])],
    cost: rows * columns.length * rounds,
    recipe,
    parts,
    reach: fold.boundary,
  });
  const range = scoredRange(inPool);
  const scored = ['scores', recipe, codeDigest('models', model.component.type, 'score'), timesOf(fold.times)];
  build.add({
    ...common,
    id: id.replace('models.', 'scores.'),
    kind: 'scores',
    rows: range.to - range.from,
    deps: [id, ...(stacked === undefined ? producers : scoreDeps(build, [fold], columns))],
    cost: (range.to - range.from) * rounds,
    recipe: scored,
    parts,
    reach: fold.test.to,
  });
}

/** Scores that were made elsewhere, or by a model that was: one node per label and symbol over all rows. */
export function addGiven(build: PlanBuilder, model: Node, label: string, given: readonly Given[]): void {
  const { digest, parts } = build.recipes.node(model.name);
  for (const member of build.panel.members) {
    const own = given[member.index];
    const { rows } = member.bars;
    if (isGivenModel(own)) {
      addFileScores(build, model, label, own, member);
      continue;
    }
    const { partitions } = own;
    build.add({
      id: idOf(build.panel, `scores.${model.name}/${label}`, member.symbol),
      kind: 'scores',
      name: `${model.name}.${label}`,
      label,
      ...ofSymbol(build.panel, member),
      rows,
      deps: [],
      cost: 0,
      recipe: ['given', digest, partitions.digest(rows)],
      parts: { ...parts, ...partitions.parts(rows) },
      members: [member],
      reach: 0,
    });
  }
}

function addFileScores(build: PlanBuilder, model: Node, label: string, given: GivenModel, member: Member): void {
  const { parts } = build.recipes.node(model.name);
  const { columns, digest } = given;
  const read = columns.map((name) => build.recipes.reference(name).parts);
  build.add({
    id: idOf(build.panel, `scores.${model.name}/${label}`, member.symbol),
    kind: 'scores',
    name: `${model.name}.${label}`,
    label,
    ...ofSymbol(build.panel, member),
    rows: member.bars.rows,
    deps: columns.map((name) => build.producer(name, member)),
    cost: member.bars.rows * columns.length,
    recipe: fileRecipe(build, model, given),
    parts: Object.assign({ [`file of models.${model.name}`]: digest }, parts, ...read) as Record<string, JsonValue>,
    members: build.scopes.of(columns, [member]),
    reach: build.panel.grid.rows,
  });
}

/** What the scores of a model file are, apart from the data. */
export function fileRecipe(build: PlanBuilder, model: Node, { digest, columns, output }: GivenModel): JsonValue {
  const read = columns.map((name) => build.recipes.reference(name).digest);
  const code = codeDigest('models', model.component.type, 'score');
  return ['file', build.recipes.node(model.name).digest, digest, output, read, code];
}

export const timesOf = ({ calibrate, test }: FoldTimes): JsonValue => [
  calibrate.from,
  calibrate.to,
  test.from,
  test.to,
];
