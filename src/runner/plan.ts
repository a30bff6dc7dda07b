import type { Bars, FoldTimes, Range, TimeRange } from '../core/artifacts.ts';
import { isoOf } from '../core/calendar.ts';
import type { Instrument } from '../core/instrument.ts';
import { refuse } from '../core/problem.ts';
import type { Node, ResolvedSpec } from '../spec/types.ts';
import { addCalibrators } from './calibrator-nodes.ts';
import { addFits, addGiven } from './fit-nodes.ts';
import { isGivenModel } from './given.ts';
import type { Given } from './given.ts';
import type { Engines } from './native/engines.ts';
import type { Panel } from './panel.ts';
import { PlanBuilder } from './plan-builder.ts';
import { isExternal } from './predictions.ts';
import type { Lookup, Parts, Recipes } from './recipes.ts';
import { recipesOf } from './recipes.ts';
import { rowAt } from './rows.ts';
import { orderedColumns, specDigest, upstreamDigest } from './spec-digest.ts';
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
  /** The one symbol that the node belongs to, where there are several. */
  readonly symbol?: string;
}

/** What people call a node: `gbm.h4`, `gbm.h4/BTCUSDT` where each symbol has its own. */
export const titleOf = ({ name, symbol }: PlanNode): string => (symbol === undefined ? name : `${name}/${symbol}`);

/** A fold in rows of the time grid. `boundary` is the first row that no train label may reach. */
export interface FoldRows {
  readonly index: number;
  readonly times: FoldTimes;
  readonly train: Range;
  readonly calibrate: Range;
  readonly test: Range;
  readonly boundary: number;
  /** With `split.refit: on_drift`: what decides whether the fold fits its models. */
  readonly refit?: FoldRefit;
}

export interface FoldRefit {
  /** The fold before; absent in the first, which is always fitted. */
  readonly before?: FoldRows;
  readonly max_psi: number;
  /** The newest rows before the boundary, as many as a test window is long. */
  readonly recent: Range;
}

export interface Plan {
  readonly spec: ResolvedSpec;
  /** All symbols, each with its own bars. */
  readonly panel: Panel;
  /** The time grid, which folds, terms and `traded` count in: the bars of the only symbol, or of several without columns. */
  readonly bars: Bars;
  readonly nodes: readonly PlanNode[];
  readonly byId: ReadonlyMap<string, PlanNode>;
  readonly folds: readonly FoldRows[];
  readonly dropped: TimeRange | undefined;
  /** Fits of each calibrator, in time order. */
  readonly terms: ReadonlyMap<string, readonly Term[]>;
  /** Scores or models that come with the spec, by model and then by symbol. */
  readonly given: ReadonlyMap<string, readonly Given[]>;
  /** Native libraries that fit models. */
  readonly engines: Engines;
  /** Columns of each model in the order of their recipes, so that names and key order never matter. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
  /** The labels of every fit's train rows are dealt out anew: a null control, never stored. */
  readonly permuted?: boolean;
  /** Rows on which the strategy decides: the test windows, or everything where nothing is fitted. */
  readonly traded: Range;
  readonly recipes: Recipes;
  /** The exchange's rules by symbol, where the spec says where they are written. */
  readonly instruments?: ReadonlyMap<string, Instrument>;
  /** Digest of the resolved spec without names, search and places. */
  readonly digest: string;
}

/** What a spec needs besides its bars. */
export interface Found {
  readonly lookup: Lookup;
  readonly given?: Plan['given'];
  readonly engines?: Engines;
}

/** Compiles a spec over its bars into a frozen graph. Pure: reads no cache, runs nothing. */
export function compilePlan(
  spec: ResolvedSpec,
  panel: Panel,
  { lookup, given = new Map(), engines = new Map() }: Found,
): Plan {
  const recipes = recipesOf(spec, lookup, { engines });
  const bars = panel.grid;
  const { folds, dropped } = foldsOf(spec, bars);
  const build = new PlanBuilder(spec, panel, recipes, folds);
  for (const node of spec.features) build.feature(node);
  for (const node of spec.labels) build.label(node);
  const columns = new Map(
    spec.models.map((model): [string, readonly string[]] => {
      const own = given.get(model.name)?.[0];
      const ofFile = own !== undefined && isGivenModel(own);
      return [model.name, ofFile ? own.columns : orderedColumns(model, spec, recipes)];
    }),
  );
  for (const model of spec.models) {
    for (const label of model.values['labels'] as readonly string[]) {
      const scores = given.get(model.name);
      if (scores !== undefined) addGiven(build, model, label, scores);
      else for (const fold of folds) addFits(build, model, label, fold, columns.get(model.name) ?? []);
    }
  }
  const terms = new Map<string, readonly Term[]>();
  for (const calibrator of spec.calibrators) {
    const model = spec.models.find((m) => m.name === calibrator.values['of']) as Node;
    const own = termsOf(calibrator, { bars, folds, from: scoredFrom(spec, bars, isExternal(model) ? [] : folds) });
    terms.set(calibrator.name, own);
    for (const label of model.values['labels'] as readonly string[]) {
      for (const term of own)
        addCalibrators(build, calibrator, { model, label, folds, given: given.get(model.name) }, term);
    }
  }
  const traded = tradedRows(spec, bars, folds, terms);
  const digest = specDigest(spec, recipes, upstreamDigest(spec, recipes, panel));
  build.terminal('simulation', traded, digest);
  build.terminal('evaluation', traded, digest);
  const nodes = build.nodes;
  return Object.freeze({
    spec,
    panel,
    bars,
    nodes,
    byId: new Map(nodes.map((n) => [n.id, n])),
    folds,
    dropped,
    terms,
    given,
    engines,
    columns,
    traded,
    recipes,
    digest,
  });
}

function foldsOf(spec: ResolvedSpec, bars: Bars): { folds: FoldRows[]; dropped: TimeRange | undefined } {
  if (spec.split === undefined) return { folds: [], dropped: undefined };
  const { time, interval_ms } = bars;
  const range = { from: time[0], to: time[bars.rows - 1] + interval_ms };
  const { folds, dropped } = spec.split.component.folds(spec.split.values, range, interval_ms);
  const rows = (r: TimeRange): Range => ({ from: rowAt(time, r.from), to: rowAt(time, r.to) });
  const drifts = spec.split.values['refit'] === 'on_drift' ? Number(spec.split.values['max_psi']) : undefined;
  const found: FoldRows[] = [];
  for (const [index, times] of folds.entries()) {
    const [train, calibrate, test] = [rows(times.train), rows(times.calibrate), rows(times.test)];
    for (const [window, range] of [
      ['train', train],
      ['test', test],
    ] as const) {
      if (range.to > range.from) continue;
      throw refuse('RUN_SPLIT', 'split', `the ${window} window of fold ${index + 1} holds no bars`, {
        found: `${isoOf(times[window].from)} .. ${isoOf(times[window].to)}`,
        hint: 'the data have a hole there; change data.range or the split',
      });
    }
    const boundary = calibrate.to > calibrate.from ? calibrate.from : test.from;
    const fold: FoldRows = { index, times, train, calibrate, test, boundary };
    found.push(drifts === undefined ? fold : { ...fold, refit: refitOf(fold, found.at(-1), drifts, time) });
  }
  return { folds: found, dropped };
}

function refitOf(fold: FoldRows, before: FoldRows | undefined, max_psi: number, time: Float64Array): FoldRefit {
  const { from, to } = fold.times.test;
  const recent = { from: rowAt(time, time[fold.boundary] - (to - from)), to: fold.boundary };
  return { max_psi, recent, ...(before !== undefined && { before }) };
}
