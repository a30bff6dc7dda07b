import { BAR_COLUMNS } from '../core/artifacts.ts';
import type { Objection } from '../core/contracts/component.ts';
import { refuse } from '../core/problem.ts';
import type { Refusal } from '../core/problem.ts';

/** Names that files use for the bar columns, best first; compared without case, blanks as underscores. */
const ALIASES: { readonly [column: string]: readonly string[] } = {
  timestamp: ['timestamp', 'time', 'open_time', 'opentime', 'datetime', 'date', 'unix', 'ts'],
  symbol: ['symbol', 'pair', 'ticker'],
  open: ['open'],
  high: ['high'],
  low: ['low'],
  close: ['close'],
  volume: ['volume', 'vol'],
  vwap: ['vwap'],
  count: ['count', 'trades', 'num_trades', 'trade_count', 'number_of_trades'],
  quote_volume: ['quote_volume', 'quote_asset_volume', 'quotevolume'],
  taker_base: ['taker_base', 'taker_buy_volume', 'taker_buy_base_volume', 'taker_buy_base_asset_volume'],
};
export const SOURCE_COLUMNS = ['timestamp', 'symbol', ...BAR_COLUMNS] as const;
const REQUIRED = ['timestamp', 'open', 'high', 'low', 'close', 'volume'];

/** Layouts of files without a header, by their number of cells (plain, Kraken OHLCVT, Kraken REST, Binance kline). */
const LAYOUTS: { readonly [cells: number]: readonly string[] } = {
  6: REQUIRED,
  7: [...REQUIRED, 'count'],
  8: ['timestamp', 'open', 'high', 'low', 'close', 'vwap', 'volume', 'count'],
  12: [...REQUIRED, 'close_time', 'quote_volume', 'count', 'taker_base', 'taker_quote', 'ignore'],
};

/** Bar column -> position in the source. */
export type ColumnMap = ReadonlyMap<string, number>;
export type Renames = { readonly [column: string]: string } | undefined;

export const plainName = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/[\s.-]+/g, '_');

function positionsOf(header: readonly string[], wanted: string): number[] {
  return header.flatMap((name, i) => (plainName(name) === wanted ? [i] : []));
}

function renamed(file: string, header: readonly string[], column: string, name: string): number {
  const exact = header.indexOf(name);
  const found = exact >= 0 ? [exact] : positionsOf(header, plainName(name));
  if (found.length === 1) return found[0];
  throw refuse('DATA_FORMAT', `data.source.columns.${column}`, `"${file}" has no column "${name}"`, {
    expected: header.join(', '),
    found: name,
  });
}

/** Finds the bar columns in a header; `renames` (bar column -> name in the file) win over the known names. */
export function mapHeader(file: string, header: readonly string[], renames: Renames): ColumnMap {
  const map = new Map<string, number>();
  for (const column of SOURCE_COLUMNS) {
    const name = renames?.[column];
    if (name !== undefined) {
      map.set(column, renamed(file, header, column, name));
      continue;
    }
    const found = ALIASES[column].map((alias) => positionsOf(header, alias)).find((positions) => positions.length > 0);
    if (found === undefined) continue;
    if (found.length > 1) throw ambiguous(file, header, found, column);
    map.set(column, found[0]);
  }
  return complete(file, header, map);
}

/** The same for a file without a header; `renames` give positions from 1. */
export function mapLayout(file: string, cells: number, renames: Renames): ColumnMap {
  const layout = LAYOUTS[cells];
  const map = new Map<string, number>();
  for (const column of SOURCE_COLUMNS) {
    const written = renames?.[column];
    const position = written === undefined ? (layout?.indexOf(column) ?? -1) : Number(written) - 1;
    if (written !== undefined && !(Number.isInteger(position) && position >= 0 && position < cells)) {
      throw refuse(
        'DATA_FORMAT',
        `data.source.columns.${column}`,
        `"${file}" has no header: a position from 1 to ${cells} is needed`,
        {
          found: written,
        },
      );
    }
    if (position >= 0) map.set(column, position);
  }
  return complete(
    file,
    Array.from({ length: cells }, (_, i) => String(i + 1)),
    map,
  );
}

function complete(file: string, header: readonly string[], map: ColumnMap): ColumnMap {
  const missing = REQUIRED.filter((column) => !map.has(column));
  if (missing.length === 0) return map;
  const names = missing.map((column) => `"${column}"`).join(', ');
  throw refuse('DATA_FORMAT', 'data.source', `"${file}" has no column for ${names}`, {
    expected: REQUIRED.join(', '),
    found: header.join(', '),
    hint: `name them: columns: { ${missing[0]}: … }`,
  });
}

function ambiguous(file: string, header: readonly string[], found: readonly number[], column: string): Refusal {
  const names = found.map((i) => header[i]).join(', ');
  return refuse('DATA_FORMAT', 'data.source', `"${file}" has ${found.length} columns that may be "${column}"`, {
    found: names,
    hint: `choose one: columns: { ${column}: … }`,
  });
}

/** Words for the reader's notes. */
export function describeMap(
  header: readonly string[],
  map: ColumnMap,
): { mapped: { [column: string]: string }; ignored: string[] } {
  const taken = new Set(map.values());
  return {
    mapped: Object.fromEntries([...map].map(([column, i]) => [column, header[i]])),
    ignored: header.filter((_, i) => !taken.has(i)),
  };
}

/** Objections to a `columns` parameter that names no bar column. */
export function checkRenames(renames: Renames): readonly Objection[] {
  const known: readonly string[] = SOURCE_COLUMNS;
  const unknown = Object.keys(renames ?? {}).filter((column) => !known.includes(column));
  return unknown.map((column) => ({
    key: 'columns',
    message: `"${column}" is no bar column`,
    expected: known.join(', '),
  }));
}
