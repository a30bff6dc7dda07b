import { Refusal, refuse } from '../core/problem.ts';
import type { Problem } from '../core/problem.ts';
import type { RawBars } from '../core/contracts/source.ts';
import { IGNORED, SYMBOL, layoutOf } from './_csv-layout.ts';
import type { Layout } from './_csv-layout.ts';
import { fileName } from './_file.ts';
import { describeMap } from './_names.ts';
import type { Renames } from './_names.ts';
import { parseDecimal, textOf } from './_number.ts';
import { isoMs, stampMs, stampUnit } from './_stamp.ts';
import { createTable, grow, trimmed } from './_table.ts';
import type { Table } from './_table.ts';

const LONGEST_LINE = 65_536;
const SHOWN = 5;
const NOT_A_VALUE = /^[+-]?(nan|inf|infinity|null|none|na|n\/a)$/i;

export interface CsvRequest {
  readonly path: string;
  readonly symbol: string;
  readonly renames: Renames;
}

/** A stretch of bytes: a line, or cell number `index` of one. */
interface Stretch {
  bytes: Uint8Array;
  from: number;
  to: number;
  index: number;
}

/** A reader in the middle of a file. `line` counts from 1; `lines` holds the line of each row where rows are skipped. */
interface Reader extends CsvRequest {
  layout: Layout | undefined;
  table: Table;
  line: number;
  /** First empty line since the last line with text: harmless at the end only. */
  blank: number;
  carry: Uint8Array;
  lines: number[] | undefined;
  readonly cell: Stretch;
  readonly stamps: string[];
  readonly otherSymbols: Set<string>;
  readonly problems: Problem[];
  refused: number;
}

