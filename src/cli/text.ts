/** What a console of a CI job or of a phone shows without breaking lines. */
export const WIDTH = 80;

/** One line as several of at most `width` columns, broken at spaces; what has none, such as a path, stays whole. */
export function wrapped(text: string, indent = '  ', width = WIDTH): string[] {
  const lines: string[] = [];
  const [first, ...rest] = text.trimStart().split(' ');
  let line = `${' '.repeat(text.length - text.trimStart().length)}${first}`;
  for (const word of rest) {
    if (line.length + 1 + word.length <= width) line += ` ${word}`;
    else {
      lines.push(line.trimEnd());
      line = `${indent}${word}`;
    }
  }
  return [...lines, line];
}

/** At most `width` characters; the end goes first, or with `keep: 'end'` the beginning. */
export function clipped(text: string, width: number, keep: 'start' | 'end' = 'start'): string {
  const characters = Array.from(text);
  if (characters.length <= width) return text;
  if (width <= 1) return '…'.slice(0, width);
  return keep === 'start' ? `${characters.slice(0, width - 1).join('')}…` : `…${characters.slice(-width + 1).join('')}`;
}

/** One line whatever a name holds: control characters would move the cursor or colour the console. */
export const printable = (text: string): string => text.replaceAll(/\p{Cc}/gu, '\ufffd');

export interface FitOptions {
  /** Columns whose cells may be cut, the widest first. */
  readonly elastic: readonly number[];
  readonly width?: number;
}

const MIN_CELL = 8;
const GAP = 2;

/** Cuts the cells of elastic columns until a table of `textTable` fits; each keeps at least 8 characters. */
export function fitted(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  { elastic, width = WIDTH }: FitOptions,
): string[][] {
  const widths = header.map((h, i) => Math.max(h.length, ...rows.map((row) => Array.from(row[i]).length)));
  let excess = widths.reduce((sum, w) => sum + w, 0) + GAP * (header.length - 1) - width;
  const willing = (): number | undefined => {
    const wide = elastic.filter((column) => widths[column] > Math.max(MIN_CELL, header[column].length));
    return wide.toSorted((a, b) => widths[b] - widths[a])[0];
  };
  for (let column = willing(); excess > 0 && column !== undefined; column = willing(), excess--) widths[column] -= 1;
  return rows.map((row) => row.map((cell, i) => clipped(cell, widths[i])));
}
