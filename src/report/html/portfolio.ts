import type { Figure } from '../figures/figure.ts';
import { DASH, grouped } from '../format.ts';
import type { ReportInput } from '../input.ts';
import { markup } from '../markup.ts';
import type { Markup } from '../markup.ts';
import type { Table, TableColumn } from '../table.ts';
import { figure, number, section, table, text, toned } from './elements.ts';
import type { Cell } from './elements.ts';

const CAPTIONS: { readonly [file: string]: string } = {
  symbols: 'What each symbol contributed and cost',
  'cross-section': 'What the label was by quantile of the score at each time, and how often the quantile changes hands',
  'symbol-scores': 'Each score against its label, by symbol',
};

/** Longer tables show so many rows of either end. */
const ENDS = 20;
/** Columns whose sign is a gain or a loss. */
const SIGNED = new Set(['net_pnl', 'realised', 'ic', 'ic_pearson']);

/** Several symbols in one account: who earned what, how the scores rank them, which policies came to bear. */
export function portfolioSection({ panel }: ReportInput, figures: ReadonlyMap<string, Figure>): Markup | undefined {
  if (panel === undefined) return undefined;
  const used = Object.entries(panel.counts).filter(([, count]) => count > 0);
  const told =
    used.length === 0
      ? undefined
      : markup`<p class="reading">${used.map(([name, count]) => `${name.replaceAll('_', ' ')} ${grouped(count)}`).join(', ')}.</p>`;
  return section({
    id: 'portfolio',
    title: 'Portfolio',
    content: markup`${told}${figure(figures.get('exposure'), 'full')}${Object.entries(panel.tables).map(([file, of]) => shown(file, of))}`,
  });
}

function shown(file: string, of: Table): Markup {
  const order = orderOf(of);
  const cut = order.length > 2 * ENDS;
  const rows = cut ? [...order.slice(0, ENDS), ...order.slice(-ENDS)] : order;
  const caption = `${CAPTIONS[file] ?? file}${cut ? `: the first and last ${ENDS} of ${of.rows}` : ''}`;
  return table(
    caption,
    of.columns.map(({ name, kind }) => (kind === 'text' ? text : number)(name.replaceAll('_', ' '))),
    rows.map((row) => of.columns.map((column) => cellOf(column, row))),
  );
}

/** By what a symbol has earned, the most first; other tables as they are. */
function orderOf({ rows, columns }: Table): readonly number[] {
  const places = Array.from({ length: rows }, (_, row) => row);
  const net = columns.find(({ name }) => name === 'net_pnl')?.values as ArrayLike<number> | undefined;
  return net === undefined ? places : places.sort((a, b) => net[b] - net[a] || a - b);
}

function cellOf({ name, kind, values }: TableColumn, row: number): string | Cell {
  const value = values[row];
  if (typeof value === 'string' || kind === 'text') return String(value);
  if (!Number.isFinite(value)) return DASH;
  const told = Math.abs(value) >= 1000 || Number.isInteger(value) ? grouped(value) : value.toPrecision(4);
  return SIGNED.has(name) ? toned(value, told) : told;
}
