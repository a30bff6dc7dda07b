import { STYLE } from '../report/html/style.ts';
import { markup, trusted } from '../report/markup.ts';
import type { Content, Markup } from '../report/markup.ts';

const OWN = `
.bar{display:inline-block;vertical-align:middle;width:12em;height:.8em;margin-right:.6em}
form.filter{display:flex;flex-wrap:wrap;gap:8px 14px;align-items:end;margin:12px 0}
form.filter label{font-size:13.5px;color:var(--soft)}form.filter input{display:block;font:inherit;color:var(--ink);background:var(--ground);border:1px solid var(--axis);border-radius:6px;padding:3px 8px;max-width:100%}
`;

export const VIEW_STYLE = `${STYLE}${OWN}`;

export interface PageOptions {
  readonly title: string;
  /** Seconds after which the page asks for itself again. */
  readonly refresh?: number;
}

/** A page of the viewer: no scripts, one style sheet of its own. */
export function viewPage({ title, refresh }: PageOptions, content: Content): string {
  const again = refresh === undefined ? undefined : markup`<meta http-equiv="refresh" content="${refresh}">`;
  return markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">${again}<link rel="icon" href="data:,"><link rel="stylesheet" href="/style.css"><title>${title} - assay</title></head>
<body><header><h1>${title}</h1><nav aria-label="Pages"><a href="/">Runs</a><a href="/sweeps">Sweeps</a><a href="/running">Running</a></nav></header>
<main>${content}</main></body></html>
`.markup;
}

export interface ViewColumn {
  readonly title: string;
  readonly numeric?: boolean;
  /** Cells of one line. */
  readonly whole?: boolean;
}

/** A table whose first cell of a row is its header. */
export function viewTable(
  caption: string,
  columns: readonly ViewColumn[],
  rows: readonly (readonly Content[])[],
): Markup {
  const of = (i: number): Markup =>
    trusted(columns[i].numeric === true ? ' class="n"' : columns[i].whole === true ? ' class="w"' : '');
  const head = columns.map(({ title }, i) => markup`<th scope="col"${of(i)}>${title}</th>`);
  const body = rows.map(
    (
      row,
    ) => markup`<tr>${row.map((cell, i) => (i === 0 ? markup`<th scope="row">${cell}</th>` : markup`<td${of(i)}>${cell}</td>`))}</tr>
`,
  );
  return markup`<div class="scroll"><table><caption><span>${caption}</span></caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>
`;
}

/** A path of an address: each part on its own, so that no name can lead elsewhere. */
export const addressOf = (...parts: readonly string[]): string =>
  parts.map((part) => `/${encodeURIComponent(part)}`).join('');
