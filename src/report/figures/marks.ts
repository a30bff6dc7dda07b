import { markup } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { at } from './chart.ts';
import type { Plot } from './chart.ts';

/** `good` and `bad` differ in hue and lightness, so that they are told apart without colour vision. */
export type Tone = 'main' | 'good' | 'bad' | 'soft';

export const toneOf = (x: number): Tone => (x >= 0 ? 'good' : 'bad');

/** A text that shows when the pointer rests on a mark. */
const hint = (text: string | undefined): Markup | undefined =>
  text === undefined ? undefined : markup`<title>${text}</title>`;

export function path(points: readonly (readonly [number, number])[], tone: Tone): Markup {
  const steps = points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${at(x)} ${at(y)}`).join('');
  return markup`<path class="l ${tone}" d="${steps}"/>`;
}

/** Area between a line and a level. */
export function area(points: readonly (readonly [number, number])[], level: number, tone: Tone): Markup {
  if (points.length === 0) return markup``;
  const steps = points.map(([x, y]) => `L${at(x)} ${at(y)}`).join('');
  return markup`<path class="f ${tone}" d="M${at(points[0][0])} ${at(level)}${steps}L${at(points[points.length - 1][0])} ${at(level)}Z"/>`;
}

export interface BarMark {
  readonly from: number;
  readonly to: number;
  /** Along the other axis, in drawing units. */
  readonly start: number;
  readonly size: number;
  readonly tone: Tone;
  readonly hint?: string;
}

/** A bar that stands on the level `from` and reaches to `to`, both in drawing units. */
export function column({ from, to, start, size, tone, hint: text }: BarMark): Markup {
  const height = Math.max(0.5, Math.abs(to - from));
  return markup`<rect class="b ${tone}" x="${at(start)}" width="${at(size)}" y="${at(Math.min(from, to))}" height="${at(height)}">${hint(text)}</rect>`;
}

export function bar({ from, to, start, size, tone, hint: text }: BarMark): Markup {
  const width = Math.max(0.5, Math.abs(to - from));
  return markup`<rect class="b ${tone}" y="${at(start)}" height="${at(size)}" x="${at(Math.min(from, to))}" width="${at(width)}">${hint(text)}</rect>`;
}

export function dot(x: number, y: number, tone: Tone, text?: string): Markup {
  return markup`<circle class="d ${tone}" cx="${at(x)}" cy="${at(y)}" r="3.5">${hint(text)}</circle>`;
}

/** Many points of one tone as one path: points that would fall on the same half unit are drawn once. */
export function cloud(points: readonly (readonly [number, number])[], tone: Tone): Markup {
  const seen = new Set(points.map(([x, y]) => `M${Math.round(x * 2) / 2} ${Math.round(y * 2) / 2}h0`));
  return markup`<path class="c ${tone}" d="${[...seen].join('')}"/>`;
}

/** A level of x, and its meaning as a line of a legend in the upper right corner. */
export function vertical(
  { x, top, bottom, right }: Plot,
  value: number,
  text: string,
  { tone = 'soft' as Tone, row = 0 } = {},
): Markup {
  const [low, high] = x.domain;
  const level = at(top + 11 + row * 16);
  const key = markup`<line class="r ${tone}" x1="${at(right - 22)}" x2="${at(right)}" y1="${level - 4}" y2="${level - 4}"/><text class="e" x="${at(right - 28)}" y="${level}">${text}</text>`;
  if (!(value >= low && value <= high)) return key;
  const place = at(x(value));
  return markup`<line class="r ${tone}" x1="${place}" x2="${place}" y1="${at(top)}" y2="${at(bottom)}"/>${key}`;
}

export function horizontal({ y, left, right }: Plot, value: number): Markup {
  const [low, high] = y.domain;
  if (value < low || value > high) return markup``;
  return markup`<line class="z" x1="${at(left)}" x2="${at(right)}" y1="${at(y(value))}" y2="${at(y(value))}"/>`;
}

export function whisker(x: number, low: number, high: number): Markup {
  return markup`<line class="w" x1="${at(x)}" x2="${at(x)}" y1="${at(low)}" y2="${at(high)}"/>`;
}

export function whiskerAcross(y: number, low: number, high: number): Markup {
  return markup`<line class="w" x1="${at(low)}" x2="${at(high)}" y1="${at(y)}" y2="${at(y)}"/>`;
}
