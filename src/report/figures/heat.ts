import { markup } from '../markup.ts';
import type { Content, Markup } from '../markup.ts';
import { at, clipped, textWidth } from './chart.ts';
import type { Box } from './chart.ts';
import type { Tone } from './marks.ts';

export const HEAT_ROW = 16;
/** Title above, names of the first and the last column below. */
export const HEAT_FRAME = 42;

export interface HeatCell {
  /** Column of the map: only its first and last are written. */
  readonly name: string;
  readonly value: number;
  readonly hint: string;
}

export interface HeatRow {
  readonly label: string;
  readonly cells: readonly HeatCell[];
}

/** One square per row and column, the darker the larger its magnitude; below zero in the other tone. */
export function heatMap(box: Box, title: string, rows: readonly HeatRow[], most: number): Markup {
  const widest = rows.reduce((width, { label }) => Math.max(width, textWidth(label)), 0);
  const left = box.x + Math.min(widest + 12, box.width * 0.42);
  const columns = rows[0]?.cells ?? [];
  const size = Math.min(24, (box.x + box.width - left) / columns.length);
  const top = box.y + 20;
  const line = ({ label, cells }: HeatRow, i: number): Content => {
    const y = top + i * HEAT_ROW;
    const squares = cells.map(({ value, hint }, k) => {
      const tone: Tone = value < 0 ? 'bad' : 'main';
      const depth = Number.isFinite(value) ? Math.round((Math.abs(value) / most) * 100) / 100 : 0;
      return markup`<rect class="${tone}" x="${at(left + k * size)}" y="${at(y)}" width="${at(Math.max(0.5, size - 1))}" height="${HEAT_ROW - 1}" fill-opacity="${depth}"><title>${hint}</title></rect>`;
    });
    return markup`<text class="a" x="${at(box.x)}" y="${at(y + 12)}">${clipped(label, left - box.x - 6)}</text>${squares}`;
  };
  const bottom = top + rows.length * HEAT_ROW + 14;
  const ends = [...new Set([0, columns.length - 1])].flatMap((k) => {
    const name = columns[k]?.name;
    if (name === undefined) return [];
    const half = textWidth(name) / 2;
    const middle = Math.min(box.x + box.width - half, Math.max(left + half - size / 2, left + (k + 0.5) * size));
    return [markup`<text class="a m" x="${at(middle)}" y="${at(bottom)}">${name}</text>`];
  });
  return markup`<text class="t" x="${at(box.x)}" y="${at(box.y + 12)}">${clipped(title, box.width)}</text>${rows.map(line)}${ends}`;
}
