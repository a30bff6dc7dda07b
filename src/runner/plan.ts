import type { Bars, FoldTimes, JsonValue, Range, TimeRange } from '../core/artifacts.ts';
import { isoOf } from '../core/calendar.ts';
import { digestJson } from '../core/digest.ts';
import { refuse } from '../core/problem.ts';
import type { Node, ResolvedSpec } from '../spec/types.ts';
import { codeDigest } from './code-digest.ts';
import { ENGINE } from './engine.ts';
import type { Partitions } from './partitions.ts';
import type { GivenScores } from './predictions.ts';
import { isExternal } from './predictions.ts';
import type { Lookup, Parts, Recipes } from './recipes.ts';
import { recipesOf, referencedNames } from './recipes.ts';
import { foldName, rowAt } from './rows.ts';
import type { Term } from './terms.ts';
import { scoredFrom, termsOf, tradedRows } from './terms.ts';

export { foldName, rowAt } from './rows.ts';

export type NodeKind = 'bars' | 'feature' | 'label' | 'model' | 'scores' | 'calibrator' | 'simulation' | 'evaluation';

/** One node of the plan: what it is called, what makes it, what it waits for. */
export interface PlanNode {
  readonly id: string;
  readonly kind: NodeKind;
  readonly name: string;
  readonly key: string;
  readonly rows: number;
  readonly deps: readonly string[];
  readonly parts: Parts;
  /** Estimated work, in arbitrary units comparable between nodes. */
  readonly cost: number;
  readonly fold?: number;
  /** Name of a calibrator's term: `fold-01`, `2025-11`. */
  readonly term?: string;
  /** Label of a model, scores or calibrator node. */
  readonly label?: string;
}

/** A fold in rows. `boundary` is the first row that no train label may reach. */
export interface FoldRows {
  readonly index: number;
  readonly times: FoldTimes;
  readonly train: Range;
  readonly calibrate: Range;
  readonly test: Range;
  readonly boundary: number;
}

export interface Plan {
  readonly spec: ResolvedSpec;
  readonly bars: Bars;
  readonly nodes: readonly PlanNode[];
  readonly byId: ReadonlyMap<string, PlanNode>;
  readonly folds: readonly FoldRows[];
  readonly dropped: TimeRange | undefined;
  /** Fits of each calibrator, in time order. */
  readonly terms: ReadonlyMap<string, readonly Term[]>;
  /** Scores that come with the spec, by model. */
  readonly given: ReadonlyMap<string, GivenScores>;
  /** Columns of each model in the order of their recipes, so that names and key order never matter. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
  /** The labels of every fit's train rows are dealt out anew: a null control, never stored. */
  readonly permuted?: boolean;
  /** Rows on which the strategy decides: the test windows, or everything where nothing is fitted. */
  readonly traded: Range;
  readonly recipes: Recipes;
  /** Digest of the resolved spec without names, search and places. */
  readonly digest: string;
}

/** Compiles a spec over its bars into a frozen graph. Pure: reads no cache, runs nothing. */
export function compilePlan(spec: ResolvedSpec, bars: Bars, partitions: Partitions, lookup: Lookup, given: Plan['given'] = new Map()): Plan {
  const recipes = recipesOf(spec, lookup);
  const build = new PlanBuilder(spec, bars, partitions, recipes);
  const { folds, dropped } = foldsOf(spec, bars);
  for (const node of spec.features) build.feature(node);
  for (const node of spec.labels) build.label(node);
  const columns = new Map(spec.models.map((model) => [model.name, orderedColumns(model, spec, recipes)]));
  for (const model of spec.models) {
    for (const label of model.values['labels'] as readonly string[]) {
      const scores = given.get(model.name);
      if (scores !== undefined) build.given(model, label, scores);
      else for (const fold of folds) build.fit(model, label, fold, columns.get(model.name) ?? []);
    }
  }
  const terms = new Map<string, readonly Term[]>();
  for (const calibrator of spec.calibrators) {
    const model = spec.models.find((m) => m.name === calibrator.values['of']) as Node;
    const own = termsOf(calibrator, { bars, folds, from: scoredFrom(spec, bars, isExternal(model) ? [] : folds) });
    terms.set(calibrator.name, own);
    for (const label of model.values['labels'] as readonly string[]) {
      for (const term of own) build.calibrator(calibrator, { model, label, folds, given: given.get(model.name) }, term);
    }
  }
  const traded = tradedRows(spec, bars, folds, terms);
  const digest = specDigest(spec, recipes);
  build.terminal('simulation', traded, digest);
  build.terminal('evaluation', traded, digest);
  const nodes = build.nodes;
  return Object.freeze({ spec, bars, nodes, byId: new Map(nodes.map((n) => [n.id, n])), folds, dropped, terms, given, columns, traded, recipes, digest });
}

