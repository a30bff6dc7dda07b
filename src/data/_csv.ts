import { Refusal, refuse } from '../core/problem.ts';
import type { Problem } from '../core/problem.ts';
import type { RawBars } from '../core/contracts/source.ts';
import { fileName } from './_file.ts';
import { describeMap, mapHeader, mapLayout } from './_names.ts';
import type { ColumnMap, Renames } from './_names.ts';
import { parseDecimal, textOf } from './_number.ts';
import { isoMs, stampMs, stampUnit } from './_stamp.ts';
import { createTable, grow, trimmed } from './_table.ts';
import type { Table } from './_table.ts';

const LONGEST_LINE = 65_536;
const SHOWN = 5;
const IGNORED = -1;
const SYMBOL = -2;
const NOT_A_VALUE = /^[+-]?(nan|inf|infinity|null|none|na|n\/a)$/i;

/** What the first line tells, and where each cell of a line goes. */
interface Layout {
  readonly delimiter: number;
  readonly header: readonly string[] | null;
  readonly map: ColumnMap;
  readonly names: readonly string[];
  /** Per cell: column of the table (0 = time), IGNORED or SYMBOL. */
  readonly targets: Int32Array;
}

/** A reader in the middle of a file. `line` counts from 1; `lines` holds the line of each row where rows are skipped. */
interface Reader {
  readonly path: string;
  readonly symbol: string;
  readonly renames: Renames;
  layout: Layout | undefined;
  table: Table;
  line: number;
  blank: number;
  carry: Uint8Array;
  lines: number[] | undefined;
  readonly stamps: string[];
  readonly symbols: Set<string>;
  readonly problems: Problem[];
  refused: number;
}

/** Reads comma-, semicolon- or tab-separated bars from chunks of bytes; every bad cell is a problem with its place. */
export async function readCsv(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  symbol: string,
  renames: Renames,
): Promise<RawBars> {
  const reader: Reader = {
    path,
    symbol,
    renames,
    layout: undefined,
    table: createTable(0),
    line: 0,
    blank: 0,
    carry: new Uint8Array(0),
    lines: undefined,
    stamps: [],
    symbols: new Set(),
    problems: [],
    refused: 0,
  };
  for await (const chunk of chunks) readChunk(reader, chunk);
  if (reader.carry.length > 0) readLine(reader, reader.carry, 0, reader.carry.length);
  return finish(reader);
}

function readChunk(reader: Reader, chunk: Uint8Array): void {
  let bytes = chunk;
  if (reader.carry.length > 0) {
    bytes = new Uint8Array(reader.carry.length + chunk.length);
    bytes.set(reader.carry);
    bytes.set(chunk, reader.carry.length);
  }
  let from = 0;
  for (let to = bytes.indexOf(10); to >= 0; to = bytes.indexOf(10, from)) {
    readLine(reader, bytes, from, to);
    from = to + 1;
  }
  if (bytes.length - from > LONGEST_LINE) tooLong(reader);
  reader.carry = bytes.slice(from);
}

function tooLong(reader: Reader): never {
  throw refuse(
    'DATA_FORMAT',
    'data.source.path',
    `"${reader.path}" line ${reader.line + 1} is longer than ${LONGEST_LINE} bytes`,
    {
      hint: 'is this a text file with one bar per line?',
    },
  );
}

function readLine(reader: Reader, bytes: Uint8Array, from: number, end: number): void {
  if (end - from > LONGEST_LINE) tooLong(reader);
  const to = end > from && bytes[end - 1] === 13 ? end - 1 : end;
  reader.line += 1;
  if (to === from) {
    reader.blank ||= reader.line;
    return;
  }
  if (reader.blank > 0) {
    report(reader, 'DATA_FORMAT', reader.blank, 'is empty');
    reader.blank = 0;
  }
  if (reader.layout === undefined) {
    reader.layout = layoutOf(reader, bytes, from, to);
    if (reader.layout.header !== null) return;
  }
  readRow(reader, reader.layout, bytes, from, to);
}

function layoutOf(reader: Reader, bytes: Uint8Array, from: number, to: number): Layout {
  const bom = bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf ? 3 : 0;
  const text = textOf(bytes, from + bom, to);
  if (text.includes('\0') || text.startsWith('PK') || text.startsWith('PAR1')) {
    throw refuse('DATA_FORMAT', 'data.source.path', `"${reader.path}" is not a text file`, {
      hint: 'type: parquet reads .parquet; gzipped text must end in .csv.gz',
    });
  }
  const delimiter = [',', ';', '\t'].sort((a, b) => text.split(b).length - text.split(a).length)[0];
  const cells = text.split(delimiter).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  const isHeader = cells.every((cell) => cell === '' || Number.isNaN(Number(cell))) && Number.isNaN(isoMs(cells[0]));
  const map = isHeader
    ? mapHeader(reader.path, cells, reader.renames)
    : mapLayout(reader.path, cells.length, reader.renames);
  const targets = new Int32Array(cells.length).fill(IGNORED);
  const columns = [...map.keys()].filter((column) => column !== 'symbol');
  columns.forEach((column, i) => (targets[map.get(column) as number] = i));
  const symbolCell = map.get('symbol');
  if (symbolCell !== undefined) {
    targets[symbolCell] = SYMBOL;
    reader.lines = [];
  }
  reader.table = createTable(columns.length);
  const names = isHeader ? cells : cells.map((_, i) => [...map].find(([, at]) => at === i)?.[0] ?? String(i + 1));
  return { delimiter: delimiter.charCodeAt(0), header: isHeader ? cells : null, map, names, targets };
}

