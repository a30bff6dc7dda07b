import { join } from 'node:path';
import { formatDuration } from '../core/units.ts';

export type StoreFormat = 'parquet' | 'lean';

/** One series of the store. `market` is ccxt's word: `swap`, `spot`. */
export interface StoredSeries {
  readonly exchange: string;
  readonly market: string;
  /** Bar size, or the funding rates. */
  readonly of: number | 'funding';
  readonly symbol: string;
}

/** `BTC/USDT:USDT` as a folder. */
export const symbolFolder = (symbol: string): string => symbol.replaceAll(/[/:]/g, '_');

export const sizeFolder = (of: number | 'funding'): string => (of === 'funding' ? of : formatDuration(of));

/** Folder of a series: `<root>/<exchange>/<market>/<interval>/<SYMBOL>`. */
export function seriesFolder(root: string, { exchange, market, of, symbol }: StoredSeries): string {
  return join(root, exchange, market, sizeFolder(of), symbolFolder(symbol));
}

/** Checksums of a series, beside the data and not among them: a Lean folder holds what Lean puts there, nothing else. */
export function ledgerPath(root: string, format: StoreFormat, { exchange, market, of, symbol }: StoredSeries): string {
  return join(root, '.fetch', format, exchange, market, sizeFolder(of), `${symbolFolder(symbol)}.json`);
}
