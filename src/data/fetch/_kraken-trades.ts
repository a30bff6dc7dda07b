import { refuse } from '../../core/problem.ts';
import { showTime } from '../_stamp.ts';
import { sumAsWritten } from '../_sum.ts';
import type { Client, Market } from './_client.ts';
import type { Feed, Page } from './_feeds.ts';

/** One trade: time in ms (fractional), price, amount, and its number, NaN where the reply has none. */
type Trade = readonly [time: number, price: number, amount: number, id: number];

interface Reply {
  readonly trades: readonly Trade[];
  /** Where the next page begins: nanoseconds, which no double holds. */
  readonly last: string;
}

/** Kept between pages, since a bar may fill many. */
interface Cursor {
  since: string;
  /** Start of the bar that is being gathered. */
  bar: number;
  trades: Trade[];
  /** Number of the newest trade seen: a reply that repeats one is no harm. */
  id: number;
}

const MOST = 1000;
const COLUMNS = ['open', 'high', 'low', 'close', 'vwap', 'volume', 'count'] as const;

/**
 * Bars of Kraken made from its single trades, which reach back to the first one, where its bars do not. Pages are asked
 * for by `last`, in nanoseconds: two trades of one millisecond fall on different pages. A bar without a trade is absent,
 * as in Kraken's own archive. A page of this feed holds whole bars only.
 */
export function krakenTradeFeed(client: Client, market: Market, interval_ms: number): Feed {
  let cursor: Cursor = { since: '', bar: NaN, trades: [], id: -1 };
  const count = Math.min(client.page_rows ?? MOST, MOST);
  const what = `${market.id} trades`;
  return {
    columns: COLUMNS,
    async page(from, to): Promise<Page> {
      if (cursor.bar !== from) cursor = { since: before(from), bar: from, trades: [], id: -1 };
      for (let asked = 0; ;) {
        const reply = await ask(client, market, { since: cursor.since, count });
        asked += reply.trades.length;
        const fresh = reply.trades.filter(([time, , , id]) => time >= from && !(id <= cursor.id));
        checkTrades(fresh, `${client.name}: ${what}`, cursor.trades.at(-1)?.[0] ?? from);
        const newest = barOf(fresh.at(-1)?.[0] ?? from, interval_ms);
        const over = reply.trades.length < count || reply.last === cursor.since || newest >= to;
        const all = [...cursor.trades, ...fresh];
        const until = over ? to : newest;
        const whole = all.filter(([time]) => time < until);
        const id = fresh.at(-1)?.[3] ?? cursor.id;
        const rest = over ? [] : all.slice(whole.length);
        if (whole.length > 0 || over) {
          cursor = { since: reply.last, bar: until, trades: rest, id };
          return { rows: barsOf(whole, interval_ms), next: until, end: false, effort: asked };
        }
        cursor = { since: reply.last, bar: from, trades: rest, id };
      }
    },
  };
}

const barOf = (time: number, interval_ms: number): number => Math.floor(time / interval_ms) * interval_ms;

/** The nanosecond before a millisecond: `since` leaves out the trade it names. */
const before = (time: number): string => String(BigInt(time) * 1_000_000n - 1n);

function ask(client: Client, market: Market, { since, count }: { since: string; count: number }): Promise<Reply> {
  const call = client.exchange.publicGetTrades;
  if (call === undefined) throw refuse('DATA_RANGE', '', `${client.name} tells no trades`);
  const at = showTime(Number(BigInt(since) / 1_000_000n) + 1);
  return client.call(`${market.id} trades from ${at}`, () => call({ pair: market.id, since, count }), replyOf);
}

function replyOf(reply: unknown): Reply | undefined {
  const { result } = (typeof reply === 'object' && reply !== null ? reply : {}) as {
    readonly result?: { readonly [key: string]: unknown };
  };
  const cells = Object.entries(result ?? {}).find(([key]) => key !== 'last')?.[1];
  const last = result?.['last'];
  if (!Array.isArray(cells) || !/^\d+$/.test(String(last))) return undefined;
  const trades = (cells as readonly (readonly unknown[])[]).map(([price, amount, seconds, , , , id]): Trade => [
    Number(seconds) * 1000,
    Number(price),
    Number(amount),
    Number(id ?? NaN),
  ]);
  return { trades, last: String(last) };
}

/** A reply that no exchange should give is refused before anything is stored. */
function checkTrades(trades: readonly Trade[], what: string, from: number): void {
  let previous = from;
  for (const [time, price, amount] of trades) {
    const order = time >= previous;
    if (order && price > 0 && price < Infinity && amount >= 0 && amount < Infinity) {
      previous = time;
      continue;
    }
    throw refuse(
      order ? 'DATA_VALUE' : 'DATA_ORDER',
      '',
      `${what}, ${showTime(Math.floor(time))}: ${order ? 'price must be above 0 and amount not below' : 'time must not fall'}`,
      { found: order ? `price ${price}, amount ${amount}` : `${time} after ${previous}` },
    );
  }
}

/** Rows of whole bars: time, then the cells of COLUMNS. Amounts are summed as they are written. */
function barsOf(trades: readonly Trade[], interval_ms: number): readonly (readonly number[])[] {
  const amounts = Float64Array.from(trades, ([, , amount]) => amount);
  const rows: number[][] = [];
  for (let from = 0, to = 0; from < trades.length; from = to) {
    const bar = barOf(trades[from][0], interval_ms);
    let [high, low, turnover] = [0, Infinity, 0];
    while (to < trades.length && barOf(trades[to][0], interval_ms) === bar) {
      const [, price, amount] = trades[to];
      high = Math.max(high, price);
      low = Math.min(low, price);
      turnover += price * amount;
      to += 1;
    }
    const volume = sumAsWritten(amounts, from, to);
    const vwap = volume > 0 ? turnover / volume : trades[to - 1][1];
    rows.push([bar, trades[from][1], high, low, trades[to - 1][1], vwap, volume, to - from]);
  }
  return rows;
}