function orderedColumns(model: Node, spec: ResolvedSpec, recipes: Recipes): readonly string[] {
  const keyed = referencedNames(model, spec).map((name) => ({ name, key: recipes.reference(name).identity }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ name }) => name);
}

function foldsOf(spec: ResolvedSpec, bars: Bars): { folds: FoldRows[]; dropped: TimeRange | undefined } {
  if (spec.split === undefined) return { folds: [], dropped: undefined };
  const { time, interval_ms } = bars;
  const range = { from: time[0], to: time[bars.rows - 1] + interval_ms };
  const { folds, dropped } = spec.split.component.folds(spec.split.values, range, interval_ms);
  const rows = (r: TimeRange): Range => ({ from: rowAt(time, r.from), to: rowAt(time, r.to) });
  const found = folds.map((times, index): FoldRows => {
    const [train, calibrate, test] = [rows(times.train), rows(times.calibrate), rows(times.test)];
    for (const [window, range] of [['train', train], ['test', test]] as const) {
      if (range.to > range.from) continue;
      throw refuse('RUN_SPLIT', 'split', `the ${window} window of fold ${index + 1} holds no bars`, {
        found: `${isoOf(times[window].from)} .. ${isoOf(times[window].to)}`,
        hint: 'the data have a hole there; change data.range or the split',
      });
    }
    const boundary = calibrate.to > calibrate.from ? calibrate.from : test.from;
    return { index, times, train, calibrate, test, boundary };
  });
  return { folds: found, dropped };
}

/** digest8 is its beginning: everything that changes a number, nothing that does not. */
export function specDigest(spec: ResolvedSpec, recipes: Recipes, upstream = upstreamDigest(spec, recipes)): string {
  const typed = (node: Node): JsonValue => [node.component.type, node.component.version, recipes.values(node)];
  return digestJson({
    upstream,
    signals: spec.signals.map((n) => recipes.node(n.name).identity).sort(),
    gates: spec.gates.map((n) => typed(n as Node)),
    traded: recipes.reference(spec.portfolio.of).identity,
    side: spec.portfolio.side,
    sizing: typed(spec.portfolio.sizing as Node),
    limits: spec.portfolio.limits.map((n) => typed(n as Node)),
    execution: typed(spec.execution),
  });
}

/** The part of a spec's digest that its strategy side does not touch. */
export function upstreamDigest(spec: ResolvedSpec, recipes: Recipes): string {
  const { range, clean, interval_ms, symbols, exchange } = spec.data;
  const split = spec.split as Node | undefined;
  return digestJson({
    seed: spec.seed,
    data: { range: { ...range }, clean: { ...clean, max_gap_bars: clean.max_gap_bars ?? null }, interval_ms, symbols, exchange: exchange ?? null },
    source: sourceDigest(spec),
    features: spec.features.map((n) => recipes.node(n.name).identity).sort(),
    labels: spec.labels.map((n) => recipes.node(n.name).identity).sort(),
    split: split === undefined ? null : [split.component.type, split.component.version, recipes.values(split)],
    models: spec.models.map((n) => modelIdentity(n, spec, recipes)).sort(),
    calibrators: spec.calibrators.map((n) => recipes.node(n.name).identity).sort(),
    evaluation: spec.evaluation.label === undefined ? null : recipes.node(spec.evaluation.label).identity,
  });
}

function modelIdentity(model: Node, spec: ResolvedSpec, recipes: Recipes): string {
  const labels = (model.values['labels'] as readonly string[]).map((l) => recipes.node(l).identity).sort();
  const columns = orderedColumns(model, spec, recipes).map((name) => recipes.reference(name).identity);
  return digestJson([recipes.node(model.name).identity, labels, columns]);
}

/** A source without its place: two folders holding the same file give the same digest. */
function sourceDigest(spec: ResolvedSpec): JsonValue {
  const { path: _path, ...rest } = spec.data.source as { path?: string; type: string };
  return rest as JsonValue;
}

