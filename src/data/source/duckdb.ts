import { defineSource } from '../../core/contracts/source.ts';
import * as p from '../../core/params.ts';
import { refuse } from '../../core/problem.ts';
import { quoteName, quoteText, rowsOf, withDuckdb } from '../_duckdb.ts';
import { fileIdentity, needFile } from '../_file.ts';
import { checkRenames } from '../_names.ts';
import { readRelation } from '../_relation.ts';

/**
 * Bars from a table of a DuckDB database, or from a query on it.
 *
 * The database is attached read-only, and the query cannot reach files or the network. It runs on one thread, since sums
 * of floats change with threads. In: a stamp and columns as for `parquet`. Out: doubles ordered by time, then by value.
 * NaN = NULL. Where there is a `symbol` column, the rows of the symbol asked for.
 */
export default defineSource({
  type: 'duckdb',
  version: 1,
  summary: 'Bars from a DuckDB table or query.',
  params: {
    path: p.text('Database file; `{symbol}` stands for each symbol.'),
    table: p.text('Table or view: `ohlcv_1h` or `schema.ohlcv_1h`.', { optional: true }),
    query: p.text('One SELECT, instead of a table.', { optional: true }),
    interval: p.interval("Size of the table's bars where it is finer than `data.interval`.", { optional: true }),
    missing: p.choice(
      'What stands in for a file that does not exist; the default is an error.',
      ['error', 'synthetic'],
      { optional: true },
    ),
    columns: p.map('Names in the table: `{ close: px_last }`.', p.text('Name in the table.'), { optional: true }),
  },
  check({ table, query, columns }) {
    const objections = [...checkRenames(columns)];
    if ((table === undefined) === (query === undefined))
      objections.push({ key: 'table', message: 'either a table or a query is needed, not both' });
    return objections;
  },
  interval: (values) => values.interval,
  files: (values, context) => [context.resolvePath(values.path)],
  identity: (values, context) => fileIdentity(context.resolvePath(values.path)),
  open(values, context) {
    const path = context.resolvePath(values.path);
    needFile(path);
    return withDuckdb(path, { ...context, threads: 1 }, async (connection) => {
      await connection.run(`attach ${quoteText(path)} as source (read_only)`);
      await connection.run('use source; set enable_external_access = false; set lock_configuration = true');
      const from =
        values.query === undefined ? tableName(values.table as string) : `(${await oneSelect(values.query)})`;
      const name = `${values.table === undefined ? 'the query' : `"${values.table}"`} in "${path}"`;
      return readRelation(connection, { from, name, symbol: context.symbol, renames: values.columns });
    });
    async function oneSelect(query: string): Promise<string> {
      const text = query.trim().replace(/;\s*$/, '');
      const statements = await withDuckdb(path, { threads: 1 }, async (c) =>
        rowsOf(c, `select json_serialize_sql(${quoteText(text)})`),
      );
      const told = JSON.parse(String(statements[0][0])) as {
        error: boolean;
        error_message?: string;
        statements?: readonly unknown[];
      };
      if (!told.error && told.statements?.length === 1) return text;
      throw refuse('DATA_FORMAT', 'data.source.query', 'must be one SELECT', {
        found: told.error_message ?? `${told.statements?.length} statements`,
      });
    }
  },
});

const tableName = (table: string): string => table.split('.').map(quoteName).join('.');
