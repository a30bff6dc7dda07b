import { defineSource } from '../../core/contracts/source.ts';
import * as p from '../../core/params.ts';
import { readFeather } from '../_feather.ts';
import { fileIdentity } from '../_file.ts';
import { missing } from '../_missing.ts';
import { checkRenames } from '../_names.ts';

/**
 * Bars from a Feather 2 (Arrow IPC) file, plain or with lz4 or zstd blocks.
 *
 * In: a stamp (timestamp of any unit, date, ISO text, or Unix s, ms, us, ns; bar open, UTC) and the same columns as `csv`.
 * Out: columns as doubles in the order of the file. NaN = null. Where there is a `symbol` column, the rows of the symbol
 * asked for.
 */
export default defineSource({
  type: 'feather',
  version: 1,
  summary: 'Bars from a Feather (Arrow) file.',
  source: 'https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format',
  params: {
    path: p.text('File; `{symbol}` stands for each symbol.'),
    missing,
    interval: p.interval("Size of the file's bars where it is finer than `data.interval`.", { optional: true }),
    columns: p.map('Names in the file: `{ close: px_last }`.', p.text('Name in the file.'), { optional: true }),
  },
  check: ({ columns }) => checkRenames(columns),
  interval: (values) => values.interval,
  files: (values, context) => [context.resolvePath(values.path)],
  identity: (values, context) => fileIdentity(context.resolvePath(values.path)),
  open: (values, context) =>
    readFeather({ path: context.resolvePath(values.path), symbol: context.symbol, renames: values.columns }),
});
