import type { FitOptions } from './text.ts';
import { fitted } from './text.ts';

/** The result of a verb on stdout: JSON for programs, lines for people. */
export function print(options: { readonly json?: boolean }, value: unknown, lines: () => readonly string[]): void {
  const text = options.json === true ? JSON.stringify(value, null, 2) : lines().join('\n');
  process.stdout.write(`${text}\n`);
}

/** Columns padded to their widest cell; numbers to the right. Fits 80 columns where its cells do, or `fit` says what to cut. */
export function textTable(
  header: readonly string[],
  cells: readonly (readonly string[])[],
  fit?: FitOptions,
): string[] {
  const rows = fit === undefined ? cells : fitted(header, cells, fit);
  const widths = header.map((h, i) => Math.max(h.length, ...rows.map((row) => row[i].length)));
  const numeric = header.map(
    (_, i) => rows.length > 0 && rows.every((row) => /^[-+]?[\d,.]*(%| bps)?$|^-$/.test(row[i])),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (numeric[i] ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
      .join('  ')
      .trimEnd();
  return [line(header), ...rows.map(line)];
}
