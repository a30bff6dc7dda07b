import { markup } from '../markup.ts';
import type { Content, Markup } from '../markup.ts';
import { linear } from './scale.ts';
import type { Scale, Tick } from './scale.ts';

/** Space that a chart may use, in user units of the drawing; text is 12 units high. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Axis {
  readonly domain: readonly [number, number];
  readonly ticks: readonly Tick[];
  /** Stands above the y axis, below the x axis. */
  readonly title?: string;
}

export interface Plot {
  readonly x: Scale;
  readonly y: Scale;
  /** Inner area, without labels. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Coordinates with a tenth of a unit: enough for the eye, and the same text everywhere. */
export const at = (x: number): number => Math.round(x * 10) / 10;

export const textWidth = (text: string, size = 12): number => text.length * size * 0.6;

export function clipped(text: string, width: number): string {
  const most = Math.max(3, Math.floor(width / (12 * 0.6)));
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

export interface ChartInput {
  readonly box: Box;
  readonly x: Axis;
  readonly y: Axis;
  readonly title?: string | undefined;
  /** Least width of the labels on the left, so that charts below each other line up. */
  readonly margin?: number;
  readonly draw: (plot: Plot) => Content;
}

/** Axes, grid and labels around what `draw` draws. */
export function chart({ box, x, y, title, margin = 0, draw }: ChartInput): Markup {
  const labelled = y.ticks.reduce((most, tick) => Math.max(most, textWidth(tick.label)), margin);
  const heading = (title === undefined ? 0 : 18) + (y.title === undefined ? 6 : 22);
  const left = box.x + labelled + 13;
  const right = box.x + box.width - 8;
  const top = box.y + heading;
  const bottom = box.y + box.height - (x.title === undefined ? 0 : 18) - (x.ticks.length === 0 ? 4 : 20);
  const plot: Plot = {
    x: linear(x.domain, [left, right]),
    y: linear(y.domain, [bottom, top]),
    left,
    right,
    top,
    bottom,
  };
  return markup`${title === undefined ? undefined : markup`<text class="t" x="${at(box.x)}" y="${at(box.y + 12)}">${clipped(title, box.width)}</text>`}${
    y.title === undefined
      ? undefined
      : markup`<text class="a" x="${at(box.x)}" y="${at(top - 11)}">${clipped(y.title, box.width)}</text>`
  }${y.ticks.map((tick) => gridLine(plot, tick))}${x.ticks.map((tick) => xTick(plot, tick))}${
    x.title === undefined
      ? undefined
      : markup`<text class="a m" x="${at((left + right) / 2)}" y="${at(bottom + 34)}">${clipped(x.title, right - left)}</text>`
  }<line class="ax" x1="${at(left)}" x2="${at(right)}" y1="${at(bottom)}" y2="${at(bottom)}"/>${draw(plot)}`;
}

function gridLine({ y, left, right }: Plot, { at: value, label }: Tick): Markup {
  const level = at(y(value));
  return markup`<line class="g" x1="${at(left)}" x2="${at(right)}" y1="${level}" y2="${level}"/><text class="a e" x="${at(left - 6)}" y="${at(level + 4)}">${label}</text>`;
}

/** Labels near an edge stay inside it. */
function xTick({ x, left, right, bottom }: Plot, { at: value, label }: Tick): Markup {
  const half = textWidth(label) / 2;
  const centre = Math.min(right + 6 - half, Math.max(left - 6 + half, x(value)));
  return markup`<line class="ax" x1="${at(x(value))}" x2="${at(x(value))}" y1="${at(bottom)}" y2="${at(bottom + 4)}"/><text class="a m" x="${at(centre)}" y="${at(bottom + 17)}">${label}</text>`;
}

/** Boxes side by side: as many columns as fit, rows below each other. Returns the total height with them. */
export function facetBoxes(
  count: number,
  { width, height, least }: { width: number; height: number; least: number },
): { readonly boxes: readonly Box[]; readonly height: number } {
  const gap = 18;
  const columns = Math.max(1, Math.min(count, Math.floor((width + gap) / (least + gap))));
  const each = (width - gap * (columns - 1)) / columns;
  const boxes = Array.from({ length: count }, (_, i) => ({
    x: (i % columns) * (each + gap),
    y: Math.floor(i / columns) * (height + gap),
    width: each,
    height,
  }));
  const rows = Math.ceil(count / columns);
  return { boxes, height: rows * height + Math.max(0, rows - 1) * gap };
}
