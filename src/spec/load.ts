import type { Gate } from '../core/contracts/gate.ts';
import type { Kind, Params } from '../core/params.ts';
import type { Problem } from '../core/problem.ts';
import { Refusal } from '../core/problem.ts';
import { checkAmong, selectColumns, unitsOf } from './columns.ts';
import { compose } from './compose.ts';
import type { Composition } from './compose.ts';
import type { Checking } from './conflict.ts';
import { checkConflicts, checkUnread } from './conflicts.ts';
import { ENVELOPE, NAMED_ROOMS } from './envelope.ts';
import type { NamedRoom } from './envelope.ts';
import { problemsOf, told } from './from-ajv.ts';
import { indexNames, nameFault, splitName } from './names.ts';
import type { Named, Names } from './names.ts';
import { isWired, nodeOf } from './node-of.ts';
import { inDependencyOrder } from './order.ts';
import { checkUses, isSelection } from './references.ts';
import { scalarValue } from './scalar.ts';
import { checkSearch } from './search.ts';
import type { MapTree, Tree } from './tree.ts';
import { deepest, entryAt, inFileOrder, marked, plainOf } from './tree.ts';
import { typesOf } from './types-of.ts';
import type { CanonicalValues, DataBlock, Node, Registry, ResolvedSpec } from './types.ts';
import type { At, Part, Types, Value, Walk } from './walk-types.ts';
import { complain } from './walk-types.ts';
import { walkFields } from './walk.ts';

export interface SpecRequest {
  readonly file: string;
  /** `path=value` texts, applied in order on top of the file. */
  readonly sets?: readonly string[];
  readonly registry: Registry;
}

/**
 * Reads a spec: bases, file and overrides are merged, units resolved, defaults filled, names bound, rules checked. Throws
 * one Refusal (exit 2) with every problem, in file order. Touches no data.
 */
export async function loadSpec({ file, sets = [], registry }: SpecRequest): Promise<ResolvedSpec> {
  const composition = await compose(file, sets);
  const { root, asWritten } = composition;
  const unread = composition.problems.some(({ code }) => code !== 'SPEC_YAML');
  if (root === undefined || asWritten === undefined || unread) throw refusal(composition.problems, composition);
  const types = typesOf(registry);
  await warm(types, root);
  const w: Walk = { types, problems: [], parts: [], uses: [], dropped: [] };
  const interval_ms = intervalOf(root);
  const at: At = { path: [], key: { source: root.mark.source, from: 0, to: 1 }, interval_ms, owner: [] };
  const spec = await walkFields(w, ENVELOPE, root, at, 'a spec');
  await validateEnvelope(w, spec, root, at);
  const names = indexNames(root, w.parts);
  checkNames(w, root);
  const searched = await checkSearch(w, root, asWritten, interval_ms);
  const portfolio = (spec.canonical as CanonicalValues | undefined)?.['portfolio'] as CanonicalValues | undefined;
  const bound = bind(w, names, root, { interval_ms, portfolio: portfolio ?? {} });
  // A key or value that YAML 1.2 does not hold is left out of the tree; that it is missing is no second problem.
  const { problems } = composition;
  if (problems.length > 0)
    throw refusal([...problems, ...w.problems.filter(({ code }) => code !== 'SPEC_MISSING_KEY')], composition);
  if (w.problems.length > 0) throw refusal(w.problems, composition);
  return resolvedSpec({
    file,
    w,
    names,
    root,
    ...bound,
    searched,
    canonical: spec.canonical as CanonicalValues,
    written: spec.written as CanonicalValues,
  });
}

/** Loads the components of the top level at once: one after the other their files would be read one after the other. */
async function warm(types: Types, root: MapTree): Promise<void> {
  const typed = (room: string, tree: Tree | undefined): readonly [string, string][] => {
    const type = tree?.kind === 'map' ? tree.entries.get('type')?.value : undefined;
    return type?.kind === 'scalar' && types.types(room).includes(String(type.value))
      ? [[room, String(type.value)]]
      : [];
  };
  const found = Object.entries(ENVELOPE).flatMap(([key, param]) => {
    const tree = root.entries.get(key)?.value;
    if (param.kind === 'component') return typed(param.room as string, tree);
    const room = param.of?.room;
    return room === undefined || tree?.kind !== 'map'
      ? []
      : [...tree.entries.values()].flatMap(({ value }) => typed(room, value));
  });
  const nested = typed('data/source', entryAt(root, ['data', 'source'])?.value);
  const all = new Map([...found, ...nested].map((pair) => [pair.join('/'), pair]));
  await Promise.all(
    [...all.values()].flatMap(([room, type]): Promise<unknown>[] => [
      types.load(room, type),
      types.validator(room, type),
    ]),
  );
}

