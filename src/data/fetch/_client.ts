import { didYouMean } from '../../core/nearest.ts';
import { elapsed, now } from '../../core/clock.ts';
import { Refusal, refuse } from '../../core/problem.ts';

/** How an exchange is reached: `exchanges.<name>` of config.yml. */
export interface Access {
  /** Replaces the host of every address. */
  readonly url?: string | undefined;
  readonly proxy?: string | undefined;
  /** Pause between requests; absent = the exchange's own rate limiter. */
  readonly request_delay_ms?: number | undefined;
  readonly page_rows?: number | undefined;
  readonly timeout_ms?: number | undefined;
  /** First pause after a failed request; doubles from try to try. */
  readonly retry_ms?: number | undefined;
}

export interface Market {
  /** As the exchange's own addresses call it. */
  readonly id: string;
  /** As ccxt calls it. */
  readonly symbol: string;
  /** `swap`, `spot`, `future`. */
  readonly type: string;
  readonly base: string;
  readonly quote: string;
  readonly info: { readonly altname?: string };
}

type Call = (params: { readonly [key: string]: unknown }) => Promise<unknown>;

/** What is used of a ccxt exchange. */
interface Exchange {
  readonly urls: { readonly api: Urls };
  readonly timeframes: { readonly [name: string]: string } | undefined;
  readonly has: { readonly [method: string]: unknown };
  markets: { readonly [symbol: string]: Market } | undefined;
  readonly markets_by_id: { readonly [id: string]: readonly Market[] };
  readonly last_response_headers: { readonly [name: string]: string } | undefined;
  getDispatcherOptions?: (plain?: boolean) => object;
  loadMarkets(): Promise<unknown>;
  fetchTime(): Promise<number | undefined>;
  fetchOHLCV(symbol: string, timeframe: string, since: number, limit: number): Promise<unknown>;
  fetchFundingRateHistory(symbol: string, since: number, limit: number): Promise<unknown>;
  fetchTickers(): Promise<{ readonly [symbol: string]: { readonly quoteVolume?: number } }>;
  fapiPublicGetKlines?: Call;
  fapiPublicGetFundingRate?: Call;
  publicGetKlines?: Call;
  publicGetOHLC?: Call;
  publicGetTrades?: Call;
}
interface Urls {
  [name: string]: string | Urls;
}

export interface Client {
  readonly name: string;
  readonly exchange: Exchange;
  readonly page_rows: number | undefined;
  /** Repeats a request until `check` takes its reply; faults of the network are waited out. */
  call<T>(what: string, request: () => Promise<unknown>, check: (reply: unknown) => T | undefined): Promise<T>;
  market(symbol: string): Market;
  /** The exchange's clock: a fast clock here must not let a forming bar pass. */
  time(): number;
  /** Requests so far, and how many of them had to be repeated. */
  readonly counts: { requests: number; repeats: number };
}

export interface ClientOptions {
  readonly cancelled: () => boolean;
  readonly onWait: (message: string) => void;
}

const TRIES = 8;
/** A wrong address is found out by the first request. */
const FIRST_TRIES = 4;
const TIMEOUT_MS = 10_000;
const RETRY_MS = 500;
const LONGEST_WAIT_MS = 60_000;
/** A longer ban than this is told instead of sat out. */
const LONGEST_BAN_MS = 600_000;

interface Ccxt {
  readonly NetworkError: ErrorClass;
  readonly BaseError: ErrorClass;
  readonly BadSymbol: ErrorClass;
  readonly [exchange: string]: unknown;
}
type ErrorClass = new (...args: never[]) => Error;
type ExchangeClass = new (options: object) => Exchange;

/** Opens an exchange through ccxt and loads its markets. The library is loaded here and nowhere else. */
export async function openClient(name: string, access: Access, options: ClientOptions): Promise<Client> {
  const ccxt = ((await import('ccxt')) as unknown as { readonly default: Ccxt }).default;
  const exchanges = ccxt['exchanges'] as unknown as readonly string[];
  if (!exchanges.includes(name)) {
    throw new Refusal(refuse('USAGE', '', `ccxt knows no exchange "${name}"`, didYouMean(name, exchanges)).problems, 2);
  }
  const own = access.request_delay_ms !== undefined;
  const exchange = new (ccxt[name] as ExchangeClass)({
    enableRateLimit: !own,
    timeout: access.timeout_ms ?? TIMEOUT_MS,
    options: { fetchCurrencies: false },
    ...(access.proxy !== undefined && { httpsProxy: access.proxy }),
  });
  boundBodies(exchange, access.timeout_ms ?? TIMEOUT_MS);
  if (access.url !== undefined) redirect(exchange.urls.api, access.url.replace(/\/+$/, ''));
  const counts = { requests: 0, repeats: 0 };
  const paced = pacer(access.request_delay_ms ?? 0, options.cancelled);
  let most = FIRST_TRIES;
  const call: Client['call'] = async (what, request, check) => {
    for (let tries = 1; ; tries++) {
      await paced();
      counts.requests += 1;
      const outcome = await request().then(
        (reply) => ({ value: check(reply), error: undefined }),
        (error: unknown) => ({ value: undefined, error }),
      );
      if (outcome.value !== undefined) {
        most = TRIES;
        return outcome.value;
      }
      const { error } = outcome;
      if (error !== undefined && !isPassing(error, ccxt)) throw refusalOf(error, ccxt, `${name}: ${what}`);
      const wait = Math.max(
        retryAfter(exchange, error),
        Math.min(LONGEST_WAIT_MS, (access.retry_ms ?? RETRY_MS) * (1 << (tries - 1))),
      );
      const fact = error === undefined ? 'the reply is cut short or is no list' : oneLine(error);
      if (tries >= most || wait > LONGEST_BAN_MS) throw unreachable(`${name}: ${what}`, fact, tries, wait);
      counts.repeats += 1;
      options.onWait(`${name}: ${what}: ${fact}; trying again in ${Math.ceil(wait / 1000)} s (${tries} of ${most})`);
      await pause(wait, options.cancelled);
    }
  };
  await call(
    'markets',
    () => exchange.loadMarkets(),
    (reply) => (typeof reply === 'object' ? true : undefined),
  );
  const offset = await clockOffset(exchange);
  return {
    name,
    exchange,
    page_rows: access.page_rows,
    call,
    counts,
    market: (symbol) => marketOf(exchange, name, symbol),
    time: () => elapsed() + offset,
  };
}

