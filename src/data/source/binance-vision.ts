import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { defineSource } from '../../core/contracts/source.ts';
import type { SourceContext } from '../../core/contracts/source.ts';
import * as p from '../../core/params.ts';
import { refuse } from '../../core/problem.ts';
import { formatDuration } from '../../core/units.ts';
import { concatBars } from '../_concat.ts';
import { readCsv } from '../_csv.ts';
import { filesIdentity, readChunks } from '../_file.ts';
import { missing, pathsOr } from '../_missing.ts';
import { isoMs, monthIndex, monthStart } from '../_stamp.ts';
import { readSingle } from '../_zip.ts';

const DAY_MS = 86_400_000;
const params = {
  path: p.text('A zip or CSV file, or the folder of the archives; `{symbol}` stands for each symbol.'),
  missing,
  interval: p.interval("Size of the archives' bars where it is finer than `data.interval`.", { optional: true }),
};
type VisionValues = p.Values<typeof params>;

/** Whether the day or month in the name of an archive has a part in the range. */
function isWanted(date: string, { range }: SourceContext): boolean {
  const start = isoMs(date.length === 7 ? `${date}-01` : date);
  const end = date.length === 7 ? monthStart(monthIndex(start) + 1) : start + DAY_MS;
  return end > (range.from ?? -Infinity) && start < (range.to ?? Infinity);
}

function filesOf(values: VisionValues, context: SourceContext): readonly string[] {
  const path = context.resolvePath(values.path);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [path];
  const size = formatDuration(values.interval ?? context.interval_ms);
  const name = new RegExp(`^${context.symbol}-${size}-(\\d{4}-\\d{2}(?:-\\d{2})?)\\.(zip|csv|csv\\.gz)$`);
  const found = readdirSync(path)
    .sort()
    .filter((file) => {
      const date = name.exec(file)?.[1];
      return date !== undefined && isWanted(date, context);
    });
  if (found.length > 0) return found.map((file) => join(path, file));
  throw refuse(
    'DATA_FILE',
    'data.source.path',
    `"${path}" holds no archive of ${context.symbol} with ${size} bars in the range`,
    {
      expected: `${context.symbol}-${size}-2024-01.zip`,
    },
  );
}

/**
 * Bars from Binance's public archives (data.binance.vision): daily and monthly zips of klines, or the CSV in them.
 *
 * In: the twelve kline cells with or without a header; stamps in ms, or us from 2025 on, told apart by their size. Out:
 * open high low close volume quote_volume count taker_base, exact to the last bit. From a folder: every archive of the
 * symbol and bar size that meets `data.range`, by date; a day that a monthly archive holds too is a duplicate.
 */
export default defineSource({
  type: 'binance_vision',
  version: 1,
  summary: "Bars from the zips of Binance's public archive.",
  source: 'https://github.com/binance/binance-public-data',
  params,
  interval: (values) => values.interval,
  files: (values, context) =>
    pathsOr(`${context.resolvePath(values.path)}/${context.symbol}.zip`, () => filesOf(values, context)),
  identity: (values, context) => filesIdentity(context.resolvePath(values.path), filesOf(values, context)),
  async open(values, context) {
    const parts = [];
    for (const path of filesOf(values, context)) {
      const request = { path, symbol: context.symbol, renames: undefined };
      parts.push(await readCsv(request, path.endsWith('.zip') ? unzipped(path) : readChunks(path)));
    }
    return concatBars(parts);
  },
});

async function* unzipped(path: string): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield readSingle(path).bytes;
}