function refusal(problems: readonly Problem[], { sources }: Composition): Refusal {
  return new Refusal(inFileOrder(problems, sources), 2);
}

function intervalOf(root: MapTree): number | undefined {
  const tree = entryAt(root, ['data', 'interval'])?.value;
  const param = (ENVELOPE['data'].fields as Params)['interval'];
  const parsed = tree?.kind === 'scalar' ? scalarValue(param, tree.value, undefined) : undefined;
  return parsed === undefined || parsed.fault !== undefined ? undefined : (parsed.value as number);
}

async function validateEnvelope(w: Walk, { canonical, ok }: Value, root: MapTree, at: At): Promise<void> {
  const accepts = await w.types.validator('spec', 'envelope');
  if (!accepts(canonical)) w.problems.push(...problemsOf(told(accepts.errors, ok), ENVELOPE, root, at));
}

/** Names are words of their own, and one namespace for all rooms whose nodes are referred to. */
function checkNames(w: Walk, root: MapTree): void {
  const seen = new Map<string, string>();
  for (const room of NAMED_ROOMS) {
    const block = root.entries.get(room)?.value;
    for (const [name, entry] of block?.kind === 'map' ? block.entries : []) {
      const at = { path: [room, name] };
      const fault = nameFault(name);
      const other = seen.get(name);
      if (fault !== undefined) complain(w, 'SPEC_DUPLICATE_NAME', at, entry.key, fault.message, { at: 'key' });
      else if (other !== undefined)
        complain(w, 'SPEC_DUPLICATE_NAME', at, entry.key, `the name is already that of ${other}.${name}`, {
          at: 'key',
        });
      else seen.set(name, room);
    }
  }
}

interface Bound {
  readonly order: ReadonlyMap<NamedRoom, readonly Named[]>;
  readonly columns: ReadonlyMap<string, readonly string[]>;
  readonly traded: string | undefined;
}

/** What names mean, who reads whom, and the rules between blocks. */
function bind(w: Walk, names: Names, root: MapTree, known: Pick<Checking, 'interval_ms' | 'portfolio'>): Bound {
  checkUses(w, names);
  const order = new Map(NAMED_ROOMS.map((room) => [room, inDependencyOrder(w, names, room)] as const));
  const units = unitsOf(names, order.get('features') ?? []);
  const columns = selectColumns(w, names, units);
  checkAmong(w, names, columns);
  const traded = tradedSignal(w, names, root);
  const checking = { w, names, root, ...known, units, traded };
  checkConflicts(checking);
  const selections = w.uses.filter(isSelection);
  if (w.problems.length === 0) {
    const selected = new Set([...columns.values()].flat().map((column) => splitName(column)[0]));
    checkUnread(
      checking,
      selections.some(({ name }) => name === 'all'),
      selected,
    );
  }
  return { order, columns, traded };
}

function tradedSignal(w: Walk, names: Names, root: MapTree): string | undefined {
  const written = entryAt(root, ['portfolio', 'of'])?.value;
  if (written?.kind === 'scalar') return String(written.value);
  const signals = [...names.nodes.values()].filter(({ room, enabled }) => room === 'signals' && enabled);
  if (signals.length === 1) return signals[0].name;
  const where = root.entries.get('portfolio')?.key ??
    root.entries.get('signals')?.key ?? { source: root.mark.source, from: 0, to: 1 };
  const path = signals.length === 0 ? ['signals'] : ['portfolio', 'of'];
  const message =
    signals.length === 0 ? 'a spec needs a signal' : 'several signals, and nothing says which one is traded';
  complain(
    w,
    'SPEC_MISSING_KEY',
    { path },
    where,
    message,
    signals.length === 0 ? {} : { expected: signals.map(({ name }) => name).join(', ') },
  );
  return undefined;
}

interface Pieces extends Bound {
  readonly file: string;
  readonly w: Walk;
  readonly names: Names;
  readonly root: MapTree;
  readonly searched: ReadonlyMap<string, Kind>;
  readonly canonical: CanonicalValues;
  readonly written: CanonicalValues;
}

