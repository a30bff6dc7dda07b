import type { JsonValue } from '../core/artifacts.ts';
import { digestJson } from '../core/digest.ts';
import type { Node, ResolvedSpec } from '../spec/types.ts';
import type { Member, Panel } from './panel.ts';
import type { Recipes } from './recipes.ts';
import { referencedNames } from './recipes.ts';

/** Columns of a model in the order of what they are, so that neither names nor the order of keys matter. */
export function orderedColumns(model: Node, spec: ResolvedSpec, recipes: Recipes): readonly string[] {
  const keyed = referencedNames(model, spec).map((name) => ({ name, key: recipes.reference(name).identity }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ name }) => name);
}

/** digest8 is its beginning: everything that changes a number, nothing that does not. */
export function specDigest(spec: ResolvedSpec, recipes: Recipes, upstream: string): string {
  const typed = (node: Node): JsonValue => [node.component.type, node.component.version, recipes.values(node)];
  return digestJson({
    upstream,
    signals: spec.signals.map((n) => recipes.node(n.name).identity).sort(),
    gates: spec.gates.map((n) => typed(n as Node)),
    traded: recipes.reference(spec.portfolio.of).identity,
    side: spec.portfolio.side,
    sizing: typed(spec.portfolio.sizing as Node),
    limits: spec.portfolio.limits.map((n) => typed(n as Node)),
    ...(spec.portfolio.symbols !== undefined && { symbols: [...spec.portfolio.symbols].sort() }),
    ...(spec.portfolio.select !== undefined && { select: typed(spec.portfolio.select as Node) }),
    ...(spec.portfolio.rebalance !== undefined && { rebalance: { ...spec.portfolio.rebalance } as JsonValue }),
    execution: typed(spec.execution),
  });
}

/** The part of a spec's digest that its strategy side does not touch. */
export function upstreamDigest(spec: ResolvedSpec, recipes: Recipes, { members }: Panel): string {
  const { range, clean, interval_ms, exchange, holdout, funding, instruments, universe } = spec.data;
  const split = spec.split as Node | undefined;
  return digestJson({
    seed: spec.seed,
    data: {
      range: { ...range },
      clean: { ...clean, max_gap_bars: clean.max_gap_bars ?? null },
      interval_ms,
      symbols:
        universe === undefined
          ? [...spec.data.symbols].sort()
          : members.map(({ symbol, spans }) => [symbol, spansOf(spans)]),
      exchange: exchange ?? null,
    },
    holdout: holdout === undefined ? null : { ...holdout },
    funding: funding === undefined ? null : withoutPlace(funding),
    source: withoutPlace(spec.data.source),
    ...(instruments !== undefined && { instruments: instruments.type }),
    features: spec.features.map((n) => recipes.node(n.name).identity).sort(),
    labels: spec.labels.map((n) => recipes.node(n.name).identity).sort(),
    split: split === undefined ? null : [split.component.type, split.component.version, recipes.values(split)],
    models: spec.models.map((n) => modelIdentity(n, spec, recipes)).sort(),
    calibrators: spec.calibrators.map((n) => recipes.node(n.name).identity).sort(),
    ...(spec.evaluation.symbols !== undefined && { judged: [...spec.evaluation.symbols].sort() }),
    evaluation: spec.evaluation.label === undefined ? null : recipes.node(spec.evaluation.label).identity,
  });
}

/** JSON knows no Infinity: null = still a member. */
const spansOf = (spans: Member['spans']): JsonValue =>
  (spans ?? []).map(([from, to]) => [from, Number.isFinite(to) ? to : null]);

function modelIdentity(model: Node, spec: ResolvedSpec, recipes: Recipes): string {
  const labels = (model.values['labels'] as readonly string[]).map((l) => recipes.node(l).identity).sort();
  const columns = orderedColumns(model, spec, recipes).map((name) => recipes.reference(name).identity);
  return digestJson([recipes.node(model.name).identity, labels, columns]);
}

/** A source without its place: two folders holding the same file give the same digest. */
function withoutPlace(source: object): JsonValue {
  const { path: _path, ...rest } = source as { readonly path?: string };
  return rest as JsonValue;
}
