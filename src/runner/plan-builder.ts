import type { Bars, FoldTimes, JsonValue, Range } from '../core/artifacts.ts';
import { digestJson } from '../core/digest.ts';
import type { Node, ResolvedSpec } from '../spec/types.ts';
import { codeDigest } from './code-digest.ts';
import { ENGINE } from './engine.ts';
import type { Partitions } from './partitions.ts';
import type { FoldRows, PlanNode } from './plan.ts';
import type { GivenScores } from './predictions.ts';
import type { Parts, Recipes } from './recipes.ts';
import { referencedNames } from './recipes.ts';
import { foldName } from './rows.ts';
import { orderedColumns } from './spec-digest.ts';
import type { Term } from './terms.ts';

/** Makes the nodes of a plan one after the other, each with the key of its recipe and of the rows that it can reach. */
export class PlanBuilder {
  readonly nodes: PlanNode[] = [];
  readonly #spec: ResolvedSpec;
  readonly #bars: Bars;
  readonly #partitions: Partitions;
  readonly #recipes: Recipes;

  constructor(spec: ResolvedSpec, bars: Bars, partitions: Partitions, recipes: Recipes) {
    this.#spec = spec;
    this.#bars = bars;
    this.#partitions = partitions;
    this.#recipes = recipes;
    this.#add({
      id: 'bars',
      kind: 'bars',
      name: bars.symbol,
      rows: bars.rows,
      deps: [],
      cost: 0,
      recipe: { bars: bars.symbol },
      parts: {},
      reach: bars.rows,
    });
  }

  feature(node: Node): void {
    const { digest, parts } = this.#recipes.node(node.name);
    const deps = referencedNames(node, this.#spec).map((name) => this.#producer(name));
    this.#add({
      id: `features.${node.name}`,
      kind: 'feature',
      name: node.name,
      rows: this.#bars.rows,
      deps,
      cost: this.#bars.rows,
      recipe: digest,
      parts,
      reach: this.#bars.rows,
    });
  }

  label(node: Node): void {
    const { digest, parts } = this.#recipes.node(node.name);
    this.#add({
      id: `labels.${node.name}`,
      kind: 'label',
      name: node.name,
      rows: this.#bars.rows,
      deps: ['bars'],
      cost: this.#bars.rows,
      recipe: digest,
      parts,
      reach: this.#bars.rows,
    });
  }

  fit(model: Node, label: string, fold: FoldRows, columns: readonly string[]): void {
    const recipe = this.#fitRecipe(model, label, fold, columns);
    const inUse = fold.refit?.before;
    const deps = [
      ...columns.map((name) => this.#producer(name)),
      `labels.${label}`,
      ...(inUse === undefined ? [] : [`models.${model.name}/${label}/${foldName(inUse.index)}`]),
    ];
    const parts = Object.assign(
      {},
      ...[model.name, ...columns, label].map((n) => this.#recipes.reference(n).parts),
    ) as Record<string, JsonValue>;
    const { train, calibrate, test } = fold;
    const rows = train.to - train.from;
    const id = `models.${model.name}/${label}/${foldName(fold.index)}`;
    const common = { name: `${model.name}.${label}`, fold: fold.index, label };
    const rounds = Number(model.values['rounds'] ?? 1);
    this.#add({
      ...common,
      id,
      kind: 'model',
      rows,
      deps,
      cost: rows * columns.length * rounds,
      recipe,
      parts,
      reach: fold.boundary,
    });
    const range = { from: calibrate.to > calibrate.from ? calibrate.from : test.from, to: test.to };
    const scored = ['scores', recipe, codeDigest('models', model.component.type, 'score'), timesOf(fold.times)];
    this.#add({
      ...common,
      id: `scores.${model.name}/${label}/${foldName(fold.index)}`,
      kind: 'scores',
      rows: range.to - range.from,
      deps: [id, ...columns.map((name) => this.#producer(name))],
      cost: (range.to - range.from) * rounds,
      recipe: scored,
      parts,
      reach: test.to,
    });
  }

  /** Scores that were made elsewhere: one node per label over all rows. */
  given(model: Node, label: string, { partitions }: GivenScores): void {
    const { digest, parts } = this.#recipes.node(model.name);
    const { rows } = this.#bars;
    const common = {
      kind: 'scores' as const,
      name: `${model.name}.${label}`,
      label,
      rows,
      deps: [],
      cost: 0,
      reach: 0,
    };
    this.#add({
      ...common,
      id: `scores.${model.name}/${label}`,
      recipe: ['given', digest, partitions.digest(rows)],
      parts: { ...parts, ...partitions.parts(rows) },
    });
  }

  calibrator(node: Node, { model, label, folds, given }: Calibrated, term: Term): void {
    const { digest, parts } = this.#recipes.node(node.name);
    const { from, to } = term.fit;
    const read = folds.filter(({ index, test }) =>
      term.fold === undefined ? test.from < to && test.to > from : index === term.fold,
    );
    const columns = orderedColumns(model, this.#spec, this.#recipes);
    const fits =
      given === undefined
        ? read.map((fold) => this.#fitRecipe(model, label, fold, columns))
        : [['given', this.#recipes.node(model.name).digest, given.partitions.digest(term.boundary)]];
    const windows =
      term.fold === undefined
        ? [term.window.from, term.window.to, this.#recipes.node(label).digest]
        : timesOf(folds[term.fold].times);
    const scores =
      given === undefined
        ? read.map(({ index }) => `scores.${model.name}/${label}/${foldName(index)}`)
        : [`scores.${model.name}/${label}`];
    const fitParts = this.nodes.find(
      (n) => n.id === `models.${model.name}/${label}/${foldName(read.at(-1)?.index ?? 0)}`,
    )?.parts;
    this.#add({
      id: `calibrators.${node.name}/${label}/${term.name}`,
      kind: 'calibrator',
      name: `${node.name}.${label}`,
      ...(term.fold !== undefined && { fold: term.fold }),
      term: term.name,
      label,
      rows: to - from,
      deps: [...scores, `labels.${label}`],
      cost: to - from,
      recipe: [digest, term.fold === undefined ? fits : fits[0], windows],
      parts: { ...fitParts, ...parts },
      reach: term.boundary,
    });
  }

  terminal(kind: 'simulation' | 'evaluation', traded: Range, digest: string): void {
    const deps =
      kind === 'evaluation'
        ? ['simulation']
        : this.nodes.filter((n) => n.kind !== 'model' && n.kind !== 'bars').map((n) => n.id);
    this.#add({
      id: kind,
      kind,
      name: this.#spec.name,
      rows: traded.to - traded.from,
      deps,
      cost: traded.to - traded.from,
      recipe: [kind, digest],
      parts: {},
      reach: this.#bars.rows,
    });
  }

  #fitRecipe(model: Node, label: string, fold: FoldRows, columns: readonly string[]): JsonValue {
    const { train, calibrate, test } = fold.times;
    const boundary = calibrate.to > calibrate.from ? calibrate.from : test.from;
    return [
      this.#recipes.node(model.name).digest,
      columns.map((name) => this.#recipes.reference(name).digest),
      this.#recipes.node(label).digest,
      { train: [train.from, train.to], boundary, fold: fold.index, seed: this.#spec.seed },
      ...(fold.refit === undefined ? [] : [this.#refitRecipe(model, label, fold, columns)]),
    ];
  }

  /** Whether a fold fits hangs on every fold before it. */
  #refitRecipe(model: Node, label: string, { times, refit }: FoldRows, columns: readonly string[]): JsonValue {
    const inUse = refit?.before;
    const earlier = inUse === undefined ? null : digestJson(this.#fitRecipe(model, label, inUse, columns));
    return ['on_drift', refit?.max_psi ?? null, times.test.to - times.test.from, earlier];
  }

  #producer(name: string): string {
    const target = this.#spec.resolve(name);
    return target === undefined || target.role === 'bar' ? 'bars' : `features.${target.node}`;
  }

  #add(node: Omit<PlanNode, 'key' | 'parts'> & { recipe: JsonValue; parts: Parts; reach: number }): void {
    const { recipe, reach, parts, ...rest } = node;
    const data = this.#partitions.digest(reach);
    const key = digestJson([ENGINE, recipe, data]);
    this.nodes.push(
      Object.freeze({
        ...rest,
        key,
        deps: [...new Set(rest.deps)],
        parts: { ...parts, ...this.#partitions.parts(reach) },
      }),
    );
  }
}

/** Where the scores of a calibrator come from. */
interface Calibrated {
  readonly model: Node;
  readonly label: string;
  readonly folds: readonly FoldRows[];
  readonly given: GivenScores | undefined;
}

const timesOf = ({ calibrate, test }: FoldTimes): JsonValue => [calibrate.from, calibrate.to, test.from, test.to];
