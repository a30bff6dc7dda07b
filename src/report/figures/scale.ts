import { addMonths, isoOf, startOfMonth } from '../../core/calendar.ts';

/** Maps a value to a coordinate. */
export interface Scale {
  (x: number): number;
  readonly domain: readonly [number, number];
}

export interface Tick {
  readonly at: number;
  readonly label: string;
}

export function linear(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const factor = (range[1] - range[0]) / (domain[1] - domain[0]);
  return Object.assign((x: number) => range[0] + (x - domain[0]) * factor, { domain });
}

/** Smallest and largest finite value, widened by a share of their distance; never empty. `include` values lie inside. */
export function extent(
  values: ArrayLike<number>,
  { pad = 0.06, include = [] as readonly number[] } = {},
): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  const take = (x: number): void => {
    if (!Number.isFinite(x)) return;
    if (x < low) low = x;
    if (x > high) high = x;
  };
  for (let i = 0; i < values.length; i++) take(values[i]);
  include.forEach(take);
  if (low > high) return [0, 1];
  if (low === high) return low === 0 ? [-1, 1] : [low - Math.abs(low) * 0.1, high + Math.abs(high) * 0.1];
  const margin = (high - low) * pad;
  const fixedAt = (x: number): boolean => include.includes(x);
  return [fixedAt(low) ? low : low - margin, fixedAt(high) ? high : high + margin];
}

/** A step of 1, 2 or 5 times a power of ten that cuts the span into about `count` parts. */
export function niceStep(span: number, count: number): { readonly step: number; readonly decimals: number } {
  const raw = span / Math.max(1, count);
  let [magnitude, exponent] = [1, 0];
  for (; magnitude * 10 <= raw; exponent++) magnitude *= 10;
  for (; magnitude > raw && exponent > -300; exponent--) magnitude /= 10;
  const ratio = raw / magnitude;
  const factor = ratio <= 1.0001 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10;
  return { step: factor * magnitude, decimals: Math.max(0, -(factor === 10 ? exponent + 1 : exponent)) };
}

/** Ticks at round numbers inside the domain. `suffix` is written after each (a unit), `factor` scales the text only. */
export function numberTicks(
  domain: readonly [number, number],
  count: number,
  { suffix = '', factor = 1 } = {},
): Tick[] {
  const [low, high] = [domain[0] * factor, domain[1] * factor];
  const { step, decimals } = niceStep(high - low, count);
  const ticks: Tick[] = [];
  const first = Math.ceil(low / step - 1e-9);
  for (let i = first; i * step <= high + step * 1e-9 && ticks.length < 50; i++) {
    ticks.push({ at: (i * step) / factor, label: `${shortNumber(i * step, step, decimals)}${suffix}` });
  }
  return ticks;
}

function shortNumber(x: number, step: number, decimals: number): string {
  if (x === 0) return '0';
  const sign = x < 0 ? '−' : '';
  const size = Math.abs(x);
  if (step >= 1e6) return `${sign}${Math.round(size / 1e6)}M`;
  if (step >= 1000) return `${sign}${Math.round(size / 1000)}k`;
  if (size >= 10_000 && step >= 10) return `${sign}${(size / 1000).toFixed(step >= 100 ? 1 : 2)}k`;
  return `${sign}${size.toFixed(Math.min(8, decimals))}`;
}

const DAY_MS = 86_400_000;
const HOURS = [1, 2, 3, 6, 12, 24, 48, 120, 240];

/** Ticks at the first of months, or at hours and days where the span is short; UTC. */
export function timeTicks([from, to]: readonly [number, number], count: number): Tick[] {
  const span = to - from;
  if (span > count * 18 * DAY_MS) return monthTicks(from, to, count);
  const step = (HOURS.find((h) => span / 3_600_000 / h <= count) ?? 480) * 3_600_000;
  const ticks: Tick[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    ticks.push({ at, label: isoOf(at).slice(5).replace('T', ' ').replace('Z', '') });
  }
  return ticks;
}

function monthTicks(from: number, to: number, count: number): Tick[] {
  const months = (to - from) / (30.4 * DAY_MS);
  const every = [1, 2, 3, 6, 12, 24, 60].find((m) => months / m <= count) ?? 120;
  const ticks: Tick[] = [];
  const first = startOfMonth(from);
  for (let i = 0; ticks.length < 60; i++) {
    const at = addMonths(first, i);
    if (at > to) break;
    const month = isoOf(at).slice(0, 7);
    const index = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
    if (at >= from && index % every === 0) ticks.push({ at, label: every >= 12 ? month.slice(0, 4) : month });
  }
  return ticks;
}
