import { isoOf } from '../core/calendar.ts';

/** Numbers as people read them; an unknown one is a dash. No locale: the same text everywhere. */
export const DASH = '–';
const MINUS = '−';

const signOf = (text: string): string => (text.startsWith('-') ? MINUS + text.slice(1) : text);

/** `-0.00` becomes `0.00`: a sign without a digit says nothing. */
const plain = (x: number, digits: number): string => {
  const text = x.toFixed(digits);
  return /^-[0.]*$/.test(text) ? text.slice(1) : text;
};

export function fixed(x: number, digits: number): string {
  return Number.isFinite(x) ? signOf(plain(x, digits)) : DASH;
}

export function percent(x: number, digits = 2): string {
  return Number.isFinite(x) ? `${fixed(100 * x, digits)}%` : DASH;
}

export function signed(x: number, digits: number): string {
  const text = fixed(x, digits);
  return x > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

export function signedPercent(x: number, digits = 2): string {
  return Number.isFinite(x) ? `${signed(100 * x, digits)}%` : DASH;
}

/** `12,345` or `12,345.68`. */
export function grouped(x: number, digits = 0): string {
  if (!Number.isFinite(x)) return DASH;
  const [whole, rest] = plain(x, digits).split('.');
  const spaced = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return signOf(rest === undefined ? spaced : `${spaced}.${rest}`);
}

export const signedGrouped = (x: number): string => (x >= 0.5 ? `+${grouped(x)}` : grouped(x));

/** `2024-03-01 07:30`, or the date alone at midnight where `short`. */
export function moment(time: number, short = false): string {
  const [day, clock] = isoOf(time).replace('Z', '').split('T');
  if (clock === undefined && short) return day;
  return `${day} ${clock ?? '00:00'}`;
}

/** A probability of chance; below a ten-thousandth it says so. */
export const chance = (p: number): string => (p < 0.0001 ? '<0.0001' : fixed(p, 4));

/** A bar size or duration: `5m`, `4h`, `1d`, `2d 4h`. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) return DASH;
  const minutes = Math.round(ms / 60_000);
  const parts = [
    [Math.floor(minutes / 1440), 'd'],
    [Math.floor(minutes / 60) % 24, 'h'],
    [minutes % 60, 'm'],
  ] as const;
  const shown = parts.filter(([n]) => n > 0).slice(0, 2);
  return shown.length === 0 ? '0m' : shown.map(([n, unit]) => `${n}${unit}`).join(' ');
}

/** `3 trades`, `1 trade`. */
export const counted = (n: number, noun: string): string => `${grouped(n)} ${noun}${n === 1 ? '' : 's'}`;