class PlanBuilder {
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
    this.#add({ id: 'bars', kind: 'bars', name: bars.symbol, rows: bars.rows, deps: [], cost: 0, recipe: { bars: bars.symbol }, parts: {}, reach: bars.rows });
  }

  feature(node: Node): void {
    const { digest, parts } = this.#recipes.node(node.name);
    const deps = referencedNames(node, this.#spec).map((name) => this.#producer(name));
    this.#add({ id: `features.${node.name}`, kind: 'feature', name: node.name, rows: this.#bars.rows, deps, cost: this.#bars.rows, recipe: digest, parts, reach: this.#bars.rows });
  }

  label(node: Node): void {
    const { digest, parts } = this.#recipes.node(node.name);
    this.#add({ id: `labels.${node.name}`, kind: 'label', name: node.name, rows: this.#bars.rows, deps: ['bars'], cost: this.#bars.rows, recipe: digest, parts, reach: this.#bars.rows });
  }

  fit(model: Node, label: string, fold: FoldRows, columns: readonly string[]): void {
    const recipe = this.#fitRecipe(model, label, fold, columns);
    const deps = [...columns.map((name) => this.#producer(name)), `labels.${label}`];
    const parts = Object.assign({}, ...[model.name, ...columns, label].map((n) => this.#recipes.reference(n).parts)) as Record<string, JsonValue>;
    const { train, calibrate, test } = fold;
    const rows = train.to - train.from;
    const id = `models.${model.name}/${label}/${foldName(fold.index)}`;
    const common = { name: `${model.name}.${label}`, fold: fold.index, label };
    const rounds = Number(model.values['rounds'] ?? 1);
    this.#add({ ...common, id, kind: 'model', rows, deps, cost: rows * columns.length * rounds, recipe, parts, reach: fold.boundary });
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
    const common = { kind: 'scores' as const, name: `${model.name}.${label}`, label, rows, deps: [], cost: 0, reach: 0 };
    this.#add({ ...common, id: `scores.${model.name}/${label}`, recipe: ['given', digest, partitions.digest(rows)], parts: { ...parts, ...partitions.parts(rows) } });
  }

  calibrator(node: Node, { model, label, folds, given }: Calibrated, term: Term): void {
    const { digest, parts } = this.#recipes.node(node.name);
    const { from, to } = term.fit;
    const read = folds.filter(({ index, test }) => (term.fold === undefined ? test.from < to && test.to > from : index === term.fold));
    const columns = orderedColumns(model, this.#spec, this.#recipes);
    const fits = given === undefined ? read.map((fold) => this.#fitRecipe(model, label, fold, columns)) : [['given', this.#recipes.node(model.name).digest, given.partitions.digest(term.boundary)]];
    const windows = term.fold === undefined ? [term.window.from, term.window.to, this.#recipes.node(label).digest] : timesOf(folds[term.fold].times);
    const scores = given === undefined ? read.map(({ index }) => `scores.${model.name}/${label}/${foldName(index)}`) : [`scores.${model.name}/${label}`];
    const fitParts = this.nodes.find((n) => n.id === `models.${model.name}/${label}/${foldName(read.at(-1)?.index ?? 0)}`)?.parts;
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
    const deps = kind === 'evaluation' ? ['simulation'] : this.nodes.filter((n) => n.kind !== 'model' && n.kind !== 'bars').map((n) => n.id);
    this.#add({ id: kind, kind, name: this.#spec.name, rows: traded.to - traded.from, deps, cost: traded.to - traded.from, recipe: [kind, digest], parts: {}, reach: this.#bars.rows });
  }

  #fitRecipe(model: Node, label: string, fold: FoldRows, columns: readonly string[]): JsonValue {
    const { train, calibrate, test } = fold.times;
    const boundary = calibrate.to > calibrate.from ? calibrate.from : test.from;
    return [
      this.#recipes.node(model.name).digest,
      columns.map((name) => this.#recipes.reference(name).digest),
      this.#recipes.node(label).digest,
      { train: [train.from, train.to], boundary, fold: fold.index, seed: this.#spec.seed },
    ];
  }

  #producer(name: string): string {
    const target = this.#spec.resolve(name);
    return target === undefined || target.role === 'bar' ? 'bars' : `features.${target.node}`;
  }

  #add(node: Omit<PlanNode, 'key' | 'parts'> & { recipe: JsonValue; parts: Parts; reach: number }): void {
    const { recipe, reach, parts, ...rest } = node;
    const data = this.#partitions.digest(reach);
    const key = digestJson([ENGINE, recipe, data]);
    this.nodes.push(Object.freeze({ ...rest, key, deps: [...new Set(rest.deps)], parts: { ...parts, ...this.#partitions.parts(reach) } }));
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