function resolvedSpec(pieces: Pieces): ResolvedSpec {
  const { file, w, names, root, order, columns, canonical, written } = pieces;
  const traded = pieces.traded as string;
  const { portfolio, evaluation } = canonical as { portfolio: CanonicalValues; evaluation: CanonicalValues };
  const parts = new Map(w.parts.map((part) => [part.path.join('.'), part]));
  const nodeAt = (path: string): Node => nodeOf(parts.get(path) as Part, names);
  const room = <N extends Node>(name: NamedRoom): readonly N[] =>
    (order.get(name) ?? []).filter(({ enabled }) => enabled).map(({ part }) => nodeOf(part as Part, names) as N);
  const under = (prefix: string): readonly Node[] =>
    w.parts
      .filter((part) => part.enabled && part.path.slice(0, -1).join('.') === prefix)
      .map((part) => nodeOf(part, names));
  const byRank = (a: Node, b: Node): number =>
    (a.component as Gate).rank - (b.component as Gate).rank || compareText(a.name, b.name);
  const search = entryAt(root, ['search'])?.value;
  return Object.freeze({
    file,
    name: canonical['name'] as string,
    seed: canonical['seed'] as number,
    data: dataOf(canonical['data'] as CanonicalValues),
    features: room('features') as ResolvedSpec['features'],
    labels: room('labels') as ResolvedSpec['labels'],
    split: (parts.has('split') ? nodeAt('split') : undefined) as ResolvedSpec['split'],
    models: room('models') as ResolvedSpec['models'],
    calibrators: room('calibrators') as ResolvedSpec['calibrators'],
    signals: room('signals') as ResolvedSpec['signals'],
    gates: [...under('gates')].sort(byRank) as unknown as ResolvedSpec['gates'],
    portfolio: {
      of: traded,
      symbols: portfolio['symbols'] as readonly string[] | undefined,
      side: portfolio['side'] as 'both',
      select: parts.has('portfolio.select')
        ? (nodeAt('portfolio.select') as unknown as ResolvedSpec['portfolio']['select'])
        : undefined,
      rebalance: portfolio['rebalance'] as ResolvedSpec['portfolio']['rebalance'],
      sizing: nodeAt('portfolio.sizing') as ResolvedSpec['portfolio']['sizing'],
      limits: [...under('portfolio.limits')].sort((a, b) =>
        compareText(a.name, b.name),
      ) as unknown as ResolvedSpec['portfolio']['limits'],
    },
    execution: nodeAt('execution'),
    evaluation: {
      label: evaluation['label'] as string | undefined,
      symbols: evaluation['symbols'] as readonly string[] | undefined,
      slices: ((evaluation['slices'] ?? []) as readonly string[]).filter((name) => isWired(names, name)),
      diagnostics: [...under('evaluation.diagnostics')].sort((a, b) =>
        compareText(a.name, b.name),
      ) as unknown as ResolvedSpec['evaluation']['diagnostics'],
    },
    search: search === undefined ? undefined : (plainOf(search) as CanonicalValues),
    searched: pieces.searched,
    modelColumns: columns,
    resolve: (name: string) => names.resolve(name),
    written: writtenSpec(written, search === undefined ? undefined : plainOf(search), traded),
    dropped: w.dropped,
    locate: (problem: Problem): Problem => locate(root, problem),
  });
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function dataOf(data: CanonicalValues): DataBlock {
  const clean = data['clean'] as CanonicalValues;
  const range = data['range'] as DataBlock['range'];
  const holdout = data['holdout'] as DataBlock['holdout'];
  return {
    source: data['source'] as DataBlock['source'],
    exchange: data['exchange'] as string | undefined,
    symbols: (data['symbols'] ?? []) as readonly string[],
    universe: data['universe'] as DataBlock['universe'],
    interval_ms: data['interval'] as number,
    range: holdout === undefined || holdout.open ? range : { ...range, to: holdout.from },
    holdout,
    funding: data['funding'] as DataBlock['funding'],
    instruments: data['instruments'] as DataBlock['instruments'],
    clean: {
      gaps: clean['gaps'] as 'error',
      max_gap_bars: clean['max_gap'] as number | undefined,
      duplicates: clean['duplicates'] as 'error',
      zero_volume: clean['zero_volume'] as 'keep',
    },
  };
}

function writtenSpec(written: CanonicalValues, search: unknown, traded: string): CanonicalValues {
  const portfolio = { of: traded, ...(written['portfolio'] as object) };
  return { ...written, portfolio, ...(search !== undefined && { search }) };
}

/** Fills in where the problem's path stands in the spec, or the nearest block above it. */
function locate(root: MapTree, problem: Problem): Problem {
  if (problem.place !== undefined) return problem;
  const { entry, depth } = deepest(root, problem.path);
  if (entry === undefined) return problem;
  return marked(problem, depth === problem.path.length && problem.at !== 'key' ? entry.value.mark : entry.key);
}
