import { readFileSync } from 'node:fs';
import type { Column, Table } from '@uwdata/flechette';
import type { RawBars } from '../core/contracts/source.ts';
import { Refusal, refuse } from '../core/problem.ts';
import { checkArrowFile } from './_feather-bounds.ts';
import { fileName, needFile } from './_file.ts';
import { describeMap, mapHeader } from './_names.ts';
import type { Renames } from './_names.ts';
import { isoMs, stampMs, stampUnit } from './_stamp.ts';
import { createTable } from './_table.ts';

/** Arrow's numbers for the kinds of types that may hold a value or a time. */
const INTEGER = 2;
const FLOAT = 3;
const DECIMAL = 7;
const DATE = 8;
const TIMESTAMP = 10;
const ARROW_MAGIC = 'ARROW1';
const SHORT = 'a column has fewer values than the file has rows';

export interface FeatherRequest {
  readonly path: string;
  readonly symbol: string;
  readonly renames: Renames;
}

/** Columns of an Arrow file (Feather 2), blocks plain or packed with lz4 or zstd. */
async function openTable(path: string): Promise<Table> {
  needFile(path);
  const bytes = readFileSync(path);
  if (bytes.toString('latin1', 0, 6) !== ARROW_MAGIC || bytes.toString('latin1', bytes.length - 6) !== ARROW_MAGIC) {
    throw refuse('DATA_FORMAT', 'data.source.path', `"${path}" is no Feather 2 (Arrow) file, or is cut short`);
  }
  checkArrowFile(path, bytes);
  const { CompressionType, setCompressionCodec, tableFromIPC } = await import('@uwdata/flechette');
  const [lz4, zstd] = await Promise.all([import('lz4js'), import('fzstd')]);
  const encode = (): never => {
    throw new Error('Feather files are written without compression');
  };
  setCompressionCodec(CompressionType.LZ4_FRAME, { encode, decode: (data) => lz4.default.decompress(data) });
  setCompressionCodec(CompressionType.ZSTD, { encode, decode: (data) => zstd.decompress(data) });
  return decoded(path, () => tableFromIPC(bytes, { useBigInt: false, useDate: false }));
}

/** What the library throws over bytes that do not fit their types, as a refusal with the file. */
function decoded<T>(path: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw refuse('DATA_FORMAT', 'data.source.path', `"${path}" cannot be read: ${(error as Error).message}`);
  }
}

/** Reads the bar columns of a Feather file in its own order. */
export async function readFeather(request: FeatherRequest): Promise<RawBars> {
  const table = await openTable(request.path);
  return decoded(request.path, () => barsOf(table, request));
}

function barsOf(table: Table, { path, symbol, renames }: FeatherRequest): RawBars {
  const header = table.names.map(String);
  const map = mapHeader(path, header, renames);
  const at = (name: string): Column<unknown> => table.getChildAt(map.get(name) as number) as Column<unknown>;
  const rows = map.has('symbol') ? rowsOf(at('symbol'), symbol, path) : undefined;
  const names = [...map.keys()].filter((name) => name !== 'timestamp' && name !== 'symbol');
  const stamps: string[] = [];
  const time = fill(at('timestamp'), rows, (value) => timeOf(value, at('timestamp'), stamps, path));
  const columns = names.map((name) => numbersOf(at(name), rows, `column "${name}" of "${path}"`));
  const file = fileName(path);
  return {
    time,
    columns: new Map(names.map((name, k) => [name, columns[k]])),
    notes: { stamps, header, ...describeMap(header, map) },
    place: (row) => `"${file}" row ${(rows?.[row] ?? row) + 1}`,
  };
}

function rowsOf(column: Column<unknown>, symbol: string, path: string): number[] {
  const rows: number[] = [];
  const others = new Set<string>();
  for (let row = 0; row < column.length; row++) {
    const value = String(column.at(row));
    if (value === symbol) rows.push(row);
    else if (others.size < 5) others.add(value);
  }
  if (rows.length > 0 || others.size === 0) return rows;
  throw refuse('DATA_RANGE', 'data.symbols', `"${path}" has no rows of symbol "${symbol}"`, {
    found: [...others].sort().join(', '),
  });
}

function fill(
  column: Column<unknown>,
  rows: readonly number[] | undefined,
  read: (value: unknown) => number,
): Float64Array {
  const length = rows?.length ?? column.length;
  const [out] = createTable(1, length).columns;
  for (let row = 0; row < length; row++) {
    const value = column.at(rows?.[row] ?? row);
    if (value === undefined) throw new Error(SHORT);
    out[row] = read(value);
  }
  return out;
}

/** Values as doubles: one copy where the column is made of them and nothing is absent. */
function numbersOf(column: Column<unknown>, rows: readonly number[] | undefined, name: string): Float64Array {
  const { typeId } = column.type;
  if (![INTEGER, FLOAT, DECIMAL].includes(typeId)) {
    throw refuse('DATA_FORMAT', 'data.source.path', `${name} holds no numbers`, {
      expected: 'integers, floats or decimals',
    });
  }
  if (rows === undefined && column.nullCount === 0) {
    const [out] = createTable(1, column.length).columns;
    const values: unknown = column.toArray();
    if (values instanceof Float64Array || values instanceof Float32Array || values instanceof Int32Array) {
      if (values.length !== column.length) throw new Error(SHORT);
      out.set(values);
      return out;
    }
  }
  return fill(column, rows, (value) => (value === null ? NaN : Number(value)));
}

function timeOf(value: unknown, { type }: Column<unknown>, stamps: string[], path: string): number {
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  const told = type.typeId === TIMESTAMP || type.typeId === DATE;
  if (value === null) return NaN;
  const unit = told ? 'timestamp' : isNumber ? stampUnit(Number(value)) : 'iso';
  if (!stamps.includes(unit)) stamps.push(unit);
  const time = told ? Number(value) : isNumber ? stampMs(Number(value)) : isoMs(String(value));
  if (!Number.isNaN(time)) return time;
  throw refuse('DATA_FORMAT', 'data.source.path', `"${path}" holds a stamp that is no time`, {
    found: JSON.stringify(String(value)),
  });
}
