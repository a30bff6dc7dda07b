import type { DuckDBConnection } from '@duckdb/node-api';
import type { RawBars } from '../core/contracts/source.ts';
import { refuse } from '../core/problem.ts';
import { quoteName, quoteText, rowsOf, streamDoubles } from './_duckdb.ts';
import { describeMap, mapHeader } from './_names.ts';
import type { Renames } from './_names.ts';
import { isIncreasing, stampSql } from './_parquet.ts';
import { createTable } from './_table.ts';

/** What is read: anything that may follow FROM. */
export interface Relation {
  readonly from: string;
  /** For messages. */
  readonly name: string;
  readonly symbol: string;
  readonly renames: Renames;
}

/** The bar columns of a relation by time, equal times by their values: an order that does not depend on threads. */
export async function readRelation(
  connection: DuckDBConnection,
  { from, name, symbol, renames }: Relation,
): Promise<RawBars> {
  const described = await rowsOf(connection, `describe select * from ${from}`);
  const columns = described.map(([column, type]) => ({ name: String(column), type: String(type) }));
  const header = columns.map((column) => column.name);
  const map = mapHeader(name, header, renames);
  const at = (column: string): (typeof columns)[number] => columns[map.get(column) as number];
  const where = map.has('symbol') ? ` where ${quoteName(at('symbol').name)} = ${quoteText(symbol)}` : '';
  const [[count]] = await rowsOf(connection, `select count(*) from ${from}${where}`);
  if (Number(count) === 0 && where !== '')
    throw await noSuchSymbol(connection, { from, name, symbol }, at('symbol').name);
  const stamp = await stampSql(connection, at('timestamp'), `from ${from}${where}`);
  const names = [...map.keys()].filter((column) => column !== 'timestamp' && column !== 'symbol');
  const targets = createTable(names.length + 1, Number(count)).columns;
  const values = names.map((column) => `coalesce(${quoteName(at(column).name)}::double, 'nan'::double)`);
  const sql = `select ${[`coalesce(${stamp.sql}, 'nan'::double)`, ...values].join(', ')} from ${from}${where}`;
  await streamDoubles(connection, sql, targets);
  // rising times leave one order only
  if (!isIncreasing(targets[0]))
    await streamDoubles(connection, `${sql} order by ${targets.map((_, k) => k + 1).join(', ')}`, targets);
  return {
    time: targets[0],
    columns: new Map(names.map((column, k) => [column, targets[k + 1]])),
    notes: { stamps: [stamp.unit], header, ...describeMap(header, map) },
    place: (row) => `${name} row ${row + 1} by time`,
  };
}

async function noSuchSymbol(
  connection: DuckDBConnection,
  { from, name, symbol }: Omit<Relation, 'renames'>,
  column: string,
): Promise<Error> {
  const rows = await rowsOf(
    connection,
    `select distinct ${quoteName(column)}::varchar from ${from} order by 1 limit 5`,
  );
  return refuse('DATA_RANGE', 'data.symbols', `${name} has no rows of symbol "${symbol}"`, {
    found: rows.map(([text]) => String(text)).join(', ') || 'no rows at all',
  });
}
