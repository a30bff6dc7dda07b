import type { Markup } from '../markup.ts';
import { markup, trusted } from '../markup.ts';
import type { Table } from '../table.ts';

/** A picture that can be drawn at any width, with the numbers it shows. */
export interface Figure {
  /** File name without extension. */
  readonly name: string;
  readonly title: string;
  /** How to read it, in a sentence or two. */
  readonly reading: string;
  /** What it shows, for those who do not see it. */
  readonly alt: string;
  readonly draw: (width: number) => Drawing;
  readonly table: Table;
}

export interface Drawing {
  readonly height: number;
  readonly content: Markup;
}

/** Colours by meaning; a page that embeds figures defines the same names. */
export const LIGHT =
  '--ink:#1d2530;--soft:#5c6878;--line:#dfe4ea;--axis:#98a3b1;--main:#1f64c8;--good:#1b7f79;--bad:#c8501a;--page:#fff';
export const DARK =
  '--ink:#e7ebf0;--soft:#a3afbd;--line:#2d3642;--axis:#67748a;--main:#76aefb;--good:#4fc0b4;--bad:#f2955c;--page:#161b22';

/**
 * Rules of the marks; `svg.fig` so that a page keeps them apart from its own. Tones come first: later rules of the same
 * weight take the fill of lines away again, without selectors that those who draw PNG do not know.
 */
export const MARK_STYLE = [
  'svg.fig{font:12px system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif;fill:var(--ink)}',
  ...['main', 'good', 'bad', 'soft'].map((tone) => `svg.fig .${tone}{fill:var(--${tone})}`),
  'svg.fig .t{font-weight:600}svg.fig .a{fill:var(--soft)}svg.fig .m{text-anchor:middle}svg.fig .e{text-anchor:end}',
  'svg.fig .g{stroke:var(--line)}svg.fig .ax{stroke:var(--axis)}svg.fig .z{stroke:var(--axis);stroke-width:1.2}',
  'svg.fig .r{stroke:var(--soft);stroke-dasharray:4 3}svg.fig .w{stroke:var(--ink);stroke-width:1.2}',
  'svg.fig .l{fill:none;stroke-width:1.6;stroke-linejoin:round}svg.fig .c{fill:none;stroke-width:4;stroke-linecap:round;opacity:.45}',
  'svg.fig .f{opacity:.28}svg.fig .b:hover,svg.fig .d:hover{opacity:.7}',
  ...['main', 'good', 'bad', 'soft'].map(
    (tone) => `svg.fig .l.${tone},svg.fig .c.${tone},svg.fig .r.${tone}{stroke:var(--${tone})}`,
  ),
].join('');

/** The figure as an element of a page that brings the style. */
export function inlineSvg(figure: Figure, width: number, className: string): Markup {
  const { height, content } = figure.draw(width);
  return markup`<svg class="fig ${className}" viewBox="0 0 ${width} ${Math.ceil(height)}" role="img" aria-label="${figure.alt}">${content}</svg>`;
}

/** The figure as a file of its own, light or dark as the viewer is. */
export function standaloneSvg(figure: Figure): string {
  return fileOf(figure, `svg{${LIGHT}}@media(prefers-color-scheme:dark){svg{${DARK}}}${MARK_STYLE}`, 'var(--page)');
}

/** The same in light colours that are written out, for those who draw SVG without CSS variables. */
export function plainSvg(figure: Figure): string {
  const colours = new Map(LIGHT.split(';').map((line) => line.split(':') as [string, string]));
  const written = (css: string): string =>
    css.replaceAll(/var\((--\w+)\)/g, (_, name: string) => colours.get(name) ?? '');
  return fileOf(figure, written(MARK_STYLE), written('var(--page)'));
}

function fileOf(figure: Figure, style: string, ground: string): string {
  const width = 720;
  const { height, content } = figure.draw(width);
  const [margin, heading] = [12, 22];
  const whole = { width: width + 2 * margin, height: Math.ceil(height) + 2 * margin + heading };
  const place = markup`x="${-margin}" y="${-margin - heading}" width="${whole.width}" height="${whole.height}"`;
  const file = markup`<svg xmlns="http://www.w3.org/2000/svg" class="fig" viewBox="${-margin} ${-margin - heading} ${whole.width} ${whole.height}" width="${whole.width}" height="${whole.height}" role="img"><title>${figure.title}</title><desc>${figure.alt}</desc><style>${trusted(style)}</style><rect ${place} style="fill:${trusted(ground)}"/><text class="t" x="0" y="-12" style="font-size:14px">${figure.title}</text>${content}</svg>\n`;
  return file.markup;
}
