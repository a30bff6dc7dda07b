import { Refusal, refuse } from '../../core/problem.ts';
import type { Problem } from '../../core/problem.ts';
import { showTime } from '../_stamp.ts';
import { ledgerPath } from '../_store.ts';
import type { StoredSeries, StoreFormat } from '../_store.ts';
import { openClient } from './_client.ts';
import type { Access, Client, Market } from './_client.ts';
import { barFeed, fundingFeed } from './_feeds.ts';
import { leanShelf } from './_lean-shelf.ts';
import { parquetShelf } from './_parquet-shelf.ts';
import { fetchSeries } from './_series.ts';
import type { Series, SeriesResult } from './_series.ts';
import type { Unit } from './_shelf.ts';
import { isRanked } from './universe.ts';

export interface FetchRequest {
  readonly exchange: string;
  /** `all`: whatever may stand in a ranking by volume, also what no longer trades where the exchange still tells it. */
  readonly symbols: readonly string[] | 'all';
  readonly interval_ms: number;
  readonly from: number;
  /** Absent = now. The bar that is still forming is never stored. */
  readonly to: number | undefined;
  readonly bars: boolean;
  readonly funding: boolean;
  /** Make bars from single trades, where the exchange's bars do not reach back. */
  readonly trades?: boolean;
  readonly format: StoreFormat;
  /** Folder of the store. */
  readonly root: string;
  readonly access: Access;
}

/** One file to be: `kind` is what progress counts together. */
export interface FetchNode {
  readonly id: string;
  readonly kind: string;
}

export interface FetchWatch {
  readonly cancelled: () => boolean;
  readonly onPlan: (nodes: readonly FetchNode[]) => void;
  readonly onUnit: (id: string) => void;
  readonly onMessage: (message: string) => void;
}

export interface FetchedSeries extends SeriesResult {
  readonly symbol: string;
  readonly of: 'bars' | 'funding';
  readonly from: number;
  readonly to: number;
}

export interface FetchReport {
  readonly series: readonly FetchedSeries[];
  readonly requests: number;
  readonly repeats: number;
}

interface Task {
  readonly symbol: string;
  readonly of: 'bars' | 'funding';
  readonly series: Series;
  readonly units: readonly Unit[];
}

/**
 * Keeps bars and funding rates of an exchange in the store. What is there and has the right checksum is not asked for
 * again, so a fetch that was stopped anywhere goes on and ends with the same bytes. A symbol that the exchange does not
 * know stops the fetch before it begins; one without rows is told at the end, after the others.
 */
export async function fetchData(request: FetchRequest, watch: FetchWatch): Promise<FetchReport> {
  const client = await openClient(request.exchange, request.access, {
    cancelled: watch.cancelled,
    onWait: watch.onMessage,
  });
  const tasks = tasksOf(request, client);
  const many = tasks.length > 3;
  const idOf = ({ symbol, of }: Task, { part }: Unit): string => `${symbol} ${of} ${part}`;
  watch.onPlan(
    tasks.flatMap((task) =>
      task.units.map((unit) => ({
        id: idOf(task, unit),
        kind: many ? 'file' : `${task.symbol}${task.of === 'funding' ? ' funding' : ''}`,
      })),
    ),
  );
  const series: FetchedSeries[] = [];
  const problems: Problem[] = [];
  for (const task of tasks) {
    const result = await fetchSeries(task.series, task.units, (unit) => watch.onUnit(idOf(task, unit)));
    for (const path of result.torn) watch.onMessage(`${path} was damaged or not finished: fetched again`);
    const { from, to } = task.series;
    series.push({ symbol: task.symbol, of: task.of, from, to, ...result });
    if (request.symbols !== 'all' && result.rows === 0 && result.skipped === 0 && result.files === 0)
      problems.push(...nothing(request.exchange, task).problems);
  }
  if (problems.length > 0) throw new Refusal(problems);
  return { series, ...client.counts };
}

function nothing(exchange: string, { symbol, of, series: { from, to } }: Task): Refusal {
  return refuse(
    'DATA_RANGE',
    'data.symbols',
    `${exchange} has no ${of} of ${symbol} from ${showTime(from)} to ${showTime(to)}`,
  );
}

function tasksOf(request: FetchRequest, client: Client): Task[] {
  const markets = symbolsOf(request, client).map((symbol) => [symbol, client.market(symbol)] as const);
  const tasks = markets.flatMap(([symbol, market]) => [
    ...(request.bars ? [taskOf(request, client, symbol, market, 'bars')] : []),
    ...(request.funding ? [taskOf(request, client, symbol, market, 'funding')] : []),
  ]);
  const empty = tasks.find(({ series }) => series.from >= series.to);
  if (empty === undefined) return tasks;
  throw refuse(
    'DATA_RANGE',
    'data.range',
    `no closed bar lies between ${showTime(empty.series.from)} and ${showTime(empty.series.to)}`,
  );
}

function symbolsOf({ symbols, exchange }: FetchRequest, client: Client): readonly string[] {
  if (symbols !== 'all') return symbols;
  const ranked = Object.values(client.exchange.markets ?? {}).filter((market) => isRanked(exchange, market));
  return [...new Set(ranked.map(({ id }) => id))].sort();
}

function taskOf(request: FetchRequest, client: Client, symbol: string, market: Market, of: 'bars' | 'funding'): Task {
  const { format, root, exchange, interval_ms } = request;
  const step = of === 'bars' ? interval_ms : 1;
  const stored: StoredSeries = { exchange, market: market.type, of: of === 'bars' ? interval_ms : 'funding', symbol };
  const feed = of === 'bars' ? barFeed(client, market, interval_ms, request.trades) : fundingFeed(client, market);
  const shelf =
    format === 'lean' ? leanShelf(root, stored, feed.columns) : parquetShelf(root, stored, feed.columns, step);
  const from = Math.ceil(request.from / step) * step;
  const closed = Math.floor(client.time() / step) * step;
  const to = Math.min(Math.ceil((request.to ?? closed) / step) * step, closed);
  return {
    symbol,
    of,
    series: { feed, shelf, ledger: ledgerPath(root, format, stored), from, to },
    units: from < to ? shelf.units(from, to) : [],
  };
}
