import { markup } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { at, clipped, facetBoxes, textWidth } from './chart.ts';
import type { Box } from './chart.ts';
import { bar, whiskerAcross } from './marks.ts';
import type { Drawing } from './figure.ts';
import type { Tone } from './marks.ts';
import { linear, numberTicks } from './scale.ts';

export interface Row {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly tone: Tone;
  /** Text at the end of the bar. */
  readonly text: string;
  readonly range?: readonly [number, number];
  readonly hint?: string;
}

export interface RowChart {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly rows: readonly Row[];
  readonly domain: readonly [number, number];
  /** Level that bars stand on where it is worth a line. */
  readonly base?: number;
  readonly title?: string;
  readonly ticks?: { readonly factor?: number; readonly suffix?: string };
}

const ROW = 22;

export const rowsHeight = ({ rows, title, ticks }: Pick<RowChart, 'rows' | 'title' | 'ticks'>): number =>
  rows.length * ROW + (title === undefined ? 4 : 22) + (ticks === undefined ? 4 : 22);

/** Bars from left to right, one per row: the name before it, the number behind it. */
export function rowChart(input: RowChart): Markup {
  const { rows, title } = input;
  const widest = rows.reduce((most, r) => Math.max(most, textWidth(r.label)), 0);
  const labels = Math.min(widest + 12, input.width * 0.42);
  const texts = rows.reduce((most, r) => Math.max(most, textWidth(r.text)), 0) + 12;
  const top = input.y + (title === undefined ? 4 : 22);
  const inner: Box = {
    x: input.x + labels,
    y: top,
    width: Math.max(30, input.width - labels - texts),
    height: rows.length * ROW,
  };
  const heading =
    title === undefined
      ? undefined
      : markup`<text class="t" x="${at(input.x)}" y="${at(input.y + 12)}">${clipped(title, input.width)}</text>`;
  return markup`${heading}${scaleLines(input, inner)}${rows.map((row, i) => rowMarks(input, inner, row, i))}`;
}

function rowMarks({ x: left, domain }: RowChart, inner: Box, row: Row, i: number): Markup {
  const x = linear(domain, [inner.x, inner.x + inner.width]);
  const start = inner.y + i * ROW + 3;
  const middle = start + (ROW - 6) / 2;
  const end = row.range === undefined ? Math.max(row.from, row.to) : Math.max(row.to, row.range[1]);
  const hint = row.hint ?? `${row.label}: ${row.text}`;
  return markup`<text class="a" x="${at(left)}" y="${at(middle + 4)}">${clipped(row.label, inner.x - left - 6)}</text>${bar({ from: x(row.from), to: x(row.to), start, size: ROW - 6, tone: row.tone, hint })}${
    row.range === undefined ? undefined : whiskerAcross(middle, x(row.range[0]), x(row.range[1]))
  }<text x="${at(x(end) + 6)}" y="${at(middle + 4)}">${row.text}</text>`;
}

function scaleLines({ domain, ticks, base }: RowChart, inner: Box): Markup {
  const x = linear(domain, [inner.x, inner.x + inner.width]);
  const bottom = inner.y + inner.height;
  const line = (value: number, name: string): Markup =>
    markup`<line class="${name}" x1="${at(x(value))}" x2="${at(x(value))}" y1="${at(inner.y)}" y2="${at(bottom)}"/>`;
  const grid = ticks === undefined ? [] : numberTicks(domain, Math.max(2, Math.floor(inner.width / 60)), ticks);
  return markup`${grid.map((tick) => markup`${line(tick.at, 'g')}<text class="a m" x="${at(x(tick.at))}" y="${at(bottom + 15)}">${tick.label}</text>`)}${base === undefined ? undefined : line(base, 'z')}`;
}

/** Two charts over the same rows, side by side where both fit, else below each other. */
export function twoRowCharts(charts: readonly Omit<RowChart, 'x' | 'y' | 'width'>[], width: number): Drawing {
  const { boxes } = facetBoxes(2, { width, height: 0, least: 300 });
  const each = rowsHeight(charts[0]) + 8;
  const stacked = boxes[1].x === 0;
  const content = charts.map((c, i) =>
    rowChart({ ...c, x: boxes[i].x, y: stacked ? i * (each + 10) : 0, width: boxes[i].width }),
  );
  return { height: stacked ? 2 * each + 10 : each, content: markup`${content}` };
}
