import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { defineSource } from '../../core/contracts/source.ts';
import type { RawBars, SourceContext } from '../../core/contracts/source.ts';
import * as p from '../../core/params.ts';
import { refuse } from '../../core/problem.ts';
import { formatDuration } from '../../core/units.ts';
import { readFeather } from '../_feather.ts';
import { fileIdentity } from '../_file.ts';
import { readJsonBars } from '../_json-bars.ts';
import { missing, pathsOr } from '../_missing.ts';
import { readParquet } from '../_parquet.ts';
import { barsOfTrades } from '../_trades.ts';

const ENDINGS = ['feather', 'json', 'json.gz', 'parquet'];
const params = {
  path: p.text('File, or the data folder of an exchange; `{symbol}` stands for each symbol.'),
  candle: p.choice(
    'Kind of candles: those of futures lie in `futures/`; trades are made into bars.',
    ['spot', 'futures', 'mark', 'trades'],
    {
      default: 'spot',
    },
  ),
  missing,
  interval: p.interval("Size of the file's bars where it is finer than `data.interval`.", { optional: true }),
};
type FreqtradeValues = p.Values<typeof params>;

/** `BTCUSDT` and `BTC/USDT:USDT` as the program writes them in file names: `BTC_USDT`, `BTC_USDT_USDT`. */
function pairNames(symbol: string, candle: FreqtradeValues['candle']): string[] {
  const future = candle === 'futures' || candle === 'mark';
  if (/[/:_]/.test(symbol)) return [symbol.replaceAll(/[/:]/g, '_')];
  const match = /^(.+?)(USDT|USDC|BUSD|USD|EUR|BTC|ETH)$/.exec(symbol);
  return match === null ? [symbol] : [`${match[1]}_${match[2]}${future ? `_${match[2]}` : ''}`];
}

function fileOf({ path, candle, interval }: FreqtradeValues, context: SourceContext): string {
  const place = context.resolvePath(path);
  if (statSync(place, { throwIfNoEntry: false })?.isDirectory() !== true) return place;
  const size = formatDuration(interval ?? context.interval_ms);
  const future = candle === 'futures' || candle === 'mark';
  const stem = candle === 'trades' ? '-trades' : `-${size}${future ? `-${candle}` : ''}`;
  const folder = future && existsSync(join(place, 'futures')) ? join(place, 'futures') : place;
  const candidates = pairNames(context.symbol, candle).flatMap((pair) =>
    ENDINGS.map((ending) => join(folder, `${pair}${stem}.${ending}`)),
  );
  const found = candidates.filter((file) => existsSync(file));
  if (found.length === 1) return found[0];
  const fact =
    found.length === 0 ? `"${candidates[0]}" does not exist` : `${context.symbol} is there in ${found.length} formats`;
  throw refuse('DATA_FILE', 'data.source.path', fact, {
    ...(found.length > 1 && { found: found.join(', ') }),
    hint: `endings tried: ${ENDINGS.join(' ')}; a path may also name one file`,
  });
}

/**
 * Bars that freqtrade downloaded: feather (lz4), json, json.gz or parquet.
 *
 * In: `date` (bar open, UTC) or ms, open high low close volume. Out: the same, exact to the last bit; NaN = empty; mark
 * prices have volume 0. Trades:
 * open first, high max, low min, close last price, volume the sum of amounts as decimals, per bar of `data.interval`.
 */
export default defineSource({
  type: 'freqtrade',
  version: 1,
  summary: 'Bars that freqtrade downloaded.',
  source: 'https://www.freqtrade.io/en/stable/data-download/',
  params,
  interval: (values) => values.interval,
  files: (values, context) =>
    pathsOr(`${context.resolvePath(values.path)}/${context.symbol}`, () => [fileOf(values, context)]),
  identity: (values, context) => fileIdentity(fileOf(values, context)),
  async open(values, context) {
    const path = fileOf(values, context);
    if (values.candle === 'trades') return barsOfTrades(path, values.interval ?? context.interval_ms, context);
    const raw = await readCandles(path, context);
    return values.candle === 'mark' ? withoutVolume(raw) : raw;
  },
});

function readCandles(path: string, context: SourceContext): Promise<RawBars> | RawBars {
  if (path.endsWith('.feather')) return readFeather({ path, symbol: context.symbol, renames: undefined });
  return path.endsWith('.parquet') ? readParquet(path, undefined, context) : readJsonBars(path);
}

/** Mark prices are not traded: the volume column is empty. */
function withoutVolume(raw: RawBars): RawBars {
  const volume = new Float64Array(new SharedArrayBuffer(raw.time.length * 8));
  return { ...raw, columns: new Map([...raw.columns, ['volume', volume]]) };
}