function readRow(reader: Reader, layout: Layout, bytes: Uint8Array, from: number, to: number): void {
  const { table } = reader;
  const { targets, delimiter } = layout;
  grow(table);
  let cell = 0;
  let start = from;
  let taken = true;
  for (let i = from; i <= to; i++) {
    if (i < to && bytes[i] !== delimiter) continue;
    const target = cell < targets.length ? targets[cell] : IGNORED;
    if (target === SYMBOL) taken = readSymbol(reader, bytes, start, i);
    else if (target === 0) table.columns[0][table.rows] = readStamp(reader, layout, cell, bytes, start, i);
    else if (target > 0) table.columns[target][table.rows] = readCell(reader, layout, cell, bytes, start, i);
    cell += 1;
    start = i + 1;
  }
  if (cell !== targets.length) {
    report(
      reader,
      'DATA_FORMAT',
      reader.line,
      `has ${cell} cells, line 1 has ${targets.length}`,
      textOf(bytes, from, to).slice(0, 80),
    );
  }
  if (!taken) return;
  reader.lines?.push(reader.line);
  table.rows += 1;
}

function readSymbol(reader: Reader, bytes: Uint8Array, from: number, to: number): boolean {
  const text = bareText(bytes, from, to);
  if (text === reader.symbol) return true;
  if (reader.symbols.size < SHOWN) reader.symbols.add(text);
  return false;
}

function readStamp(reader: Reader, layout: Layout, cell: number, bytes: Uint8Array, from: number, to: number): number {
  let value = parseDecimal(bytes, from, to);
  let unit = 'iso';
  if (Number.isFinite(value)) {
    unit = stampUnit(value);
    // nineteen digits do not fit a double: the last six go apart
    value = unit === 'ns' ? parseDecimal(bytes, from, to - 6) + parseDecimal(bytes, to - 6, to) / 1e6 : stampMs(value);
  } else value = isoMs(bareText(bytes, from, to));
  if (Number.isNaN(value)) badCell(reader, layout, cell, bytes, from, to, 'is no time');
  else if (!reader.stamps.includes(unit)) reader.stamps.push(unit);
  return value;
}

function readCell(reader: Reader, layout: Layout, cell: number, bytes: Uint8Array, from: number, to: number): number {
  if (to === from) return NaN;
  const value = parseDecimal(bytes, from, to);
  if (Number.isFinite(value)) return value;
  const text = bareText(bytes, from, to);
  if (text === '') return NaN;
  const again = text.length === to - from ? value : parseDecimal(Buffer.from(text), 0, text.length);
  if (Number.isFinite(again)) return again;
  const unreal = !Number.isNaN(again) || NOT_A_VALUE.test(text);
  badCell(reader, layout, cell, bytes, from, to, unreal ? 'is not a finite number' : 'is not a number');
  return NaN;
}

/** The text of a cell without blanks around it and without quotes. */
function bareText(bytes: Uint8Array, from: number, to: number): string {
  const text = textOf(bytes, from, to).trim();
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).trim() : text;
}

function badCell(
  reader: Reader,
  layout: Layout,
  cell: number,
  bytes: Uint8Array,
  from: number,
  to: number,
  fact: string,
): void {
  const code = fact === 'is not a finite number' ? 'DATA_VALUE' : 'DATA_FORMAT';
  report(
    reader,
    code,
    reader.line,
    `column "${layout.names[cell]}" ${fact}`,
    textOf(bytes, from, Math.min(to, from + 80)),
  );
}

function report(reader: Reader, code: 'DATA_FORMAT' | 'DATA_VALUE', line: number, fact: string, found?: string): void {
  reader.refused += 1;
  if (reader.problems.length >= SHOWN) return;
  const message = `"${reader.path}" line ${line} ${fact}`;
  reader.problems.push({
    code,
    path: ['data', 'source'],
    message,
    ...(found !== undefined && { found: JSON.stringify(found) }),
  });
}

function finish(reader: Reader): RawBars {
  const { layout, table, path, lines } = reader;
  if (layout === undefined) throw refuse('DATA_FORMAT', 'data.source.path', `"${path}" is empty`);
  if (reader.problems.length > 0) {
    const more = reader.refused - reader.problems.length;
    if (more > 0)
      reader.problems.push({
        code: 'DATA_FORMAT',
        path: ['data', 'source'],
        message: `"${path}" has ${more} more such cells or lines`,
      });
    throw new Refusal(reader.problems);
  }
  if (table.rows === 0 && reader.symbols.size > 0) {
    throw refuse('DATA_RANGE', 'data.symbols', `"${path}" has no rows of symbol "${reader.symbol}"`, {
      found: [...reader.symbols].sort().join(', '),
    });
  }
  const names = [...layout.map.keys()].filter((column) => column !== 'symbol');
  const [time, ...columns] = trimmed(table);
  const file = fileName(path);
  const first = layout.header === null ? 1 : 2;
  const header = layout.header ?? Array.from({ length: layout.targets.length }, (_, i) => String(i + 1));
  return {
    time,
    columns: new Map(columns.map((values, i) => [names[i + 1], values])),
    notes: { stamps: reader.stamps, header: layout.header, ...describeMap(header, layout.map) },
    place: (row) => `"${file}" line ${lines?.[row] ?? row + first}`,
  };
}
