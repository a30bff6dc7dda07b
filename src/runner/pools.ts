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

/** Rows of one symbol after another: what is read from all symbols, and written to all, stays in a core's own cache. */
const TILE = 64;

/**
 * Visits the rows of every symbol of a pool that may lie within a span of pooled rows, some of each symbol in turn.
 * `visit` is told the symbol, the pooled row of each of its rows (-1 = none) and which of its rows to look at.
 */
function inTiles(pool: PooledRows, span: Span, visit: (member: Member, places: Int32Array, rows: Span) => void): void {
  const times = pool.times(span);
  const parts = pool.members.map((member) => ({ member, places: pool.placeOf[member.index], rows: member.range(times) }));
  const longest = Math.max(0, ...parts.map(({ rows }) => rows.to - rows.from));
  for (let start = 0; start < longest; start += TILE) {
    for (const { member, places, rows } of parts) {
      const from = rows.from + start;
      if (from < rows.to) visit(member, places, { from, to: Math.min(rows.to, from + TILE) });
    }
  }
}

/** Pooled rows of columns that each symbol has its own of. */
export function gathered(pool: PooledRows, span: Span, columnOf: (member: Member) => ArrayLike<number>): Float64Array {
  const columns = byIndex(pool, columnOf);
  const out = shared(span.to - span.from);
  inTiles(pool, span, ({ index }, places, rows) => gatherTile(out, span.from, columns[index], places, rows));
  return out;
}

function gatherTile(out: Float64Array, start: number, column: ArrayLike<number>, places: Int32Array, rows: Span): void {
  for (let t = rows.from; t < rows.to; t++) if (places[t] >= 0) out[places[t] - start] = column[t];
}

const BEYOND = 0x7fffffff;

/**
 * Label spans in pooled rows, counted from `from`: a span begins with the first row of its first time and ends with the
 * last row of its last time, whatever symbols are there, so that it meets every row that is known as late as its end.
 */
export function gatheredSpans(
  pool: PooledRows,
  span: Span,
  spanOf: (member: Member, end: 'first' | 'last') => Int32Array,
): { readonly first: Int32Array; readonly last: Int32Array } {
  const [firsts, lasts] = [
    byIndex(pool, (member) => spanOf(member, 'first')),
    byIndex(pool, (member) => spanOf(member, 'last')),
  ];
  const start = span.from;
  const [first, last] = [0, 1].map(() => new Int32Array(new SharedArrayBuffer((span.to - start) * 4)));
  inTiles(pool, span, ({ index, gridOf }, places, { from, to }) => {
    const [ownFirst, ownLast] = [firsts[index], lasts[index]];
    for (let t = from; t < to; t++) {
      if (places[t] < 0) continue;
      const end = ownLast[t];
      // a span that ends after the symbol's last bar is never known
      const known = end < gridOf.length;
      first[places[t] - start] = known ? pool.at(gridOf[ownFirst[t]]) - start : BEYOND;
      last[places[t] - start] = known ? pool.at(gridOf[end] + 1) - 1 - start : BEYOND;
    }
  });
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
  inTiles(pool, { from, to: from + values.length }, ({ index }, places, rows) => {
    const column = columns[index];
    if (column !== undefined) scatterTile(column, from, values, places, rows);
  });
}

function scatterTile(column: Float64Array, start: number, values: Float64Array, places: Int32Array, rows: Span): void {
  for (let t = rows.from; t < rows.to; t++) if (places[t] >= 0) column[t] = values[places[t] - start];
}

/** The rows of a window of the grid that lie within the universe, as the stretches of each symbol's own column. */
export function stretchesOf(
  { members }: PooledRows,
  window: Span,
  columnOf: (member: Member) => Float64Array,
): readonly Float64Array[] {
  return members.flatMap((member) => {
    const { from, to } = member.range(window);
    const column = columnOf(member);
    const stretches: Float64Array[] = [];
    for (let start = from, end = from; start < to; start = end) {
      while (end < to && member.listed[end] === member.listed[start]) end++;
      if (member.listed[start] === 1) stretches.push(column.subarray(start, end));
    }
    return stretches;
  });
}

function byIndex<T>({ members }: PooledRows, of: (member: Member) => T): readonly T[] {
  const out: T[] = [];
  for (const member of members) out[member.index] = of(member);
  return out;
}
