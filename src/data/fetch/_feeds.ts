import { refuse } from '../../core/problem.ts';
import { formatDuration } from '../../core/units.ts';
import { showTime } from '../_stamp.ts';
import type { Client, Market } from './_client.ts';
import { krakenTradeFeed } from './_kraken-trades.ts';

/** Rows of one reply, time first, and the time up to which everything is known now. `end` = the exchange has no more. */
export interface Page {
  readonly rows: readonly (readonly number[])[];
  readonly next: number;
  readonly end: boolean;
  /** Rows that were asked for to get these, where they are others. */
  readonly effort?: number;
}

/** Where rows come from, page by page. */
export interface Feed {
  /** Names of the cells after the time. */
  readonly columns: readonly string[];
  page(from: number, to: number): Promise<Page>;
}

const KLINE = [
  'open',
  'high',
  'low',
  'close',
  'volume',
  'close_time',
  'quote_volume',
  'count',
  'taker_base',
  'taker_quote',
  'ignore',
];
const KRAKEN_ROWS = 720;

type Cells = readonly (readonly (string | number)[])[];
const cellsOf = (reply: unknown): Cells | undefined => (Array.isArray(reply) ? (reply as Cells) : undefined);

/** Bars of a market: every field of the exchange's own reply where we know it, else the five of ccxt. */
export function barFeed(client: Client, market: Market, interval_ms: number, fromTrades = false): Feed {
  const { exchange } = client;
  if (fromTrades) return tradeFeed(client, market, interval_ms);
  const timeframe = timeframeOf(client, interval_ms);
  const klines =
    client.name === 'binanceusdm'
      ? exchange.fapiPublicGetKlines
      : client.name === 'binance'
        ? exchange.publicGetKlines
        : undefined;
  const what = `${market.id} ${formatDuration(interval_ms)} bars`;
  const pageOf = (rows: readonly (readonly number[])[], from: number): Page => {
    checkRows(rows, { what: `${client.name}: ${what}`, from, interval_ms });
    const last = rows.at(-1);
    return { rows, next: last === undefined ? from : last[0] + interval_ms, end: last === undefined };
  };
  const limitOf = (from: number, to: number, most: number): number =>
    Math.max(1, Math.min(client.page_rows ?? most, most, Math.ceil((to - from) / interval_ms)));
  const at = (from: number): string => `${what} from ${showTime(from)}`;
  if (klines !== undefined) {
    const most = client.name === 'binance' ? 1000 : 1500;
    const ask = (from: number, to: number) => () =>
      klines.call(exchange, {
        symbol: market.id,
        interval: timeframe,
        startTime: from,
        limit: limitOf(from, to, most),
      });
    return {
      columns: KLINE,
      page: async (from, to) =>
        pageOf(
          (await client.call(at(from), ask(from, to), cellsOf)).map((row) => row.map(Number)),
          from,
        ),
    };
  }
  if (client.name === 'kraken' && exchange.publicGetOHLC !== undefined)
    return krakenFeed(client, market, interval_ms, pageOf);
  const ask = (from: number, to: number) => () =>
    exchange.fetchOHLCV(market.symbol, timeframe, from, limitOf(from, to, 1000));
  return {
    columns: KLINE.slice(0, 5),
    page: async (from, to) =>
      pageOf(
        (await client.call(at(from), ask(from, to), cellsOf))
          .map((row) => row.slice(0, 6).map(Number))
          .filter((row) => row[0] >= from),
        from,
      ),
  };
}

function tradeFeed(client: Client, market: Market, interval_ms: number): Feed {
  if (client.name === 'kraken') return krakenTradeFeed(client, market, interval_ms);
  throw refuse('USAGE', '', `bars of ${client.name} are not made from trades`, {
    expected: 'kraken, whose own bars do not reach back; other exchanges tell all of theirs',
  });
}

/** The last row of a reply is still forming: `last` is the newest closed one. Kraken keeps 720 rows, whatever is asked. */
function krakenFeed(
  client: Client,
  market: Market,
  interval_ms: number,
  pageOf: (rows: readonly (readonly number[])[], from: number) => Page,
): Feed {
  const { exchange } = client;
  return {
    columns: ['open', 'high', 'low', 'close', 'vwap', 'volume', 'count'],
    async page(from) {
      const params = {
        pair: market.id,
        interval: interval_ms / 60_000,
        since: Math.floor((from - interval_ms) / 1000),
      };
      const what = `${market.id} ${formatDuration(interval_ms)} bars from ${showTime(from)}`;
      const { cells, last } = await client.call(
        what,
        () => (exchange.publicGetOHLC as NonNullable<typeof exchange.publicGetOHLC>)(params),
        krakenReply,
      );
      const all = cells.map((row) => row.map((cell, k) => (k === 0 ? Number(cell) * 1000 : Number(cell))));
      if (all.length >= KRAKEN_ROWS && all[0][0] > from) {
        throw refuse(
          'DATA_RANGE',
          'data.range.from',
          `kraken keeps ${KRAKEN_ROWS} bars of ${formatDuration(interval_ms)}`,
          {
            found: `the first of ${market.id} is ${showTime(all[0][0])}`,
            hint: `--trades makes them from single trades; or --from ${showTime(all[0][0]).slice(0, 10)}, or Kraken's own CSV archive with type: csv`,
          },
        );
      }
      return pageOf(
        all.filter((row) => row[0] >= from && row[0] <= last),
        from,
      );
    },
  };
}

