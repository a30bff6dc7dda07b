import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TimeRange } from '../core/artifacts.ts';
import { sha256 } from '../core/digest.ts';
import { refuse } from '../core/problem.ts';
import { formatDuration } from '../core/units.ts';
import { leanFiles, leanMarket, leanSymbols, resolutionOf } from './_lean-tree.ts';
import { isoMs, monthIndex, monthStart, showTime } from './_stamp.ts';
import { ledgerPath, seriesFolder, sizeFolder, symbolFolder } from './_store.ts';
import type { StoreFormat, StoredSeries } from './_store.ts';

/** What of the store a spec reads. */
export interface StoreQuery extends Omit<StoredSeries, 'market'> {
  readonly root: string;
  readonly market: string | undefined;
  readonly range: Partial<TimeRange>;
}

export interface StoredFile {
  readonly path: string;
  /** Name in the ledger. */
  readonly part: string;
  /** Midnight of a Lean minute archive. */
  readonly day: number | undefined;
}

export interface StoredFiles {
  readonly format: StoreFormat;
  readonly files: readonly StoredFile[];
  readonly ledger: string;
}

const MONTH = /^(\d{4}-\d{2})\.parquet$/;

/** The files of a series that meet the range: the Parquet ones, else those of a Lean tree. */
export function storedFiles(query: StoreQuery): StoredFiles {
  const { root, exchange, of, symbol } = query;
  const markets = query.market === undefined ? marketsOf(query) : [query.market];
  if (markets.length > 1) {
    throw refuse(
      'DATA_FILE',
      'data.source.market',
      `the store holds ${symbol} of ${exchange} in ${markets.length} markets`,
      { found: markets.join(', ') },
    );
  }
  const market = markets[0] ?? 'none';
  const series: StoredSeries = { exchange, market, of, symbol };
  const folder = seriesFolder(root, series);
  if (existsSync(folder)) {
    const files = monthsIn(folder, query.range);
    if (files.length > 0) return { format: 'parquet', files, ledger: ledgerPath(root, 'parquet', series) };
  }
  const lean = leanOf(query);
  if (lean.length === 0) throw nothingStored(query);
  return {
    format: 'lean',
    files: lean,
    ledger: ledgerPath(root, 'lean', {
      ...series,
      market: leanMarket(exchange).startsWith('cryptofuture/') ? 'swap' : 'spot',
    }),
  };
}

/** Symbols that the store holds files of that meet the range, sorted: of the Parquet tree, else of the Lean one. */
export function storedSymbols(query: Omit<StoreQuery, 'symbol'>): readonly string[] {
  const { root, exchange, market, of, range } = query;
  const parent = join(root, exchange);
  const markets = market === undefined ? foldersOf(parent) : [market];
  const found = markets.flatMap((name) => {
    const folder = join(parent, name, sizeFolder(of));
    return foldersOf(folder).filter((symbol) => monthsIn(join(folder, symbol), range).length > 0);
  });
  const resolution = of === 'funding' ? undefined : resolutionOf(of);
  if (found.length > 0 || resolution === undefined) return [...new Set(found)].sort();
  return leanSymbols({ root, market: leanMarket(exchange), resolution, tick: 'trade' });
}

const foldersOf = (path: string): string[] => (existsSync(path) ? readdirSync(path).sort() : []);

function marketsOf({ root, exchange, of, symbol }: StoreQuery): string[] {
  const parent = join(root, exchange);
  return foldersOf(parent).filter((market) => existsSync(join(parent, market, sizeFolder(of), symbolFolder(symbol))));
}

function monthsIn(folder: string, { from = -Infinity, to = Infinity }: Partial<TimeRange>): StoredFile[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name): StoredFile[] => {
      const part = MONTH.exec(name)?.[1];
      if (part === undefined) return [];
      const start = isoMs(`${part}-01`);
      const meets = monthStart(monthIndex(start) + 1) > from && start < to;
      return meets ? [{ path: join(folder, name), part, day: undefined }] : [];
    });
}

function leanOf({ root, exchange, of, symbol, range }: StoreQuery): StoredFile[] {
  const plain = symbol.toLowerCase().replaceAll(/[/:_]/g, '');
  const market = leanMarket(exchange);
  if (of === 'funding') {
    const path = join(root, market, 'margin_interest', `${plain}.csv`);
    return existsSync(path) ? [{ path, part: 'all', day: undefined }] : [];
  }
  const resolution = resolutionOf(of);
  if (resolution === undefined || !existsSync(join(root, market, resolution))) return [];
  const files = leanFiles({ root, market, resolution, symbol: plain, tick: 'trade' }, range);
  return files.map(({ path, day }) => ({
    path,
    day,
    part: day === undefined ? 'all' : showTime(day).slice(0, 10).replaceAll('-', ''),
  }));
}

function nothingStored({ root, exchange, of, symbol, range }: StoreQuery): Error {
  const from = range.from === undefined ? '2024-01-01' : showTime(range.from).slice(0, 10);
  const [what, flags] =
    of === 'funding'
      ? ['funding rates', '--funding --no-bars --interval 1h']
      : [`${formatDuration(of)} bars`, `--interval ${formatDuration(of)}`];
  return refuse(
    'DATA_FILE',
    of === 'funding' ? 'data.funding' : 'data.source',
    `the store in "${root}" holds no ${what} of ${symbol} on ${exchange} in the range`,
    {
      hint: `assay fetch --exchange ${exchange} --symbols ${symbol} ${flags} --from ${from}`,
    },
  );
}

/**
 * One name of the content of some files. Each is held against the checksum it was written with: a torn file, or one that
 * was changed by hand, is refused, never read as good.
 */
export function storedIdentity({ files, ledger }: StoredFiles): string {
  const parts = partsOf(ledger);
  const lines = files.map(({ path, part }) => {
    const digest = sha256(readFileSync(path));
    const known = parts[part]?.sha256;
    if (known !== undefined && known !== digest) {
      throw refuse('DATA_FILE', 'data.source', `"${path}" is not the file that was fetched: its checksum differs`, {
        hint: 'assay fetch fetches it again',
      });
    }
    return `${part} ${digest}`;
  });
  return sha256(lines.join('\n'));
}

function partsOf(ledger: string): { readonly [part: string]: { readonly sha256: string } | undefined } {
  if (!existsSync(ledger)) return {};
  return (
    JSON.parse(readFileSync(ledger, 'utf8')) as {
      readonly parts: { readonly [part: string]: { readonly sha256: string } };
    }
  ).parts;
}
