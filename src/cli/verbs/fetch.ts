import { Refusal, refuse } from '../../core/problem.ts';
import { isoOf } from '../../core/calendar.ts';
import { parseInterval } from '../../core/units.ts';
import { fetchData } from '../../data/fetch/fetch.ts';
import type { FetchReport, FetchRequest } from '../../data/fetch/fetch.ts';
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
  readonly store?: 'parquet' | 'lean';
  readonly root?: string;
}

const usage = (message: string, expected: string): Refusal => new Refusal(refuse('USAGE', '', message, { expected }).problems, 2);

/** Downloads what a spec, or a list of symbols, needs and the store does not have. */
export async function fetch(file: string | undefined, options: FetchOptions): Promise<void> {
  const opened = file === undefined ? { spec: undefined, config: await loadConfig(process.cwd()) } : await openSpec(file, options);
  const request = requestOf(opened.spec, opened.config, options);
  const watch = interruption();
  let progress: Progress | undefined;
  const quiet = options.quiet === true;
  try {
    const report = await fetchData(request, {
      cancelled: watch.cancelled,
      onPlan: (nodes) => (progress = createProgress({ nodes, quiet })),
      onUnit: (id) => progress?.done(id),
      onMessage: (message) => (quiet ? undefined : progress === undefined ? process.stderr.write(`${message}\n`) : progress.print(message)),
    });
    progress?.end();
    show(request, report, options);
  } finally {
    progress?.end();
    watch.end();
  }
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

function requestOf(spec: ResolvedSpec | undefined, config: Config, options: FetchOptions): FetchRequest {
  const exchange = options.exchange ?? spec?.data.exchange;
  if (exchange === undefined) throw usage('which exchange?', spec === undefined ? '--exchange binanceusdm' : 'data.exchange in the spec, or --exchange');
  const symbols = options.symbols?.split(/[,\s]+/).filter((symbol) => symbol !== '') ?? spec?.data.symbols ?? [];
  if (symbols.length === 0) throw usage('which symbols?', '--symbols BTCUSDT,ETHUSDT');
  const from = parseMoment('--from', options.from) ?? spec?.data.range.from;
  if (from === undefined) throw usage('from when on?', '--from 2024-01-01');
  const access = config.exchanges[exchange] ?? {};
  return {
    exchange,
    symbols,
    interval_ms: intervalOf(spec, options),
    from,
    to: parseMoment('--to', options.to) ?? spec?.data.range.to,
    bars: options.bars,
    funding: options.funding === true || spec?.data.funding?.type === 'store',
    format: options.store ?? (spec?.data.source.type === 'lean' ? 'lean' : config.store.format),
    root: options.root ?? config.paths.data,
    access: { ...access, request_delay_ms: access.request_delay, timeout_ms: access.timeout, retry_ms: access.retry },
  };
}

function intervalOf(spec: ResolvedSpec | undefined, { interval }: FetchOptions): number {
  if (interval === undefined && spec !== undefined) return (spec.data.source['interval'] as number | undefined) ?? spec.data.interval_ms;
  const parsed = parseInterval(interval);
  if (parsed.fault === undefined) return parsed.value;
  throw usage(`--interval ${parsed.fault.message}`, '--interval 1m');
}

function show(request: FetchRequest, report: FetchReport, options: Globals): void {
  const { exchange, format, root } = request;
  print(options, { exchange, store: format, root, ...report }, () => [
    ...textTable(
      ['symbol', 'what', 'from', 'to', 'rows fetched', 'files written', 'files there'],
      report.series.map((s) => [s.symbol, s.of, isoOf(s.from), isoOf(s.until ?? s.to), String(s.rows), String(s.files), String(s.skipped)]),
    ),
    `${report.requests} requests, ${report.repeats} repeated; ${format} store in ${root}`,
  ]);
}
