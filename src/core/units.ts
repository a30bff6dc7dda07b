import { addMonths } from './calendar.ts';
import type { Period } from './params.ts';

/** Why a written value has no canonical form. */
export interface UnitFault {
  readonly message: string;
  readonly expected?: string;
  readonly hint?: string;
}
export type Parsed<T> = { readonly value: T; readonly fault?: undefined } | { readonly fault: UnitFault };

const DAY_MS = 86_400_000;
const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', DAY_MS],
  ['w', 7 * DAY_MS],
]);
const NUMBER = /^([+-]?)([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE]([+-]?[0-9]+))?$/;
const DURATION = /^([0-9]+)(?:\.([0-9]+))?([a-zA-Z]+)$/;

const fault = (message: string, more: Omit<UnitFault, 'message'> = {}): { readonly fault: UnitFault } => ({
  fault: { message, ...more },
});

/** The double nearest to `text` x 10^shift. The exponent is shifted in the text, so no product is ever rounded. */
export function shiftDecimal(text: string, shift: number): number {
  const match = NUMBER.exec(text);
  if (match === null) return NaN;
  const value = Number(`${match[1]}${match[2]}e${Number(match[3] ?? 0) + shift}`);
  return value === 0 ? 0 : value;
}

/** Splits `9bps` into its number, a unit, and the power of ten that makes it a plain fraction. */
function rateParts(text: string): { digits: string; power: number } | undefined {
  const [unit, power] = text.endsWith('bps') ? ['bps', -4] : text.endsWith('%') ? ['%', -2] : ['', 0];
  const digits = text.slice(0, text.length - unit.length);
  return NUMBER.test(digits) && unit !== '' ? { digits, power: Number(power) } : undefined;
}

const RATE_FORMS = '"9bps", "0.09%" or 0.0009';

/** `9bps` = `0.09%` = `0.0009`, in bps. A bare number of 1 or more is refused: it was meant as bps. */
export function parseBps(written: unknown): Parsed<number> {
  if (typeof written === 'number') {
    if (Math.abs(written) >= 1) {
      return fault('a bare rate is a fraction and must be below 1', { expected: RATE_FORMS, hint: `${written}bps?` });
    }
    return { value: shiftDecimal(String(written), 4) };
  }
  const parts = typeof written === 'string' ? rateParts(written) : undefined;
  return parts === undefined
    ? fault('must be a rate', { expected: RATE_FORMS })
    : { value: shiftDecimal(parts.digits, parts.power + 4) };
}

/** `20%` = `0.2`, as a plain fraction. */
export function parseFraction(written: unknown): Parsed<number> {
  if (typeof written === 'number') return { value: written === 0 ? 0 : written };
  const parts = typeof written === 'string' ? rateParts(written) : undefined;
  return parts === undefined
    ? fault('must be a fraction', { expected: '"20%" or 0.2' })
    : { value: shiftDecimal(parts.digits, parts.power) };
}

function monthHint(text: string): string {
  const count = /^[0-9]+/.exec(text)?.[0] ?? '1';
  return `"${count}mo" (months) or "${count}m" (minutes)?`;
}

/** `12h`, `1.5d` in ms, exactly. */
export function parseDuration(written: unknown): Parsed<number> {
  const match = typeof written === 'string' ? DURATION.exec(written) : null;
  if (match === null) return fault('must be a duration', { expected: '"30s", "5m", "12h", "7d" or "2w"' });
  const [text, whole, decimals = '', unit] = match;
  if (unit === 'M')
    return fault('"M" is not a unit: it differs from minutes by a shift key', { hint: monthHint(text) });
  const size = UNIT_MS.get(unit);
  if (size === undefined) {
    const calendar = unit === 'mo' || unit === 'y';
    return fault(calendar ? 'months and years have no fixed length here' : `"${unit}" is not a unit of time`, {
      expected: 'ms, s, m, h, d or w',
    });
  }
  const scaled = BigInt(whole + decimals) * BigInt(size);
  const scale = BigInt(`1${'0'.repeat(decimals.length)}`);
  if (scaled % scale !== 0n) return fault('must be whole milliseconds');
  const ms = Number(scaled / scale);
  return Number.isSafeInteger(ms) ? { value: ms } : fault('is too long');
}