function krakenReply(reply: unknown): { cells: Cells; last: number } | undefined {
  const { result } = (typeof reply === 'object' && reply !== null ? reply : {}) as {
    readonly result?: { readonly [key: string]: unknown };
  };
  const cells = Object.entries(result ?? {}).find(([key]) => key !== 'last')?.[1];
  return Array.isArray(cells) ? { cells: cells as Cells, last: Number(result?.['last']) * 1000 } : undefined;
}

function timeframeOf({ exchange, name }: Client, interval_ms: number): string {
  const frames = exchange.timeframes ?? {};
  const size = formatDuration(interval_ms);
  if (Object.hasOwn(frames, size)) return frames[size];
  throw refuse('DATA_RANGE', 'data.interval', `${name} has no bars of ${size}`, {
    expected: Object.keys(frames).join(', '),
  });
}

interface Rule {
  readonly what: string;
  readonly from: number;
  readonly interval_ms: number;
}

/** A reply that no exchange should give is refused before anything is stored. */
function checkRows(rows: readonly (readonly number[])[], { what, from, interval_ms }: Rule): void {
  let before = from - 1;
  for (const [time, open, high, low, close] of rows) {
    const order = time > before && time % interval_ms === 0;
    const sound = low > 0 && low <= open && low <= close && open <= high && close <= high && high < Infinity;
    if (!order || !sound) {
      throw refuse(
        order ? 'DATA_VALUE' : 'DATA_ORDER',
        '',
        `${what}, ${showTime(time)}: ${order ? 'prices must be above 0 and lie between low and high' : 'time must rise on the grid of the bars'}`,
        {
          found: order ? `open ${open}, high ${high}, low ${low}, close ${close}` : `${time} after ${before}`,
        },
      );
    }
    before = time;
  }
}

const FUNDING_ROWS = 1000;

/** Funding rates with the jitter of their stamps as the exchange tells it. */
export function fundingFeed(client: Client, market: Market): Feed {
  const { exchange } = client;
  const what = (from: number): string => `${market.id} funding from ${showTime(from)}`;
  const limit = Math.min(client.page_rows ?? FUNDING_ROWS, FUNDING_ROWS);
  const pageOf = (rows: readonly (readonly number[])[], from: number, to: number): Page => {
    for (const [time, rate] of rows) {
      if (Number.isFinite(time) && Number.isFinite(rate)) continue;
      throw refuse('DATA_VALUE', '', `${client.name}: ${market.id} funding at ${showTime(time)} is not a number`, {
        found: String(rate),
      });
    }
    const fresh = rows.filter(([time]) => time >= from).sort((a, b) => a[0] - b[0]);
    const end = fresh.length < limit;
    return { rows: fresh, next: end ? to : fresh[fresh.length - 1][0] + 1, end };
  };
  type Wire = readonly { readonly [key: string]: unknown }[];
  const wire = (reply: unknown): Wire | undefined => (Array.isArray(reply) ? (reply as Wire) : undefined);
  const ask = exchange.fapiPublicGetFundingRate;
  if (client.name === 'binanceusdm' && ask !== undefined) {
    return {
      columns: ['funding_rate', 'mark_price'],
      async page(from, to) {
        const reply = await client.call(
          what(from),
          () => ask.call(exchange, { symbol: market.id, startTime: from, limit }),
          wire,
        );
        const price = (text: unknown): number => (text === '' || text === undefined ? NaN : Number(text));
        return pageOf(
          reply.map((row) => [Number(row['fundingTime']), Number(row['fundingRate']), price(row['markPrice'])]),
          from,
          to,
        );
      },
    };
  }
  if (exchange.has['fetchFundingRateHistory'] !== true)
    throw refuse('DATA_RANGE', '', `${client.name} tells no funding rates`);
  return {
    columns: ['funding_rate'],
    async page(from, to) {
      const reply = await client.call(
        what(from),
        () => exchange.fetchFundingRateHistory(market.symbol, from, limit),
        wire,
      );
      return pageOf(
        reply.map((row) => [Number(row['timestamp']), Number(row['fundingRate'])]),
        from,
        to,
      );
    },
  };
}
