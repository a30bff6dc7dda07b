import { defineSource } from '../../core/contracts/source.ts';
import * as p from '../../core/params.ts';
import { readCsv } from '../_csv.ts';
import { fileIdentity, readChunks } from '../_file.ts';
import { checkRenames } from '../_names.ts';

/**
 * Bars from a text file, one per line, gzipped or not, with or without a header.
 *
 * In: a stamp (Unix s, ms, us, ns or ISO, bar open, UTC), open high low close (quote units), volume (base units), and
 * vwap, count, quote_volume, taker_base where the file has them. Out: columns as written, exact to the last bit.
 * NaN = empty cell. Where there is a `symbol` column, the rows of the symbol asked for.
 * Layouts without a header: OHLCV, Kraken OHLCVT (7 cells), Kraken OHLC (8), Binance kline (12).
 */
export default defineSource({
  type: 'csv',
  version: 1,
  summary: 'Bars from a .csv or .csv.gz file.',
  params: {
    path: p.text('File; `{symbol}` stands for each symbol.'),
    interval: p.interval("Size of the file's bars where it is finer than `data.interval`.", { optional: true }),
    missing: p.choice(
      'What stands in for a file that does not exist; the default is an error.',
      ['error', 'synthetic'],
      { optional: true },
    ),
    columns: p.map(
      'Names in the file (positions from 1 without a header): `{ close: px_last }`.',
      p.text('Name in the file.'),
      {
        optional: true,
      },
    ),
  },
  check: ({ columns }) => checkRenames(columns),
  interval: (values) => values.interval,
  files: (values, context) => [context.resolvePath(values.path)],
  identity: (values, context) => fileIdentity(context.resolvePath(values.path)),
  open(values, context) {
    const path = context.resolvePath(values.path);
    return readCsv({ path, symbol: context.symbol, renames: values.columns }, readChunks(path));
  },
});
