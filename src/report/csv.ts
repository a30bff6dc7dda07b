import { isoUtc } from '../core/clock.ts';
import { textAt } from './table.ts';
import type { Table, TableColumn } from './table.ts';

/** RFC 4180 with a header and LF; numbers in shortest round-trip form, times as ISO 8601 UTC. */
export function csvOf({ rows, columns }: Table): string {
  const lines = [columns.map((c) => quoted(c.name)).join(',')];
  for (let row = 0; row < rows; row++) lines.push(columns.map((c) => cell(c, row)).join(','));
  return `${lines.join('\n')}\n`;
}

function cell(column: TableColumn, row: number): string {
  const { kind, values } = column;
  if (kind === 'text') return quoted(textAt(column, row));
  const x = values[row] as number;
  if (!Number.isFinite(x)) return '';
  return kind === 'time' ? isoUtc(x) : String(x);
}

function quoted(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
