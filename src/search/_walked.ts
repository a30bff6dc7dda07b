import { parseDuration, shiftDecimal } from '../core/units.ts';
import type { Scalar } from './types.ts';

/** Numbers that are walked, in one unit. */
export interface Walked {
  readonly unit: string;
  readonly values: readonly number[];
  /** Whether only whole numbers of the unit make sense. */
  readonly whole: boolean;
}

const WRITTEN = /^([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)(bps|%|ms|s|m|h|d|w|mo|y)$/;
const TIMES: readonly (readonly [unit: string, ms: number])[] = [
  ['w', 604_800_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
];
const FAMILY = new Map([
  ...TIMES.map(([unit]) => [unit, 'time'] as const),
  ['bps', 'rate'],
  ['%', 'rate'],
  ['mo', 'calendar'],
  ['y', 'calendar'],
]);

interface Part {
  readonly text: string;
  readonly unit: string;
}

/**
 * Brings bounds and step to one unit: that of all, else bps for rates, the finest one for times, months for calendars.
 * In: as written. Out: the reason where they do not go together.
 */
export function walked(written: readonly Scalar[]): Walked | string {
  const parts = written.map(partOf);
  const bad = parts.indexOf(undefined);
  if (bad >= 0) return `${JSON.stringify(written[bad])} is not a number with or without a unit`;
  const known = parts as readonly Part[];
  const units = [...new Set(known.map(({ unit }) => unit))].filter((unit) => unit !== '');
  const families = new Set(units.map((unit) => FAMILY.get(unit)));
  if (units.length === 0) return { unit: '', values: known.map(({ text }) => Number(text)), whole: false };
  if (families.size > 1) return `units ${units.join(' and ')} do not go together`;
  if (families.has('rate')) return rates(known, units.length === 1 ? units[0] : 'bps');
  if (known.some(({ text, unit }) => unit === '' && Number(text) !== 0))
    return 'bare numbers and durations do not go together: give each value a unit';
  return families.has('time') ? times(known) : months(known, units.length === 1 ? units[0] : 'mo');
}

/** A number in the unit in which a parameter is walked; NaN where that is not possible. */
export function inUnit(written: Scalar, unit: string): number {
  if (unit === '') return typeof written === 'number' ? written : NaN;
  const both = walked([written, `1${unit}`]);
  if (typeof both === 'string') return NaN;
  return both.unit === unit ? both.values[0] : both.values[0] / both.values[1];
}

function partOf(written: Scalar): Part | undefined {
  if (typeof written === 'number') return Number.isFinite(written) ? { text: String(written), unit: '' } : undefined;
  const match = typeof written === 'string' ? WRITTEN.exec(written) : null;
  return match === null ? undefined : { text: match[1], unit: match[2] };
}

/** A bare number is a fraction. */
function rates(parts: readonly Part[], unit: string): Walked {
  const power = new Map([
    ['', 0],
    ['%', -2],
    ['bps', -4],
  ]);
  const to = power.get(unit) ?? 0;
  return { unit, values: parts.map((part) => shiftDecimal(part.text, (power.get(part.unit) ?? 0) - to)), whole: false };
}

function times(parts: readonly Part[]): Walked | string {
  const values: number[] = [];
  for (const { text, unit } of parts) {
    const ms = parseDuration(unit === '' ? '0ms' : text + unit);
    if (ms.fault !== undefined) return ms.fault.message;
    values.push(ms.value);
  }
  const finest = Math.max(...parts.map(({ unit }) => TIMES.findIndex(([name]) => name === unit)));
  const fit =
    TIMES.slice(finest).find(([, size]) => values.every((value) => value % size === 0)) ?? TIMES[TIMES.length - 1];
  return { unit: fit[0], values: values.map((value) => value / fit[1]), whole: true };
}

function months(parts: readonly Part[], unit: string): Walked {
  const size = (from: string): number => (unit === 'mo' && from === 'y' ? 12 : 1);
  return { unit, values: parts.map((part) => Number(part.text) * size(part.unit)), whole: true };
}
