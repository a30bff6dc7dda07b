import { existsSync, readFileSync } from 'node:fs';
import { refuse } from '../../core/problem.ts';
import { formatUniverse, parseUniverse, updateUniverse } from '../universe.ts';
import type { Membership } from '../universe.ts';
import { openClient } from './_client.ts';
import type { Access, Market } from './_client.ts';
import { writeWhole } from './_ledger.ts';

const DAY_MS = 86_400_000;

export interface UniverseRequest {
  readonly exchange: string;
  /** Members: those with the largest quote volume of the last 24 hours. */
  readonly count: number;
  /** The dated list, written or brought up to date. */
  readonly path: string;
  readonly access: Access;
}

export interface UniverseReport {
  readonly path: string;
  /** Largest first. */
  readonly symbols: readonly string[];
  readonly joined: readonly string[];
  readonly left: readonly string[];
}

/** Ranks the markets of an exchange by quote volume and keeps who belongs to the list, and since when. */
export async function fetchUniverse(
  { exchange: name, count, path, access }: UniverseRequest,
  watch: { readonly cancelled: () => boolean; readonly onMessage: (message: string) => void },
): Promise<UniverseReport> {
  const client = await openClient(name, access, { cancelled: watch.cancelled, onWait: watch.onMessage });
  const tickers = await client.call('tickers', () => client.exchange.fetchTickers(), tickersOf);
  const ranked = Object.entries(tickers)
    .flatMap(([symbol, { quoteVolume }]) => {
      const market = client.exchange.markets?.[symbol];
      return market !== undefined && isRanked(name, market) && quoteVolume !== undefined && quoteVolume > 0
        ? [{ id: market.id, quoteVolume }]
        : [];
    })
    .sort((a, b) => b.quoteVolume - a.quoteVolume || (a.id < b.id ? -1 : 1));
  if (ranked.length === 0)
    throw refuse('DATA_RANGE', '', `${name} tells no quote volume of markets in ${quoteOf(name)}`);
  const symbols = ranked.slice(0, count).map(({ id }) => id);
  const before = existsSync(path) ? parseUniverse(readFileSync(path, 'utf8'), path) : [];
  const after = updateUniverse(before, symbols, Math.floor(client.time() / DAY_MS) * DAY_MS);
  writeWhole(path, Buffer.from(formatUniverse(after)));
  const [was, is] = [before, after].map((list) => new Set(openIn(list)));
  return {
    path,
    symbols,
    joined: [...is].filter((symbol) => !was.has(symbol)),
    left: [...was].filter((symbol) => !is.has(symbol)),
  };
}

const quoteOf = (exchange: string): string => (exchange === 'kraken' ? 'USD' : 'USDT');

/** Whether volumes of a market compare with the others': spot or perpetual, in the exchange's main quote currency. */
export const isRanked = (exchange: string, { quote, type }: Market): boolean =>
  quote === quoteOf(exchange) && type !== 'future' && type !== 'option';

const openIn = (list: readonly Membership[]): string[] =>
  list.filter(({ to }) => to === Infinity).map(({ symbol }) => symbol);

type Tickers = { readonly [symbol: string]: { readonly quoteVolume?: number } };
const tickersOf = (reply: unknown): Tickers | undefined =>
  typeof reply === 'object' && reply !== null && !Array.isArray(reply) ? (reply as Tickers) : undefined;
