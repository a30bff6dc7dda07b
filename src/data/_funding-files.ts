import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { JsonValue } from '../core/artifacts.ts';
import type { SourceContext } from '../core/contracts/source.ts';
import { refuse } from '../core/problem.ts';
import { quoteText, rowsOf, streamDoubles, withDuckdb } from './_duckdb.ts';
import { fileIdentity, needFile } from './_file.ts';
import type { FundingGaps, FundingRates } from './funding.ts';
import { plainName } from './_names.ts';
import { isoMs, stampMs } from './_stamp.ts';
import { storedFiles, storedIdentity } from './_store-files.ts';
import type { StoredFiles } from './_store-files.ts';
import { createTable } from './_table.ts';

/** Where funding rates come from: `data.funding`. */
export interface FundingRequest {
  readonly type: 'store' | 'csv';
  readonly path: string | undefined;
  readonly gaps?: FundingGaps | undefined;
}

const MARGIN_MS = 86_400_000;

function storeOf({ exchange, symbol, range, resolvePath }: SourceContext): StoredFiles {
  if (exchange === undefined)
    throw refuse('DATA_FILE', 'data.exchange', 'the store keeps funding by exchange', {
      expected: 'exchange: binanceusdm',
    });
  const wide = {
    ...(range.from !== undefined && { from: range.from - MARGIN_MS }),
    ...(range.to !== undefined && { to: range.to }),
  };
  return storedFiles({ root: resolvePath('.'), exchange, market: undefined, of: 'funding', symbol, range: wide });
}

function pathOf({ path }: FundingRequest, context: SourceContext): string {
  if (path === undefined)
    throw refuse('DATA_FILE', 'data.funding.path', 'a file of funding rates is needed', {
      expected: 'path: funding.csv.gz',
    });
  return context.resolvePath(path);
}

export async function fundingIdentity(request: FundingRequest, context: SourceContext): Promise<JsonValue> {
  if (request.type === 'csv') return fileIdentity(pathOf(request, context));
  return Promise.resolve(storedIdentity(storeOf(context)));
}

/** The rates by time, and where they are from. */
export async function readFunding(
  request: FundingRequest,
  context: SourceContext,
): Promise<{ readonly rates: FundingRates; readonly where: string }> {
  if (request.type === 'csv') {
    const path = pathOf(request, context);
    return { rates: csvRates(path), where: `"${path}"` };
  }
  const { format, files } = storeOf(context);
  const where = `the store (${format})`;
  if (format === 'lean') return { rates: csvRates(files[0].path), where };
  return { rates: await parquetRates(files.map(({ path }) => path)), where };
}

async function parquetRates(paths: readonly string[]): Promise<FundingRates> {
  return withDuckdb(paths[0], { threads: 1 }, async (connection) => {
    const from = `read_parquet([${paths.map(quoteText).join(', ')}], union_by_name = true)`;
    const [[count]] = await rowsOf(connection, `select count(*) from ${from}`);
    const [time, rate] = createTable(2, Number(count)).columns;
    await streamDoubles(
      connection,
      `select epoch_ms(timestamp)::double, coalesce(funding_rate::double, 'nan'::double) from ${from} order by 1, 2`,
      [time, rate],
    );
    return { time, rate };
  });
}

/** `timestamp,funding_rate` with a header, or `YYYYMMDD HH:mm:ss,rate` as Lean keeps it. */
function csvRates(path: string): FundingRates {
  needFile(path);
  const bytes = readFileSync(path);
  const lines = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes)
    .toString('utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '');
  const header = lines[0]?.split(',').map(plainName) ?? [];
  const named = header.includes('funding_rate') || header.includes('fundingrate') || header.includes('rate');
  const at = named ? header.findIndex((name) => /^(funding_?rate|rate)$/.test(name)) : 1;
  const stamp = named ? header.findIndex((name) => /^(timestamp|time|date|fundingtime|funding_time)$/.test(name)) : 0;
  const rows = lines.slice(named ? 1 : 0).map((line, k): readonly [number, number] => {
    const cells = line.split(',');
    const number = Number(cells[stamp]);
    const time = Number.isFinite(number) ? stampMs(number) : isoMs(cells[stamp] ?? '');
    const rate = cells[at] === undefined || cells[at].trim() === '' ? NaN : Number(cells[at]);
    if (Number.isFinite(time) && Number.isFinite(rate)) return [time, rate];
    throw refuse('DATA_FORMAT', 'data.funding.path', `"${path}" line ${k + (named ? 2 : 1)} is no funding rate`, {
      expected: 'timestamp,funding_rate',
      found: JSON.stringify(line.slice(0, 80)),
    });
  });
  rows.sort((a, b) => a[0] - b[0]);
  return { time: Float64Array.from(rows, ([time]) => time), rate: Float64Array.from(rows, ([, rate]) => rate) };
}
