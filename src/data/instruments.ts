import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Instrument, MarginTier } from '../core/instrument.ts';
import { NO_RULES } from '../core/instrument.ts';
import { didYouMean } from '../core/nearest.ts';
import { refuse } from '../core/problem.ts';
import { fileExists } from './_file.ts';
import { resolvePath } from './load.ts';
import type { DataRoots } from './load.ts';

/** `data.instruments`. */
export interface InstrumentsRequest {
  readonly type: 'exchange_info';
  readonly path: string;
  readonly brackets: string | undefined;
}

const PATH = 'data.instruments.path';

type Entry = { readonly [key: string]: unknown };

/**
 * The rules of each symbol out of a recorded answer of `GET /fapi/v1/exchangeInfo` (Binance USD-M): PRICE_FILTER.tickSize,
 * the coarser step of LOT_SIZE and MARKET_LOT_SIZE, MIN_NOTIONAL.notional, liquidationFee, and maintMarginPercent as the only
 * tier; or the tiers of `brackets`, an answer of `GET /fapi/v1/leverageBracket`.
 *
 * `standIn`: the bars are generated, so that without a file there are no rules, and symbols it does not know have none.
 * Source: https://developers.binance.com/docs/derivatives/usds-margined-futures/market-data/rest-api/Exchange-Information
 */
export function readInstruments(
  request: InstrumentsRequest,
  symbols: readonly string[],
  roots: DataRoots,
  standIn: boolean,
): readonly Instrument[] {
  const path = resolvePath(request.path, '', roots);
  if (standIn && !fileExists(path)) return symbols.map(() => NO_RULES);
  const listed = bySymbol((readJson(path, PATH) as Entry)['symbols'], path, PATH);
  const tiers = request.brackets === undefined ? undefined : readTiers(resolvePath(request.brackets, '', roots));
  return symbols.map((symbol) => {
    const entry = listed.get(symbol);
    if (entry === undefined && standIn) return NO_RULES;
    if (entry === undefined) throw unknownSymbol(path, PATH, symbol, [...listed.keys()]);
    const own = tiers?.get(symbol);
    if (tiers !== undefined && own === undefined)
      throw unknownSymbol(String(request.brackets), 'data.instruments.brackets', symbol, [...tiers.keys()]);
    return instrumentOf(entry, own, `"${path}", symbol ${symbol}`);
  });
}

function readJson(path: string, at: string): unknown {
  if (!fileExists(path))
    throw refuse('DATA_FILE', at, `file "${path}" does not exist`, {
      hint: 'save the answer of GET /fapi/v1/exchangeInfo there; paths with ./ lie beside the spec, others below paths.data',
    });
  const bytes = readFileSync(path);
  try {
    return JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
  } catch (error) {
    throw refuse('DATA_FORMAT', at, `"${path}" holds no JSON`, { found: (error as Error).message });
  }
}

function bySymbol(list: unknown, path: string, at: string): ReadonlyMap<string, Entry> {
  if (!Array.isArray(list))
    throw refuse('DATA_FORMAT', at, `"${path}" is no answer of the exchange`, { expected: 'a list "symbols"' });
  return new Map((list as Entry[]).map((entry) => [String(entry['symbol']), entry]));
}

function unknownSymbol(path: string, at: string, symbol: string, known: readonly string[]): Error {
  return refuse('DATA_VALUE', at, `"${path}" says nothing of ${symbol}`, {
    found: `${known.length} symbols`,
    ...didYouMean(symbol, known),
  });
}

function instrumentOf(entry: Entry, tiers: readonly MarginTier[] | undefined, where: string): Instrument {
  const filters = Array.isArray(entry['filters']) ? (entry['filters'] as Entry[]) : [];
  const filter = (type: string): Entry => filters.find((f) => f['filterType'] === type) ?? {};
  const number = (value: unknown, what: string): number => {
    const parsed = value === undefined ? 0 : Number(value);
    if (Number.isFinite(parsed) && parsed >= 0) return parsed;
    throw refuse('DATA_VALUE', PATH, `${where}: ${what} is no number`, { found: JSON.stringify(value) });
  };
  const least = filter('MIN_NOTIONAL');
  const rate = number(entry['maintMarginPercent'], 'maintMarginPercent') / 100;
  return {
    tick: number(filter('PRICE_FILTER')['tickSize'], 'tickSize'),
    lot: Math.max(
      number(filter('LOT_SIZE')['stepSize'], 'stepSize'),
      number(filter('MARKET_LOT_SIZE')['stepSize'], 'stepSize'),
    ),
    minNotional: number(least['notional'] ?? least['minNotional'], 'notional'),
    liquidationFee: number(entry['liquidationFee'], 'liquidationFee'),
    tiers: tiers ?? (rate > 0 ? [{ from: 0, rate, amount: 0 }] : []),
  };
}

function readTiers(path: string): ReadonlyMap<string, readonly MarginTier[]> {
  const at = 'data.instruments.brackets';
  const read = readJson(path, at);
  const found = new Map<string, readonly MarginTier[]>();
  for (const [symbol, entry] of bySymbol(Array.isArray(read) ? read : [read], path, at)) {
    const tiers = ((entry['brackets'] ?? []) as Entry[]).map((bracket) => ({
      from: Number(bracket['notionalFloor']),
      rate: Number(bracket['maintMarginRatio']),
      amount: Number(bracket['cum'] ?? 0),
    }));
    if (tiers.length === 0 || tiers.some(({ from, rate, amount }) => !(from >= 0 && rate > 0 && amount >= 0)))
      throw refuse('DATA_VALUE', at, `"${path}": the brackets of ${symbol} are not understood`, {
        expected: 'notionalFloor, maintMarginRatio and cum',
      });
    found.set(
      symbol,
      tiers.toSorted((a, b) => a.from - b.from),
    );
  }
  return found;
}
