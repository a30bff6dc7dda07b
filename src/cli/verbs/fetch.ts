import { dirname, join, resolve } from 'node:path';
import { Refusal, refuse } from '../../core/problem.ts';
import { isoOf } from '../../core/calendar.ts';
import { parseInterval } from '../../core/units.ts';
import { fetchData } from '../../data/fetch/fetch.ts';
import type { FetchReport, FetchRequest } from '../../data/fetch/fetch.ts';
import type { Access } from '../../data/fetch/_client.ts';
import { listedSymbols } from '../../data/membership.ts';
import { fetchUniverse } from '../../data/fetch/universe.ts';
import { openSpec } from '../../runner/open-spec.ts';
import { loadConfig } from '../../spec/config.ts';
import type { Config } from '../../spec/config.ts';
import type { ResolvedSpec } from '../../spec/types.ts';
import type { Globals } from '../main.ts';
import { parseMoment } from '../moment.ts';
import { print, textTable } from '../print.ts';
import { createProgress } from '../progress.ts';
import type { Progress } from '../progress.ts';

export interface FetchOptions extends Globals {
  readonly exchange?: string;
  readonly symbols?: string;
  readonly interval?: string;
  readonly funding?: boolean;
  readonly bars: boolean;
  readonly trades?: boolean;
  readonly store?: 'parquet' | 'lean';
  readonly root?: string;
  readonly universe?: string;
}

const usage = (message: string, expected: string): Refusal =>
  new Refusal(refuse('USAGE', '', message, { expected }).problems, 2);

/** Downloads what a spec, or a list of symbols, needs and the store does not have. */
export async function fetch(file: string | undefined, options: FetchOptions): Promise<void> {
  const opened =
    file === undefined ? { spec: undefined, config: await loadConfig(process.cwd()) } : await openSpec(file, options);
  if (options.universe !== undefined) return universe(options.universe, opened.config, options);
  const request = await requestOf(opened.spec, opened.config, options);
  const watch = interruption();
  let progress: Progress | undefined;
  const quiet = options.quiet === true;
  try {
    const report = await fetchData(request, {
      cancelled: watch.cancelled,
      onPlan: (nodes) => (progress = createProgress({ nodes, quiet })),
      onUnit: (id) => progress?.done(id),
      onMessage: (message) =>
        quiet ? undefined : progress === undefined ? process.stderr.write(`${message}\n`) : progress.print(message),
    });
    progress?.end();
    show(request, report, options);
  } finally {
    progress?.end();
    watch.end();
  }
}

/** `top200`: who the largest markets are today, kept with dates. */
async function universe(name: string, config: Config, options: FetchOptions): Promise<void> {
  const count = Number(/^top([1-9]\d{0,3})$/.exec(name)?.[1]);
  if (Number.isNaN(count)) throw usage('--universe names a list', 'top200');
  const exchange = options.exchange ?? 'binanceusdm';
  const folder = resolve(config.file === undefined ? '.' : dirname(config.file), 'experiments/universes');
  const path = join(options.root ?? folder, `${name}.csv`);
  const watch = interruption();
  try {
    const report = await fetchUniverse(
      { exchange, count, path, access: accessOf(config, exchange) },
      {
        cancelled: watch.cancelled,
        onMessage: (text) => void (options.quiet !== true && process.stderr.write(`${text}\n`)),
      },
    );
    print(options, report, () => [
      `${report.symbols.length} symbols of ${exchange} in ${path}`,
      `joined ${report.joined.length}, left ${report.left.length}`,
    ]);
  } finally {
    watch.end();
  }
}

function accessOf(config: Config, exchange: string): Access {
  const access = config.exchanges[exchange] ?? {};
  const { request_delay, timeout, retry } = access;
  return { ...access, request_delay_ms: request_delay, timeout_ms: timeout, retry_ms: retry };
}

function interruption(): { cancelled: () => boolean; end: () => void } {
  let interrupted = false;
  const onSignal = (): void => {
    if (interrupted) process.exit(130);
    interrupted = true;
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    cancelled: () => interrupted,
    end() {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}

/** Those named, those of the spec, or every market for a ranking by volume. */
async function symbolsOf(
  spec: ResolvedSpec | undefined,
  config: Config,
  { symbols }: FetchOptions,
): Promise<FetchRequest['symbols']> {
  if (symbols !== undefined) return symbols.split(/[,\s]+/).filter((symbol) => symbol !== '');
  if (spec === undefined) return [];
  if (spec.data.universe?.type === 'top_volume') return 'all';
  const listed = await listedSymbols(spec.data, { spec: dirname(spec.file), data: config.paths.data });
  return listed.map(({ symbol }) => symbol);
}

async function requestOf(spec: ResolvedSpec | undefined, config: Config, options: FetchOptions): Promise<FetchRequest> {
  const exchange = options.exchange ?? spec?.data.exchange;
  if (exchange === undefined)
    throw usage(
      'which exchange?',
      spec === undefined ? '--exchange binanceusdm' : 'data.exchange in the spec, or --exchange',
    );
  const symbols = await symbolsOf(spec, config, options);
  if (symbols.length === 0) throw usage('which symbols?', '--symbols BTCUSDT,ETHUSDT');
  const from = parseMoment('--from', options.from) ?? spec?.data.range.from;
  if (from === undefined) throw usage('from when on?', '--from 2024-01-01');
  return {
    exchange,
    symbols,
    interval_ms: intervalOf(spec, options),
    from,
    to: parseMoment('--to', options.to) ?? spec?.data.range.to,
    bars: options.bars,
    trades: options.trades === true,
    funding: options.funding === true || spec?.data.funding?.type === 'store',
    format: options.store ?? (spec?.data.source.type === 'lean' ? 'lean' : config.store.format),
    root: options.root ?? config.paths.data,
    access: accessOf(config, exchange),
  };
}

function intervalOf(spec: ResolvedSpec | undefined, { interval }: FetchOptions): number {
  if (interval === undefined && spec !== undefined)
    return [spec.data.source['interval'], spec.execution.values['interval'], spec.data.interval_ms].find(
      (size) => size !== undefined,
    ) as number;
  const parsed = parseInterval(interval);
  if (parsed.fault === undefined) return parsed.value;
  throw usage(`--interval ${parsed.fault.message}`, '--interval 1m');
}

function show(request: FetchRequest, report: FetchReport, options: Globals): void {
  const { exchange, format, root } = request;
  print(options, { exchange, store: format, root, ...report }, () => [
    ...textTable(
      ['symbol', 'what', 'from', 'to', 'rows fetched', 'files written', 'files there'],
      report.series.map((s) => [
        s.symbol,
        s.of,
        isoOf(s.from),
        isoOf(s.until ?? s.to),
        String(s.rows),
        String(s.files),
        String(s.skipped),
      ]),
    ),
    `${report.requests} requests, ${report.repeats} repeated; ${format} store in ${root}`,
  ]);
}