/** `300000` as `5m`, `5400000` as `90m`. */
export function formatDuration(ms: number): string {
  const fits = [...UNIT_MS].reverse().find(([unit, size]) => unit !== 'w' && ms >= size && ms % size === 0);
  return fits === undefined ? `${ms}ms` : `${ms / fits[1]}${fits[0]}`;
}

function wholeBars(ms: number, interval_ms: number): Parsed<number> {
  const bars = Math.floor(ms / interval_ms);
  if (bars * interval_ms === ms) return { value: bars };
  const near = bars === 0 ? [1] : [bars, bars + 1];
  return fault(`must be a whole number of ${formatDuration(interval_ms)} bars`, {
    hint: near.map((n) => `"${formatDuration(n * interval_ms)}"`).join(' or '),
  });
}

/** Whole bars: an integer, or a duration that is a whole number of bars of `interval_ms`. */
export function parseSpan(written: unknown, interval_ms: number): Parsed<number> {
  if (typeof written === 'number') {
    return Number.isSafeInteger(written)
      ? { value: written }
      : fault('must be whole bars', { expected: 'an integer or a duration' });
  }
  if (typeof written !== 'string')
    return fault('must be a span', { expected: 'whole bars (24) or a duration ("24h")' });
  const duration = parseDuration(written);
  return duration.fault === undefined ? wholeBars(duration.value, interval_ms) : duration;
}

const CALENDAR = /^([0-9]+)(mo|y)$/;

/** Length of a calendar window. Bars become ms, years months, so that one length has one form. */
export function parsePeriod(written: unknown, interval_ms: number): Parsed<Period> {
  const calendar = typeof written === 'string' ? CALENDAR.exec(written) : null;
  if (calendar !== null) return { value: { months: Number(calendar[1]) * (calendar[2] === 'y' ? 12 : 1) } };
  const bars = parseSpan(written, interval_ms);
  if (bars.fault !== undefined) return bars;
  return bars.value < 0 ? fault('must be >= 0') : { value: { ms: bars.value * interval_ms } };
}

/** Bar size in ms. */
export function parseInterval(written: unknown): Parsed<number> {
  const parsed = parseDuration(written);
  if (parsed.fault !== undefined || parsed.value > 0) return parsed;
  return fault('must be longer than 0');
}

const TIME =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,3}))?)?(Z|\+00:00)?)?$/;

/** ISO date (midnight UTC) or date-time, in epoch ms. */
export function parseTime(written: unknown): Parsed<number> {
  const match = typeof written === 'string' ? TIME.exec(written) : null;
  if (match === null) return fault('must be a date or time, UTC', { expected: '2024-01-31 or "2024-01-31T12:05Z"' });
  const [year, month, day, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => (part === undefined ? undefined : Number(part))) as [
    number,
    number,
    number,
    number?,
    number?,
    number?,
  ];
  const first = addMonths(0, (year - 1970) * 12 + month - 1);
  const length = (addMonths(first, 1) - first) / DAY_MS;
  if (month < 1 || month > 12 || day < 1 || day > length) return fault('is not a day of the calendar');
  if (hour > 23 || minute > 59 || second > 59) return fault('is not a time of day');
  return {
    value:
      first +
      (day - 1) * DAY_MS +
      ((hour * 60 + minute) * 60 + second) * 1000 +
      Number((match[7] ?? '').padEnd(3, '0')),
  };
}

/** Time of day, `"00:05"`, in ms after midnight UTC. */
export function parseClock(written: unknown): Parsed<number> {
  const match = typeof written === 'string' ? /^([0-9]{2}):([0-9]{2})$/.exec(written) : null;
  const [hour, minute] = [Number(match?.[1] ?? NaN), Number(match?.[2] ?? NaN)];
  if (!(hour < 24 && minute < 60)) return fault('must be a time of day, quoted', { expected: '"00:05"' });
  return { value: (hour * 60 + minute) * 60_000 };
}

/** Bytes: `500MB`, `20GB`, a bare number of bytes. Undefined where it is none. */
export function parseSize(written: string): number | undefined {
  const found = /^(\d+(?:\.\d+)?)\s*(B|kB|KB|MB|GB|TB)?$/.exec(written);
  if (found === null) return undefined;
  const power = { B: 1, kB: 1e3, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 }[found[2] ?? 'B'] ?? 1;
  return Math.floor(Number(found[1]) * power);
}
