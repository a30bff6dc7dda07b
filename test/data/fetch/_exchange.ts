import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const MINUTE = 60_000;

/** What the next replies do instead of answering. */
export type Fault = 'limit' | 'banned' | 'broken' | 'cut' | 'stall' | 'truncated';

export interface Exchange {
  readonly url: string;
  /** Paths asked for, without faults. */
  readonly asked: string[];
  /** Taken from the front, one per reply of market data. */
  readonly faults: Fault[];
  /** The exchange's own clock. */
  now: number;
  /** Minutes without a bar, epoch ms. */
  readonly holes: Set<number>;
  listed: number;
  /** Quote volumes of BTCUSDT and ETHUSDT. */
  volumes: number[];
  /** Called before each reply. */
  onRequest: (path: string) => void;
  /** Replaces a row before it is sent. */
  spoil: ((row: (number | string)[]) => (number | string)[]) | undefined;
  close(): Promise<void>;
}

const SYMBOLS = ['BTCUSDT', 'ETHUSDT'];

/** The fields of exchangeInfo that a client reads, as recorded. */
function exchangeInfo(): object {
  const symbols = SYMBOLS.map((symbol) => ({
    symbol,
    pair: symbol,
    contractType: 'PERPETUAL',
    deliveryDate: 4133404800000,
    onboardDate: 1569398400000,
    status: 'TRADING',
    baseAsset: symbol.slice(0, 3),
    quoteAsset: 'USDT',
    marginAsset: 'USDT',
    pricePrecision: 2,
    quantityPrecision: 3,
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: '0.10', maxPrice: '1000000', tickSize: '0.10' },
      { filterType: 'LOT_SIZE', stepSize: '0.001', maxQty: '1000', minQty: '0.001' },
      { filterType: 'MIN_NOTIONAL', notional: '100' },
    ],
    orderTypes: ['LIMIT', 'MARKET'],
    timeInForce: ['GTC'],
  }));
  return { timezone: 'UTC', serverTime: 0, rateLimits: [], exchangeFilters: [], assets: [], symbols };
}

/** A bar that depends on its time alone. */
export function klineAt(time: number, step: number): (number | string)[] {
  const n = Math.floor(time / step) % 1000;
  const price = (x: number): string => (20_000 + n + x / 100).toFixed(2);
  const volume = n % 50 === 7 ? '0.000' : (n / 8 + 0.125).toFixed(3);
  return [
    time,
    price(10),
    price(250),
    price(1),
    price(77),
    volume,
    time + step - 1,
    (n * 2500.5).toFixed(5),
    n + 1,
    (n / 16).toFixed(3),
    (n * 1250.25).toFixed(5),
    '0',
  ];
}

function klines(exchange: Exchange, query: URLSearchParams): unknown[] {
  const step = { '1m': MINUTE, '1h': 60 * MINUTE, '1d': 1440 * MINUTE }[query.get('interval') ?? ''] ?? MINUTE;
  const start = Math.max(Number(query.get('startTime')), exchange.listed);
  const end = Math.min(Number(query.get('endTime') ?? Infinity), exchange.now);
  const rows: unknown[] = [];
  for (
    let time = Math.ceil(start / step) * step;
    time <= end && rows.length < Number(query.get('limit') ?? 500);
    time += step
  ) {
    if (exchange.holes.has(time)) continue;
    const row = klineAt(time, step);
    rows.push(exchange.spoil === undefined ? row : exchange.spoil(row));
  }
  return rows;
}

function funding(exchange: Exchange, query: URLSearchParams): unknown[] {
  const step = 480 * MINUTE;
  const rows: unknown[] = [];
  const start = Math.max(Number(query.get('startTime')), exchange.listed);
  for (
    let time = Math.ceil((start - 24) / step) * step;
    time <= exchange.now && rows.length < Number(query.get('limit'));
    time += step
  ) {
    const stamp = time + (Math.floor(time / step) % 25);
    if (stamp < start) continue;
    rows.push({
      symbol: query.get('symbol'),
      fundingTime: stamp,
      fundingRate: ((Math.floor(time / step) % 7) / 1e5).toFixed(8),
      markPrice: time % (2 * step) === 0 ? '' : '20000.10',
    });
  }
  return rows;
}

/** Kraken gives the newest 721 rows after `since`; the last is still forming, `last` is the one before it. */
function krakenOhlc(exchange: Exchange, query: URLSearchParams): object {
  const step = Number(query.get('interval')) * MINUTE;
  const forming = Math.floor(exchange.now / step) * step;
  const first = Math.max(Number(query.get('since')) * 1000 + step, forming - 720 * step);
  const rows: unknown[] = [];
  for (let time = Math.ceil(first / step) * step; time <= forming; time += step) {
    const [, open, high, low, close, volume, , , count] = klineAt(time, step);
    rows.push([time / 1000, open, high, low, close, close, volume, count]);
  }
  return { error: [], result: { XXBTZUSD: rows, last: forming / 1000 - step / 1000 } };
}

const SIDES = ['b', 's'];

