import type { DuckDBConnection } from '@duckdb/node-api';
import type { RawBars, SourceContext } from '../core/contracts/source.ts';
import { refuse } from '../core/problem.ts';
import { quoteName, quoteText, rowsOf, streamDoubles, withDuckdb } from './_duckdb.ts';
import { fileName, needFile } from './_file.ts';
import { describeMap, mapHeader } from './_names.ts';
import type { ColumnMap, Renames } from './_names.ts';
import { stampUnit } from './_stamp.ts';
import { createTable } from './_table.ts';

export interface Column {
  readonly name: string;
  readonly type: string;
}

/** Epoch ms, or NaN, of a stamp column in SQL, and the unit for the notes. */
export interface StampSql {
  readonly sql: string;
  readonly unit: string;
}

/** Reads the bar columns of one Parquet file in its own order, or by time where that is not increasing. */
export async function readParquet(path: string, renames: Renames, context: SourceContext): Promise<RawBars> {
  needFile(path);
  if (/[*?[\]{}]/.test(path)) {
    throw refuse('DATA_FILE', 'data.source.path', `"${path}" holds a character that stands for several files`, {
      hint: 'one file per symbol: rename it without * ? [ ] { }',
    });
  }
  return withDuckdb(path, context, async (connection) => {
    const described = await rowsOf(connection, `describe select * from read_parquet(${quoteText(path)})`);
    const columns = described.map(([name, type]): Column => ({ name: String(name), type: String(type) }));
    const map = mapHeader(
      path,
      columns.map((column) => column.name),
      renames,
    );
    return readColumns(connection, { path, columns, map, symbol: context.symbol });
  });
}

interface Request {
  readonly path: string;
  readonly columns: readonly Column[];
  readonly map: ColumnMap;
  readonly symbol: string;
}

async function readColumns(connection: DuckDBConnection, request: Request): Promise<RawBars> {
  const { path, columns, map, symbol } = request;
  const at = (name: string): Column => columns[map.get(name) as number];
  const where = map.has('symbol') ? ` where ${quoteName(at('symbol').name)} = ${quoteText(symbol)}` : '';
  const scan = (options = ''): string => `from read_parquet(${quoteText(path)}${options})${where}`;
  const [[count]] = await rowsOf(connection, `select count(*) ${scan()}`);
  if (Number(count) === 0 && where !== '') throw await noSuchSymbol(connection, request, at('symbol').name);
  const stamp = await stampSql(connection, at('timestamp'), scan());
  const names = [...map.keys()].filter((name) => name !== 'timestamp' && name !== 'symbol');
  const targets = createTable(names.length + 1, Number(count)).columns;
  const values = names.map((name) => `coalesce(${quoteName(at(name).name)}::double, 'nan'::double)`);
  const select = `select ${[`coalesce(${stamp.sql}, 'nan'::double)`, ...values].join(', ')}`;
  await streamDoubles(connection, `${select} ${scan()}`, targets);
  if (!isIncreasing(targets[0])) {
    const ordered = `${select} ${scan(', file_row_number = true')} order by 1, file_row_number`;
    await streamDoubles(connection, ordered, targets);
  }
  const file = fileName(path);
  const header = columns.map((column) => column.name);
  return {
    time: targets[0],
    columns: new Map(names.map((name, k) => [name, targets[k + 1]])),
    notes: {
      stamps: [stamp.unit],
      header,
      ...describeMap(header, map),
    },
    place: (row) => `"${file}" row ${row + 1} by time`,
  };
}

export async function stampSql(connection: DuckDBConnection, column: Column, from: string): Promise<StampSql> {
  const name = quoteName(column.name);
  if (/^(TIMESTAMP|DATE)/.test(column.type)) {
    const plain = /^TIMESTAMP( WITH TIME ZONE)?$/.test(column.type) ? name : `${name}::timestamp`;
    return { sql: `epoch_us(${plain})::double / 1000`, unit: 'timestamp' };
  }
  if (column.type === 'VARCHAR') return { sql: `epoch_us(${name}::timestamptz)::double / 1000`, unit: 'iso' };
  if (!/INT|DOUBLE|FLOAT|DECIMAL/.test(column.type)) {
    throw refuse('DATA_FORMAT', 'data.source.path', `column "${column.name}" is no time`, {
      expected: 'TIMESTAMP, DATE, text or a number',
      found: column.type,
    });
  }
  const [[low, high]] = await rowsOf(connection, `select min(${name})::double, max(${name})::double ${from}`);
  const units = [low, high].filter((x) => x !== null).map((x) => stampUnit(Number(x)));
  if (units.length === 2 && units[0] !== units[1]) {
    throw refuse('DATA_FORMAT', 'data.source.path', `stamps of column "${column.name}" change their unit`, {
      found: `${units[0]} and ${units[1]}`,
    });
  }
  return { sql: numberSql(name, units[0] ?? 'ms', column.type), unit: units[0] ?? 'ms' };
}

/** Nanoseconds exceed what a double holds: integer division comes first. */
function numberSql(name: string, unit: 's' | 'ms' | 'us' | 'ns', type: string): string {
  if (unit === 's') return `${name}::double * 1000`;
  if (unit === 'ms') return `${name}::double`;
  if (unit === 'us') return `${name}::double / 1000`;
  return /INT/.test(type)
    ? `(${name} // 1000000)::double + (${name} % 1000000)::double / 1000000`
    : `${name}::double / 1000000`;
}

export function isIncreasing(time: Float64Array): boolean {
  for (let row = 1; row < time.length; row++) if (!(time[row] > time[row - 1])) return false;
  return true;
}

async function noSuchSymbol(connection: DuckDBConnection, { path, symbol }: Request, column: string): Promise<Error> {
  const name = quoteName(column);
  const rows = await rowsOf(
    connection,
    `select distinct ${name}::varchar from read_parquet(${quoteText(path)}) order by 1 limit 5`,
  );
  return refuse('DATA_RANGE', 'data.symbols', `"${path}" has no rows of symbol "${symbol}"`, {
    found: rows.map(([text]) => String(text)).join(', ') || 'no rows at all',
  });
}
