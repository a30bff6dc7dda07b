import type { Node } from '../spec/types.ts';
import type { Member, Panel, PooledRows } from './panel.ts';
import type { FoldRows, Plan } from './plan.ts';
import { shared } from './steps/step.ts';
import type { Term } from './terms.ts';

/** Id of a node that every symbol has its own of: `features.rsi/BTCUSDT` where there are several. */
export const idOf = ({ several }: Panel, id: string, symbol: string): string => (several ? `${id}/${symbol}` : id);

/** Symbols that a model is fitted on and scores. */
export function membersOf(panel: Panel, model: Node): readonly Member[] {
  const symbols = model.values['symbols'] as readonly string[] | undefined;
  return symbols === undefined ? panel.members : panel.members.filter(({ symbol }) => symbols.includes(symbol));
}

/** Symbols that are ever in the universe. */
export const tradedSymbols = ({ panel }: Pick<Plan, 'panel'>): readonly string[] =>
  panel.members.filter(({ spans }) => spans?.length !== 0).map(({ symbol }) => symbol);

/** One fit for each of these: all symbols together (undefined), or each by itself. */
export function fittedSymbols(panel: Panel, node: Node, members: readonly Member[]): readonly (string | undefined)[] {
  return panel.several && node.values['per_symbol'] === true ? members.map(({ symbol }) => symbol) : [undefined];
}

/** Share of a window's bars that a symbol must have to be fitted by itself; fewer, and it has no score of its own. */
const OWN_SHARE = 0.5;

export const isThin = (own: Span, window: Span): boolean => own.to - own.from < OWN_SHARE * (window.to - window.from);

/** Nodes of a fold's fit or scores that hold rows of a pool: that of all symbols, or one for each symbol. */
export function scoreIds(
  nodes: { has(id: string): boolean },
  id: string,
  { members }: Pick<PooledRows, 'members'>,
): readonly string[] {
  return nodes.has(id) ? [id] : members.map(({ symbol }) => `${id}/${symbol}`).filter((own) => nodes.has(own));
}

/** The rows of a model's fit: those of one symbol, or of all its symbols. */
export function poolOf(panel: Panel, model: Node, symbol: string | undefined): PooledRows {
  return panel.pooled(symbol === undefined ? membersOf(panel, model).map((m) => m.symbol) : [symbol]);
}

/** A fold's windows in pooled rows. */
export function foldIn(pool: PooledRows, fold: FoldRows): FoldRows {
  return {
    ...fold,
    train: pool.range(fold.train),
    calibrate: pool.range(fold.calibrate),
    test: pool.range(fold.test),
    boundary: pool.at(fold.boundary),
  };
}

/** A calibrator's windows in pooled rows. */
export function termIn(pool: PooledRows, term: Term): Term {
  return { ...term, fit: pool.range(term.fit), apply: pool.range(term.apply), boundary: pool.at(term.boundary) };
}

/** Rows that a fold's models score: calibrate and test window. */
export function scoredRange(fold: Pick<FoldRows, 'calibrate' | 'test'>): { from: number; to: number } {
  return { from: fold.calibrate.to > fold.calibrate.from ? fold.calibrate.from : fold.test.from, to: fold.test.to };
}

type Span = { readonly from: number; readonly to: number };

/** Pooled rows of columns that each symbol has its own of. */
export function gathered(
  pool: PooledRows,
  { from, to }: Span,
  columnOf: (member: Member) => Float64Array,
): Float64Array {
  const columns = byIndex(pool, columnOf);
  const { memberOf, rowOf } = pool;
  const out = shared(to - from);
  for (let p = from; p < to; p++) out[p - from] = columns[memberOf[p]][rowOf[p]];
  return out;
}

const BEYOND = 0x7fffffff;

/**
 * Label spans in pooled rows, counted from `from`: a span begins with the first row of its first time and ends with the
 * last row of its last time, whatever symbols are there, so that it meets every row that is known as late as its end.
 */
export function gatheredSpans(
  pool: PooledRows,
  { from, to }: Span,
  spanOf: (member: Member, end: 'first' | 'last') => Int32Array,
): { readonly first: Int32Array; readonly last: Int32Array } {
  const [firsts, lasts] = [
    byIndex(pool, (member) => spanOf(member, 'first')),
    byIndex(pool, (member) => spanOf(member, 'last')),
  ];
  const places = byIndex(pool, ({ gridOf }) => gridOf);
  const { memberOf, rowOf } = pool;
  const [first, last] = [0, 1].map(() => new Int32Array(new SharedArrayBuffer((to - from) * 4)));
  for (let p = from; p < to; p++) {
    const m = memberOf[p];
    const end = lasts[m][rowOf[p]];
    // a span that ends after the symbol's last bar is never known
    const known = end < places[m].length;
    first[p - from] = known ? pool.at(places[m][firsts[m][rowOf[p]]]) - from : BEYOND;
    last[p - from] = known ? pool.at(places[m][end] + 1) - 1 - from : BEYOND;
  }
  return { first, last };
}

/** Pooled values back in each symbol's own column, where one is given; an audit's columns may end before the values do. */
export function scatter(
  pool: PooledRows,
  from: number,
  values: Float64Array,
  columnOf: (member: Member) => Float64Array | undefined,
): void {
  const { only } = pool;
  if (only !== undefined) {
    const column = columnOf(only);
    if (column !== undefined && from < column.length) column.set(values.subarray(0, column.length - from), from);
    return;
  }
  const columns = byIndex(pool, columnOf);
  const { memberOf, rowOf } = pool;
  for (let i = 0; i < values.length; i++) {
    const column = columns[memberOf[from + i]];
    if (column !== undefined) column[rowOf[from + i]] = values[i];
  }
}

function byIndex<T>({ members }: PooledRows, of: (member: Member) => T): readonly T[] {
  const out: T[] = [];
  for (const member of members) out[member.index] = of(member);
  return out;
}
