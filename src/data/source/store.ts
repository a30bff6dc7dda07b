import { defineSource } from '../../core/contracts/source.ts';
import type { SourceContext } from '../../core/contracts/source.ts';
import * as p from '../../core/params.ts';
import { refuse } from '../../core/problem.ts';
import { quoteText, withDuckdb } from '../_duckdb.ts';
import { leanBars, readLeanTable } from '../_lean.ts';
import { missing, pathsOr } from '../_missing.ts';
import { readRelation } from '../_relation.ts';
import { storedFiles, storedIdentity, storedSymbols } from '../_store-files.ts';
import type { StoredFiles, StoreQuery } from '../_store-files.ts';

const params = {
  market: p.text("Kind of market, ccxt's word: `swap`, `spot`. Default: the only one that holds the symbol.", {
    optional: true,
    pattern: '^[a-z]+$',
  }),
  missing,
  interval: p.interval('Size of the stored bars where it is finer than `data.interval`.', { optional: true }),
};

type StoreValues = p.Values<typeof params>;

function queryOf({ market, interval }: StoreValues, context: SourceContext): StoreQuery {
  const { exchange, symbol, range } = context;
  if (exchange === undefined)
    throw refuse('DATA_FILE', 'data.exchange', 'the store keeps bars by exchange', {
      expected: 'exchange: binanceusdm',
    });
  return { root: context.resolvePath('.'), exchange, market, of: interval ?? context.interval_ms, symbol, range };
}

const filesOf = (values: StoreValues, context: SourceContext): StoredFiles => storedFiles(queryOf(values, context));

function symbolsOf(values: StoreValues, context: SourceContext): readonly string[] {
  const query = queryOf(values, context);
  const found = storedSymbols(query);
  if (found.length > 0) return found;
  throw refuse(
    'DATA_FILE',
    'data.universe',
    `the store in "${query.root}" holds no such bars of ${query.exchange} in the range`,
    {
      hint: 'assay fetch of this spec fetches every market of the exchange; data.universe: { type: list, path: … } names some',
    },
  );
}

/**
 * Bars that `assay fetch` keeps below `paths.data`: Parquet by month, or the Lean tree. A run never asks the network.
 *
 * In: months (or days) that meet `data.range`, each held against the checksum it was written with. Out: open high low
 * close volume and what else the exchange told (vwap, count, quote_volume, taker_base), exact to the last bit. NaN = not
 * told. Where both stores hold the symbol, Parquet is read.
 */
export default defineSource({
  type: 'store',
  version: 1,
  summary: 'Bars that `assay fetch` keeps.',
  params,
  interval: (values) => values.interval,
  symbols: symbolsOf,
  files: (values, context) =>
    pathsOr(context.resolvePath(`${context.exchange}/${context.symbol}`), () =>
      filesOf(values, context).files.map(({ path }) => path),
    ),
  identity: (values, context) => Promise.resolve().then(() => storedIdentity(filesOf(values, context))),
  async open(values, context) {
    const { format, files } = filesOf(values, context);
    if (format === 'lean') return leanBars(readLeanTable(files));
    const folder = context.resolvePath('.');
    return withDuckdb(folder, context, (connection) => {
      const from = `read_parquet([${files.map(({ path }) => quoteText(path)).join(', ')}], union_by_name = true)`;
      return readRelation(connection, {
        from,
        name: `${context.exchange} ${context.symbol}`,
        symbol: context.symbol,
        renames: undefined,
      });
    });
  },
});
