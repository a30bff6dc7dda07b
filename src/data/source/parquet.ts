import { defineSource } from '../../core/contracts/source.ts';
import * as p from '../../core/params.ts';
import { fileIdentity } from '../_file.ts';
import { checkRenames } from '../_names.ts';
import { readParquet } from '../_parquet.ts';

/**
 * Bars from a Parquet file, read by DuckDB.
 *
 * In: a stamp (TIMESTAMP, DATE, ISO text, or Unix s, ms, us, ns; bar open, UTC) and the same columns as `csv`. Out: columns
 * as doubles, ordered by time and then by their place in the file. NaN = NULL. Where there is a `symbol` column, the rows
 * of the symbol asked for.
 */
export default defineSource({
  type: 'parquet',
  version: 1,
  summary: 'Bars from a Parquet file.',
  params: {
    path: p.text('File; `{symbol}` stands for each symbol.'),
    interval: p.interval("Size of the file's bars where it is finer than `data.interval`.", { optional: true }),
    missing: p.choice(
      'What stands in for a file that does not exist; the default is an error.',
      ['error', 'synthetic'],
      { optional: true },
    ),
    columns: p.map('Names in the file: `{ close: px_last }`.', p.text('Name in the file.'), { optional: true }),
  },
  check: ({ columns }) => checkRenames(columns),
  interval: (values) => values.interval,
  files: (values, context) => [context.resolvePath(values.path)],
  identity: (values, context) => fileIdentity(context.resolvePath(values.path)),
  open: (values, context) => readParquet(context.resolvePath(values.path), values.columns, context),
});
