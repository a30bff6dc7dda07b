import { defineSource } from '../../core/contracts/source.ts';
import type { SourceContext } from '../../core/contracts/source.ts';
import * as p from '../../core/params.ts';
import { refuse } from '../../core/problem.ts';
import { filesIdentity } from '../_file.ts';
import { leanBars, readLeanTable } from '../_lean.ts';
import { leanFiles, leanMarket, leanSymbols, marketsWith, resolutionOf } from '../_lean-tree.ts';
import type { LeanFile } from '../_lean-tree.ts';
import { missing, pathsOr } from '../_missing.ts';

const params = {
  path: p.text('Folder that holds `crypto` and `cryptofuture`; or one archive.', { default: '.' }),
  tick: p.choice('Trades, or the middle of the quotes (volume 0).', ['trade', 'quote'], { default: 'trade' }),
  market: p.text(
    'Folders below `path`: `cryptofuture/binance`. Default: those of `data.exchange`, or the only ones with the symbol.',
    {
      optional: true,
      pattern: '^crypto(future)?/[a-z0-9]+$',
    },
  ),
  missing,
  interval: p.interval("Size of the tree's bars (1m, 1h or 1d) where it is finer than `data.interval`.", {
    optional: true,
  }),
};
type LeanValues = p.Values<typeof params>;

function filesOf(values: LeanValues, context: SourceContext): readonly LeanFile[] {
  const root = context.resolvePath(values.path);
  if (root.endsWith('.zip')) return [{ path: root, day: undefined }];
  const resolution = resolutionOf(values.interval ?? context.interval_ms);
  if (resolution === undefined) {
    throw refuse('DATA_RANGE', 'data.source.interval', 'Lean keeps bars of 1m, 1h and 1d only', {
      found: `${(values.interval ?? context.interval_ms) / 1000} s`,
      hint: 'interval: 1m, resampled to data.interval',
    });
  }
  const series = { root, resolution, symbol: context.symbol.toLowerCase(), tick: values.tick };
  const known = values.market ?? (context.exchange === undefined ? undefined : leanMarket(context.exchange));
  const markets = known === undefined ? marketsWith(root, series) : [known];
  if (markets.length === 1) return leanFiles({ ...series, market: markets[0] }, context.range);
  throw refuse(
    'DATA_FILE',
    'data.source.path',
    `"${root}" holds ${resolution} bars of ${context.symbol} in ${markets.length} markets`,
    {
      ...(markets.length > 1 && { found: markets.join(', ') }),
      hint: 'data.source.market: cryptofuture/binance',
    },
  );
}

function symbolsOf(values: LeanValues, context: SourceContext): readonly string[] {
  const root = context.resolvePath(values.path);
  const resolution = resolutionOf(values.interval ?? context.interval_ms);
  const market = values.market ?? (context.exchange === undefined ? undefined : leanMarket(context.exchange));
  const found =
    market === undefined || resolution === undefined
      ? []
      : leanSymbols({ root, market, resolution, tick: values.tick });
  if (found.length > 0) return found;
  throw refuse('DATA_FILE', 'data.universe', `"${root}" holds no bars of ${market ?? 'a known market'}`, {
    hint: 'data.exchange, or data.source.market: cryptofuture/binance, says where the symbols are',
  });
}

const pathsOf = (values: LeanValues, context: SourceContext): string[] =>
  filesOf(values, context).map(({ path }) => path);

/**
 * Bars from a QuantConnect Lean tree: zips of headerless CSV, one per day (minute) or one per symbol (hour, daily).
 *
 * In: `time,open,high,low,close,volume`; minute time = ms since UTC midnight (or Unix ms), else `YYYYMMDD HH:mm`, of the
 * bar's open. Quotes: bid and ask OHLC with sizes; each price is their mean, one side alone where the other is empty.
 * Out: prices as written, exact to the last bit. NaN = empty cell. Minutes without trades are absent. Any name of the one
 * entry in a zip is taken. Only days of `data.range` are read.
 */
export default defineSource({
  type: 'lean',
  version: 1,
  summary: 'Bars from a QuantConnect Lean data folder.',
  source: 'https://github.com/QuantConnect/Lean/blob/master/Data/crypto/readme.md',
  params,
  check({ interval }) {
    if (interval === undefined || resolutionOf(interval) !== undefined) return [];
    return [{ key: 'interval', message: 'Lean keeps bars of 1m, 1h and 1d only', expected: '1m, 1h or 1d' }];
  },
  interval: (values) => values.interval,
  symbols: symbolsOf,
  files: (values, context) =>
    pathsOr(`${context.resolvePath(values.path)}/${context.symbol.toLowerCase()}`, () => pathsOf(values, context)),
  identity: (values, context) => filesIdentity(context.resolvePath(values.path), pathsOf(values, context)),
  open: (values, context) => Promise.resolve().then(() => leanBars(readLeanTable(filesOf(values, context)))),
});