/** Trades of a minute: none in every seventh, 25 in every fifth, else one to three; several of one millisecond among them. */
export function tradesOf(
  minute: number,
): readonly { readonly ns: bigint; readonly price: string; readonly amount: string; readonly id: number }[] {
  const n = Math.floor(minute / MINUTE);
  const count = n % 7 === 3 ? 0 : n % 5 === 2 ? 25 : 1 + (n % 3);
  return Array.from({ length: count }, (_, k) => ({
    ns: BigInt(minute) * 1_000_000n + BigInt(Math.floor((k * 59_999) / 25)) * 500_000n + BigInt(k % 4),
    price: (20_000 + ((n * 37 + k * 11) % 500) / 10).toFixed(1),
    amount: (((n * 13 + k * 7) % 90) / 1e5 + 0.1).toFixed(8),
    id: n * 100 + k,
  }));
}

/** Kraken's trades after `since` (nanoseconds), oldest first; `last` is the time of the newest of them. */
function krakenTrades(exchange: Exchange, query: URLSearchParams): object {
  const since = BigInt(query.get('since') ?? '0');
  const most = Number(query.get('count') ?? 1000);
  const rows: unknown[] = [];
  let last = since;
  const first = Math.floor(Number(since / 1_000_000n) / MINUTE) * MINUTE;
  for (let minute = first; minute <= exchange.now && rows.length < most; minute += MINUTE) {
    for (const { ns, price, amount, id } of tradesOf(minute)) {
      if (ns <= since || rows.length === most || ns > BigInt(exchange.now) * 1_000_000n) continue;
      rows.push([price, amount, Number(ns) / 1e9, SIDES[id % 2], 'm', '', id]);
      last = ns;
    }
  }
  return { error: [], result: { XXBTZUSD: rows, last: String(last) } };
}

const PAIRS = {
  error: [],
  result: {
    XXBTZUSD: {
      altname: 'XBTUSD',
      wsname: 'XBT/USD',
      aclass_base: 'currency',
      base: 'XXBT',
      aclass_quote: 'currency',
      quote: 'ZUSD',
      lot: 'unit',
      pair_decimals: 1,
      lot_decimals: 8,
      lot_multiplier: 1,
      leverage_buy: [],
      leverage_sell: [],
      fees: [[0, 0.26]],
      fees_maker: [[0, 0.16]],
      ordermin: '0.0001',
      status: 'online',
    },
  },
};

function answer(exchange: Exchange, url: URL): unknown {
  switch (url.pathname) {
    case '/fapi/v1/exchangeInfo':
      return exchangeInfo();
    case '/fapi/v1/time':
      return { serverTime: exchange.now };
    case '/fapi/v1/ticker/24hr':
      return SYMBOLS.map((symbol, k) => ({
        symbol,
        lastPrice: '1',
        quoteVolume: String(exchange.volumes[k]),
        volume: '1',
        closeTime: exchange.now,
        openTime: exchange.now,
      }));
    case '/fapi/v1/klines':
      return klines(exchange, url.searchParams);
    case '/fapi/v1/fundingRate':
      return funding(exchange, url.searchParams);
    case '/0/public/AssetPairs':
      return PAIRS;
    case '/0/public/Assets':
      return {
        error: [],
        result: {
          XXBT: { aclass: 'currency', altname: 'XBT', decimals: 10, display_decimals: 5 },
          ZUSD: { aclass: 'currency', altname: 'USD', decimals: 4, display_decimals: 2 },
        },
      };
    case '/0/public/Time':
      return { error: [], result: { unixtime: Math.floor(exchange.now / 1000), rfc1123: '' } };
    case '/0/public/Trades':
      return krakenTrades(exchange, url.searchParams);
    case '/0/public/OHLC':
      return krakenOhlc(exchange, url.searchParams);
    default:
      return undefined;
  }
}

function reply(exchange: Exchange, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://localhost');
  exchange.onRequest(url.pathname);
  const market = /klines|fundingRate|OHLC|Trades/.test(url.pathname);
  const fault = market ? exchange.faults.shift() : undefined;
  const value = answer(exchange, url);
  const text = JSON.stringify(value ?? {});
  const headers = { 'content-type': 'application/json' };
  if (fault === undefined) {
    exchange.asked.push(request.url ?? '');
    response.writeHead(value === undefined ? 404 : 200, headers).end(text);
    return;
  }
  if (fault === 'limit')
    response.writeHead(429, { ...headers, 'Retry-After': '1' }).end('{"code":-1003,"msg":"Too many requests"}');
  else if (fault === 'banned')
    response
      .writeHead(418, { ...headers, 'Retry-After': '1' })
      .end('{"code":-1003,"msg":"Way too many requests; IP banned"}');
  else if (fault === 'broken') response.writeHead(503).end('<html>Service Unavailable</html>');
  else if (fault === 'truncated') response.writeHead(200, headers).end(text.slice(0, text.length / 2));
  else {
    response.writeHead(200, { ...headers, 'content-length': text.length }).write(text.slice(0, text.length / 2));
    if (fault === 'cut') setTimeout(() => response.destroy(), 20);
  }
}

/** An exchange on this machine that speaks the wire format of Binance futures and of Kraken. */
export async function openExchange(): Promise<Exchange> {
  const server: Server = createServer((request, response) => reply(exchange, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const exchange: Exchange = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    faults: [],
    now: 1_704_067_200_000,
    holes: new Set(),
    volumes: [5, 3],
    listed: 1_696_000_000_000,
    onRequest: () => {},
    spoil: undefined,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return exchange;
}
