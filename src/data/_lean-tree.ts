import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '../core/problem.ts';
import { isoMs } from './_stamp.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export type Tick = 'trade' | 'quote';
export type Resolution = 'minute' | 'hour' | 'daily';

/** Folder name of a bar size; Lean has no others for bars of crypto. */
export function resolutionOf(interval_ms: number): Resolution | undefined {
  if (interval_ms === MINUTE_MS) return 'minute';
  if (interval_ms === 60 * MINUTE_MS) return 'hour';
  return interval_ms === DAY_MS ? 'daily' : undefined;
}

/** Asset class and market folder of an exchange, as ccxt names it. */
export function leanMarket(exchange: string): string {
  return /^(binanceusdm|binancecoinm)$/.test(exchange) ? 'cryptofuture/binance' : `crypto/${exchange}`;
}

export interface LeanSeries {
  /** Folder that holds `crypto` and `cryptofuture`. */
  readonly root: string;
  /** `cryptofuture/binance`. */
  readonly market: string;
  readonly resolution: Resolution;
  /** Lower case. */
  readonly symbol: string;
  readonly tick: Tick;
}

/** Where Lean keeps a series: the archive of a day, or the one archive of hours and days. */
export function leanPath({ root, market, resolution, symbol, tick }: LeanSeries, date: string): string {
  const folder = join(root, market, resolution);
  return resolution === 'minute' ? join(folder, symbol, `${date}_${tick}.zip`) : join(folder, `${symbol}_${tick}.zip`);
}

/** Name of the one file in an archive. */
export function leanEntry({ market, resolution, symbol, tick }: LeanSeries, date: string): string {
  const perpetual = market.startsWith('cryptofuture/');
  if (resolution === 'minute') return `${date}_${symbol}_minute_${tick}${perpetual ? '_perp' : ''}.csv`;
  return perpetual ? `${symbol}_${tick}_perp.csv` : `${symbol}.csv`;
}

/** One archive, and its day where it holds minutes. */
export interface LeanFile {
  readonly path: string;
  readonly day: number | undefined;
}

const DATED = /^(\d{8})_(trade|quote)\.zip$/;

/**
 * The archives of a series in order of time, days of a minute series within [from, to) only. Folders of other writers are
 * known too: one named after the base asset alone (`btc`), and hour archives inside it without the tick in their name.
 */
export function leanFiles(
  series: LeanSeries,
  range: { readonly from?: number; readonly to?: number },
): readonly LeanFile[] {
  if (series.resolution !== 'minute') return [{ path: onePath(series, coarsePaths(series)), day: undefined }];
  const parent = join(series.root, series.market, series.resolution);
  const folder = onePath(
    series,
    namesOf(series.symbol).map((name) => join(parent, name)),
  );
  const { from = -Infinity, to = Infinity } = range;
  const files = readdirSync(folder)
    .sort()
    .flatMap((name): LeanFile[] => {
      const match = DATED.exec(name);
      if (match === null || match[2] !== series.tick) return [];
      const day = isoMs(match[1]);
      return day + DAY_MS > from && day < to ? [{ path: join(folder, name), day }] : [];
    });
  if (files.length > 0) return files;
  throw refuse('DATA_RANGE', 'data.range', `"${folder}" holds no ${series.tick} archive of the range`, {
    found:
      readdirSync(folder)
        .sort()
        .filter((name) => DATED.test(name))
        .slice(0, 3)
        .join(', ') || 'none at all',
  });
}

function coarsePaths({ root, market, resolution, symbol, tick }: LeanSeries): string[] {
  const parent = join(root, market, resolution);
  const names = namesOf(symbol).flatMap((name) => [
    `${name}_${tick}.zip`,
    ...(tick === 'trade' ? [`${name}/${name}.zip`, `${name}.zip`] : []),
    `${name}/${name}_${tick}.zip`,
  ]);
  return names.map((name) => join(parent, name));
}

/** `btcusdt`, and `btc` as others call its folder. */
function namesOf(symbol: string): string[] {
  const base = symbol.replace(/(usdt|usdc|busd|usd)$/, '');
  return base === symbol || base === '' ? [symbol] : [symbol, base];
}

function onePath(series: LeanSeries, candidates: readonly string[]): string {
  const found = candidates.filter((path) => existsSync(path));
  if (found.length === 1) return found[0];
  if (found.length > 1) {
    throw refuse('DATA_FILE', 'data.source.path', `"${series.symbol}" is there more than once`, {
      found: found.join(', '),
    });
  }
  throw refuse('DATA_FILE', 'data.source.path', `"${candidates[0]}" does not exist`, {
    hint: 'path is the folder that holds crypto and cryptofuture; data.exchange or market choose the folders below it',
  });
}

/** Symbols of a market in the tree, upper case and sorted: one folder each of minutes, else one archive. */
export function leanSymbols({ root, market, resolution, tick }: Omit<LeanSeries, 'symbol'>): readonly string[] {
  const folder = join(root, market, resolution);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const plain = names.map((name) =>
    name
      .replace(`_${tick}.zip`, '')
      .replace(/\.zip$/, '')
      .toUpperCase(),
  );
  return [...new Set(plain)].filter((name) => /^[A-Z0-9]+$/.test(name)).sort();
}

/** The markets below a root that hold a series, for specs that name no exchange. */
export function marketsWith(root: string, series: Omit<LeanSeries, 'root' | 'market'>): readonly string[] {
  const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  return ['crypto', 'cryptofuture'].flatMap((kind) => {
    if (!isFolder(join(root, kind))) return [];
    const markets = readdirSync(join(root, kind))
      .sort()
      .map((name) => `${kind}/${name}`)
      .filter((market) => isFolder(join(root, market)));
    return markets.filter((market) => {
      const at = { ...series, root, market };
      if (series.resolution !== 'minute') return coarsePaths(at).some((path) => existsSync(path));
      return namesOf(series.symbol).some((name) => isFolder(join(root, market, 'minute', name)));
    });
  });
}