/** Reads comma-, semicolon- or tab-separated bars from chunks of bytes; every bad cell is a problem with its place. */
export async function readCsv(request: CsvRequest, chunks: AsyncIterable<Uint8Array>): Promise<RawBars> {
  const carry = new Uint8Array(0);
  const reader: Reader = {
    ...request,
    layout: undefined,
    table: createTable(0),
    line: 0,
    blank: 0,
    carry,
    lines: undefined,
    cell: { bytes: carry, from: 0, to: 0, index: 0 },
    stamps: [],
    otherSymbols: new Set(),
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

function tooLong({ path, line }: Reader): never {
  throw refuse('DATA_FORMAT', 'data.source.path', `"${path}" line ${line + 1} is longer than ${LONGEST_LINE} bytes`, {
    hint: 'is this a text file with one bar per line?',
  });
}

function readLine(reader: Reader, bytes: Uint8Array, begin: number, end: number): void {
  if (end - begin > LONGEST_LINE) tooLong(reader);
  const from = reader.line === 0 && startsWithMark(bytes) ? begin + 3 : begin;
  const to = end > from && bytes[end - 1] === 13 ? end - 1 : end;
  reader.line += 1;
  if (to === from) {
    reader.blank ||= reader.line;
    return;
  }
  if (reader.blank > 0) report(reader, 'DATA_FORMAT', reader.blank, 'is empty');
  reader.blank = 0;
  if (reader.layout === undefined) {
    reader.layout = layoutOf(reader.path, textOf(bytes, from, to), reader.renames);
    reader.table = createTable(reader.layout.columns.length);
    if (reader.layout.map.has('symbol')) reader.lines = [];
    if (reader.layout.header !== null) return;
  }
  readRow(reader, reader.layout, bytes, from, to);
}

/** A byte order mark in UTF-8. */
const startsWithMark = (bytes: Uint8Array): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;

function readRow(reader: Reader, layout: Layout, bytes: Uint8Array, from: number, to: number): void {
  const { table, cell } = reader;
  const { targets, delimiter } = layout;
  grow(table);
  let index = 0;
  let wanted = true;
  cell.bytes = bytes;
  cell.from = from;
  for (let i = from; i <= to; i++) {
    if (i < to && bytes[i] !== delimiter) continue;
    cell.to = i;
    cell.index = index;
    const target = index < targets.length ? targets[index] : IGNORED;
    if (target === SYMBOL) wanted = isWanted(reader);
    else if (target >= 0) table.columns[target][table.rows] = target === 0 ? readStamp(reader) : readNumber(reader);
    index += 1;
    cell.from = i + 1;
  }
  if (index !== targets.length) {
    const fact = `has ${index} cells where the first line has ${targets.length}`;
    report(reader, 'DATA_FORMAT', reader.line, fact, textOf(bytes, from, Math.min(to, from + 80)));
  }
  if (!wanted) return;
  reader.lines?.push(reader.line);
  table.rows += 1;
}

function isWanted({ cell, symbol, otherSymbols }: Reader): boolean {
  const text = bareText(cell);
  if (text === symbol) return true;
  if (otherSymbols.size < SHOWN) otherSymbols.add(text);
  return false;
}

function readStamp(reader: Reader): number {
  const { cell, stamps } = reader;
  const number = decimalOf(cell);
  const unit = Number.isFinite(number) ? stampUnit(number) : 'iso';
  const value = unit === 'iso' ? isoMs(bareText(cell)) : unit === 'ns' ? nanosecondsMs(cell) : stampMs(number);
  if (Number.isNaN(value)) badCell(reader, 'DATA_FORMAT', 'is no time');
  else if (!stamps.includes(unit)) stamps.push(unit);
  return value;
}

/** Nineteen digits do not fit a double: whole milliseconds and the six digits below them go apart. */
function nanosecondsMs(cell: Stretch): number {
  const text = bareText(cell);
  return Number(text.slice(0, -6)) + Number(text.slice(-6)) / 1e6;
}

function readNumber(reader: Reader): number {
  const { cell } = reader;
  if (cell.to === cell.from) return NaN;
  const value = decimalOf(cell);
  if (Number.isFinite(value)) return value;
  const text = bareText(cell);
  if (text === '') return NaN;
  if (!Number.isNaN(value) || NOT_A_VALUE.test(text)) badCell(reader, 'DATA_VALUE', 'is not a finite number');
  else badCell(reader, 'DATA_FORMAT', 'is not a number');
  return NaN;
}

/** The number in a cell; blanks around it and quotes are looked for only where it is none as it stands. */
function decimalOf({ bytes, from, to, index }: Stretch): number {
  const value = parseDecimal(bytes, from, to);
  if (!Number.isNaN(value)) return value;
  const text = bareText({ bytes, from, to, index });
  return text.length === to - from ? value : parseDecimal(Buffer.from(text), 0, text.length);
}

/** The text of a cell without blanks around it and without quotes. */
function bareText({ bytes, from, to }: Stretch): string {
  const text = textOf(bytes, from, to).trim();
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).trim() : text;
}

function badCell(reader: Reader, code: 'DATA_FORMAT' | 'DATA_VALUE', fact: string): void {
  const { cell, layout, line } = reader;
  const found = textOf(cell.bytes, cell.from, Math.min(cell.to, cell.from + 80));
  report(reader, code, line, `column "${layout?.names[cell.index]}" ${fact}`, found);
}

function report(reader: Reader, code: Problem['code'], line: number, fact: string, found?: string): void {
  reader.refused += 1;
  if (reader.problems.length >= SHOWN) return;
  const message = `"${reader.path}" line ${line} ${fact}`;
  const more = found === undefined ? {} : { found: JSON.stringify(found) };
  reader.problems.push({ code, path: ['data', 'source'], message, ...more });
}

function finish(reader: Reader): RawBars {
  const { layout, table, path, lines, problems, otherSymbols } = reader;
  if (layout === undefined) throw refuse('DATA_FORMAT', 'data.source.path', `"${path}" is empty`);
  const rest = reader.refused - problems.length;
  if (rest > 0) {
    const { code, path: at } = problems[0];
    problems.push({ code, path: at, message: `"${path}" has ${rest} more such cells or lines` });
  }
  if (problems.length > 0) throw new Refusal(problems);
  if (table.rows === 0 && otherSymbols.size > 0) {
    throw refuse('DATA_RANGE', 'data.symbols', `"${path}" has no rows of symbol "${reader.symbol}"`, {
      found: [...otherSymbols].sort().join(', '),
    });
  }
  const [time, ...columns] = trimmed(table);
  const file = fileName(path);
  const first = layout.header === null ? 1 : 2;
  const header = layout.header ?? layout.names.map((_, i) => String(i + 1));
  return {
    time,
    columns: new Map(columns.map((values, i) => [layout.columns[i + 1], values])),
    notes: { stamps: reader.stamps, header: layout.header, ...describeMap(header, layout.map) },
    place: (row) => `"${file}" line ${lines?.[row] ?? row + first}`,
  };
}
