import type { Node } from '../spec/types.ts';
import type { Member, Panel, PooledRows } from './panel.ts';
import type { FoldRows, Plan } from './plan.ts';
import { rowAt } from './rows.ts';
import { inTiles, layColumn, laySpans } from './steps/pooled.ts';
import type { Part, PooledInput } from './steps/pooled.ts';
import { shared } from './steps/step.ts';
import type { Arrays, NumericArray } from './steps/step.ts';
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

/** Own rows of every symbol of a pool that may lie within a span of pooled rows. */
function partsOf(pool: PooledRows, span: Span): readonly Part[] {
  const times = pool.times(span);
  return pool.members.map((member) => ({ ...member.range(times), places: pool.placeOf[member.index] }));
}

/** The symbol of a pooled row, and its own row. */
export function ownRow(pool: PooledRows, row: number): readonly [member: Member, row: number] {
  if (pool.only !== undefined) return [pool.only, row];
  const member = pool.members.find(({ index }) => index === pool.memberOf[row]) as Member;
  return [member, rowAt(member.bars.time, pool.time[row])];
}

/** Pooled rows of columns that each symbol has its own of, in memory of this thread. */
export function gathered(pool: PooledRows, span: Span, columnOf: (member: Member) => ArrayLike<number>): Float64Array {
  return layColumn(partsOf(pool, span), pool.members.map(columnOf), span.from, new Float64Array(span.to - span.from));
}

/** The same in memory that threads share. */
export function gatheredShared(
  pool: PooledRows,
  span: Span,
  columnOf: (member: Member) => ArrayLike<number>,
): Float64Array {
  return layColumn(partsOf(pool, span), pool.members.map(columnOf), span.from, shared(span.to - span.from));
}

/** What a job lays into pooled rows itself: columns by the name they will have, and, where given, spans of a label. */
export function pooledInput(
  pool: PooledRows,
  span: Span,
  columns: ReadonlyMap<string, (member: Member) => NumericArray>,
  spanOf?: (member: Member, end: 'first' | 'last') => NumericArray,
): { readonly pooled: PooledInput; readonly arrays: Arrays } {
  const times = pool.times(span);
  const arrays: { [name: string]: NumericArray } = spanOf === undefined ? {} : { starts: pool.starts };
  pool.members.forEach((member, k) => {
    arrays[`place/${k}`] = pool.placeOf[member.index];
    for (const [name, columnOf] of columns) arrays[`${name}/${k}`] = columnOf(member);
    if (spanOf === undefined) return;
    for (const end of ['first', 'last'] as const) arrays[`${end}/${k}`] = spanOf(member, end);
    arrays[`grid/${k}`] = member.gridOf;
  });
  const own = pool.members.map((member) => member.range(times));
  return { pooled: { span, own, columns: [...columns.keys()], spans: spanOf !== undefined }, arrays };
}

/** Spans of a label over pooled rows, see `laySpans`. */
export function gatheredSpans(
  pool: PooledRows,
  span: Span,
  spanOf: (member: Member, end: 'first' | 'last') => Int32Array,
): { readonly first: Int32Array; readonly last: Int32Array } {
  const column = (): Int32Array => new Int32Array(new SharedArrayBuffer((span.to - span.from) * 4));
  const labels = pool.members.map((member) => ({
    first: spanOf(member, 'first'),
    last: spanOf(member, 'last'),
    grid: member.gridOf,
  }));
  const [first, last] = [column(), column()];
  laySpans(partsOf(pool, span), labels, pool.starts, { start: span.from, first, last });
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
  const columns = pool.members.map(columnOf);
  const parts = partsOf(pool, { from, to: from + values.length });
  inTiles(parts, (k, first, end) => {
    const column = columns[k];
    if (column !== undefined) scatterTile(column, from, values, parts[k].places, { from: first, to: end });
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
    if (member.spans === undefined) return [column.subarray(from, to)];
    const stretches: Float64Array[] = [];
    for (let start = from, end = from; start < to; start = end) {
      while (end < to && member.listed[end] === member.listed[start]) end++;
      if (member.listed[start] === 1) stretches.push(column.subarray(start, end));
    }
    return stretches;
  });
}
