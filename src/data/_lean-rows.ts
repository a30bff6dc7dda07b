import { refuse } from '../core/problem.ts';
import { parseDecimal, textOf } from './_number.ts';
import { isoMs, showTime } from './_stamp.ts';
import { grow } from './_table.ts';
import type { Table } from './_table.ts';

const DAY_MS = 86_400_000;
const COMMA = 44;
const NEWLINE = 10;
/** Minus the code of 0, as digits are compared. */
const POINT = 46 - 48;
const ZERO = 48;
const MOST = Number.MAX_SAFE_INTEGER;
/** Powers of ten that a double holds exactly: with a mantissa below 2^53 one division rounds once. */
const TENS = Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));

/** One text of a Lean tree, and what is needed to name a row of it. */
export interface LeanText {
  readonly bytes: Uint8Array;
  /** For messages. */
  readonly path: string;
  /** Midnight UTC of a minute file; undefined where rows carry their date. */
  readonly day: number | undefined;
}

/**
 * Appends the rows of one headerless Lean text to `table` (time first, then every cell). Minute rows count ms since
 * midnight; values beyond a day are Unix ms. Other rows begin with `YYYYMMDD HH:mm`. NaN = empty cell.
 */
export function appendLeanRows(text: LeanText, table: Table): void {
  const { bytes } = text;
  const width = table.columns.length;
  const size = bytes.length;
  let line = 1;
  for (let at = 0; at < size; line++) {
    grow(table);
    const { columns, rows: row } = table;
    for (let k = 0; k < width; k++) {
      const from = at;
      let mantissa = 0;
      let decimals = 0;
      let digit = bytes[at] - 48;
      for (; digit >= 0 && digit <= 9; digit = bytes[++at] - 48) mantissa = mantissa * 10 + digit;
      if (digit === POINT) {
        const point = at;
        for (digit = bytes[++at] - 48; digit >= 0 && digit <= 9; digit = bytes[++at] - 48)
          mantissa = mantissa * 10 + digit;
        decimals = at - point - 1;
      }
      let byte = at < size ? bytes[at] : NEWLINE;
      const isPlain = byte === COMMA || byte === NEWLINE;
      while (byte !== COMMA && byte !== NEWLINE) {
        at += 1;
        byte = at < size ? bytes[at] : NEWLINE;
      }
      if ((byte === NEWLINE) !== (k === width - 1)) throw badCells(text, line, width);
      const exact = isPlain && mantissa <= MOST && decimals <= 22 && bytes[at - 1] >= ZERO && at > from;
      const value = exact ? (decimals > 0 ? mantissa / TENS[decimals] : mantissa) : NaN;
      columns[k][row] = k === 0 ? timeOf(text, value, line, from, at) : exact ? value : numberOf(text, line, from, at);
      at += 1;
    }
    table.rows += 1;
  }
}

/** Cells of the first line: 6 = trades, 11 = quotes, 0 = nothing there. */
export function leanWidth({ bytes }: LeanText): number {
  const end = bytes.indexOf(NEWLINE);
  const line = bytes.subarray(0, end < 0 ? bytes.length : end);
  return line.length === 0 ? 0 : line.reduce((count, byte) => count + (byte === COMMA ? 1 : 0), 1);
}

function timeOf(text: LeanText, count: number, line: number, from: number, to: number): number {
  if (count > DAY_MS && count < 1e14) return count;
  if (count >= 0 && count <= DAY_MS && text.day !== undefined) return text.day + count;
  const time = isoMs(textOf(text.bytes, from, to));
  if (Number.isNaN(time)) throw badCell(text, line, from, to, 'is no time');
  return time;
}

/** What the fast path leaves: empty cells, signs, exponents, long digits, a carriage return. */
function numberOf(text: LeanText, line: number, from: number, to: number): number {
  const end = to > from && text.bytes[to - 1] === 13 ? to - 1 : to;
  if (from === end) return NaN;
  const value = parseDecimal(text.bytes, from, end);
  if (!Number.isFinite(value)) throw badCell(text, line, from, end, 'is not a number');
  return value;
}

function badCell({ bytes, path, day }: LeanText, line: number, from: number, to: number, fact: string): Error {
  const when = day === undefined ? '' : ` of ${showTime(day).slice(0, 10)}`;
  const found = JSON.stringify(textOf(bytes, from, Math.min(to, from + 80)));
  return refuse('DATA_FORMAT', 'data.source.path', `"${path}" line ${line}${when}: a cell ${fact}`, { found });
}

function badCells({ path }: LeanText, line: number, width: number): Error {
  return refuse('DATA_FORMAT', 'data.source.path', `"${path}" line ${line} does not have ${width} cells`, {
    expected: 'time,open,high,low,close,volume; quotes: time,bid OHLC,bid size,ask OHLC,ask size',
  });
}

/** Decimal text without an exponent and without trailing zeros: what reads back to the same double. */
export function plainDecimal(value: number): string {
  const text = String(value);
  const at = text.indexOf('e');
  if (at < 0) return Number.isNaN(value) ? '' : text;
  const exponent = Number(text.slice(at + 1));
  const sign = value < 0 ? '-' : '';
  const digits = text.slice(sign.length, at).replace('.', '');
  return exponent < 0 ? `${sign}0.${'0'.repeat(-exponent - 1)}${digits}` : sign + digits.padEnd(exponent + 1, '0');
}

/** `20221213`. */
export const leanDate = (time: number): string => showTime(time).slice(0, 10).replaceAll('-', '');

/** Rows [from, to) as Lean writes them: LF between rows, none after the last. */
export function leanText(columns: readonly Float64Array[], from: number, to: number, minute: boolean): string {
  const [time, ...values] = columns;
  const lines: string[] = [];
  for (let row = from; row < to; row++) {
    const ms = time[row] - Math.floor(time[row] / DAY_MS) * DAY_MS;
    const stamp = minute ? String(ms) : `${leanDate(time[row])} ${showTime(time[row]).slice(11, 16)}`;
    lines.push([stamp, ...values.map((column) => plainDecimal(column[row]))].join(','));
  }
  return lines.join('\n');
}