/** The library's timeout ends with the headers; a body that stalls would be waited for five minutes. */
function boundBodies(exchange: Exchange, timeout: number): void {
  const options = exchange.getDispatcherOptions;
  if (options === undefined) return;
  exchange.getDispatcherOptions = (plain) => ({ ...options.call(exchange, plain), bodyTimeout: timeout });
}

function redirect(urls: Urls, base: string): void {
  for (const [key, url] of Object.entries(urls)) {
    if (typeof url === 'string') urls[key] = url.replace(/^https?:\/\/[^/]+/, base);
    else redirect(url, base);
  }
}

/** Exchange time minus our monotonic time: asked once, else from the date of the last reply, else our own clock. */
async function clockOffset(exchange: Exchange): Promise<number> {
  const date = Date.parse(exchange.last_response_headers?.['Date'] ?? '');
  const told = await exchange.fetchTime().catch(() => undefined);
  const time = told ?? (Number.isNaN(date) ? now() : date);
  return time - elapsed();
}

function pacer(delay: number, cancelled: () => boolean): () => Promise<void> {
  let next = 0;
  return async () => {
    await pause(next - elapsed(), cancelled);
    next = elapsed() + delay;
  };
}

/** Waits in short steps, so that Ctrl-C need not wait with us. */
async function pause(ms: number, cancelled: () => boolean): Promise<void> {
  const end = elapsed() + ms;
  do {
    if (cancelled())
      throw new Refusal(
        refuse('RUN_INTERRUPTED', '', 'stopped: what was fetched is kept, run again to go on').problems,
        130,
      );
    const left = Math.min(200, end - elapsed());
    if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
  } while (elapsed() < end);
}

/** Faults that pass by themselves: whatever ccxt counts as one, and broken connections, which it lets through. */
function isPassing(error: unknown, { NetworkError, BaseError }: Ccxt): boolean {
  if (error instanceof NetworkError) return true;
  if (error instanceof BaseError || !(error instanceof Error)) return false;
  return (
    /Socket|Timeout|Fetch|Abort|Closed/.test(error.name) ||
    /terminated|socket|ECONN|network/i.test(`${error.message} ${String((error as NodeJS.ErrnoException).code)}`)
  );
}

function retryAfter({ last_response_headers: headers }: Exchange, error: unknown): number {
  if (error === undefined || !/\b(429|418|403)\b/.test(oneLine(error))) return 0;
  const name = Object.keys(headers ?? {}).find((key) => key.toLowerCase() === 'retry-after');
  const seconds = Number(name === undefined ? 0 : headers?.[name]);
  return Number.isFinite(seconds) ? seconds * 1000 : 0;
}

const oneLine = (error: unknown): string =>
  (error instanceof Error ? `${error.message || error.name}` : String(error)).replaceAll(/\s+/g, ' ').slice(0, 200);

function refusalOf(error: unknown, { BaseError, BadSymbol }: Ccxt, what: string): unknown {
  if (!(error instanceof BaseError)) return error;
  const code = error instanceof BadSymbol ? 'DATA_RANGE' : 'DATA_NETWORK';
  return refuse(code, '', `${what}: the exchange refuses`, { found: oneLine(error) });
}

function unreachable(what: string, fact: string, tries: number, wait: number): Error {
  const long = wait > LONGEST_BAN_MS;
  return refuse(
    'DATA_NETWORK',
    '',
    `${what}: ${long ? `the exchange asks to wait ${Math.ceil(wait / 60_000)} minutes` : `no answer after ${tries} tries`}`,
    {
      found: fact,
      hint: long
        ? 'what was fetched is kept: run again later'
        : 'what was fetched is kept; exchanges.<name>.url and proxy of config.yml say where requests go',
    },
  );
}

function marketOf({ markets = {}, markets_by_id }: Exchange, name: string, symbol: string): Market {
  const all = Object.values(markets);
  const found =
    markets_by_id[symbol]?.[0] ??
    markets[symbol] ??
    all.find(({ info }) => info.altname === symbol) ??
    all.find(({ base, quote }) => `${base}${quote}` === symbol);
  if (found !== undefined) return found;
  const ids = all.map(({ id }) => id);
  throw refuse('DATA_RANGE', 'data.symbols', `${name} has no market "${symbol}"`, {
    found: symbol,
    ...didYouMean(symbol, ids),
  });
}
