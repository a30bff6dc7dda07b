import type { Figure } from '../figures/figure.ts';
import { inlineSvg } from '../figures/figure.ts';
import { markup } from '../markup.ts';
import type { Content, Markup } from '../markup.ts';

export const WIDE = { full: 980, half: 500 };
export const NARROW = 330;

export interface Cell {
  readonly text: Content;
  /** `up` and `down` colour a number by its sign. */
  readonly tone?: 'up' | 'down' | undefined;
}

export interface Column {
  readonly title: string;
  /** Numbers stand on the right. */
  readonly kind: 'number' | 'text' | 'words';
}

/** A table with a caption, column heads and row heads: the first cell of a row names it. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly (Content | Cell)[])[],
): Markup {
  const kind = (i: number): string => ({ number: 'n', text: 'w', words: 'v' })[columns[i].kind];
  const head = columns.map((c, i) => markup`<th scope="col" class="${kind(i)}">${c.title}</th>`);
  const body = rows.map((row) => {
    const cells = row.map((cell, i) => {
      const { text, tone } = isCell(cell) ? cell : { text: cell, tone: undefined };
      if (i === 0) return markup`<th scope="row" class="${kind(i)}">${text}</th>`;
      return markup`<td class="${kind(i)} ${tone ?? ''}">${text}</td>`;
    });
    return markup`<tr>${cells}</tr>`;
  });
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption><span>${caption}</span></caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

const isCell = (cell: Content | Cell): cell is Cell => typeof cell === 'object' && cell !== null && 'text' in cell;

export const number = (title: string): Column => ({ title, kind: 'number' });
export const text = (title: string): Column => ({ title, kind: 'text' });
export const words = (title: string): Column => ({ title, kind: 'words' });

/** A value with the colour of its sign. */
export const toned = (value: number, shown: string): Cell => ({
  text: shown,
  tone: value > 0 ? 'up' : value < 0 ? 'down' : undefined,
});

/** A figure at two widths, of which the page shows one. */
export function figure(of: Figure | undefined, size: 'full' | 'half'): Markup | undefined {
  if (of === undefined) return undefined;
  return markup`<figure><figcaption><h3>${of.title}</h3><p class="reading">${of.reading}</p></figcaption>${inlineSvg(of, WIDE[size], 'wide')}${inlineSvg(of, NARROW, 'narrow')}</figure>`;
}

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Content;
}

export function section({ id, title, content }: Section): Markup {
  return markup`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${content}</section>`;
}

export function facts(rows: readonly (readonly [string, Content])[]): Markup {
  return markup`<dl class="facts">${rows.map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}
