import { fixed } from '../report/format.ts';
import { STYLE } from '../report/html/style.ts';
import { markup, trusted } from '../report/markup.ts';
import type { Markup } from '../report/markup.ts';
import { comparisonVerdict, fourDigits } from './wording.ts';
import type { Comparison } from './compare.ts';
import type { MetricChange } from './metric-changes.ts';
import { written } from './spec-changes.ts';
import type { StoredRun } from './stored-run.ts';

const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** One self-contained page without scripts: a first run and what each other one changes. */
export function comparisonPage(comparisons: readonly Comparison[]): string {
  const { a } = comparisons[0];
  const page = markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}"><link rel="icon" href="data:,"><title>Comparison with ${a.experiment}/${a.name}</title><style>${trusted(STYLE)}</style></head>
<body><header><h1>Comparison of runs</h1><p class="lede">A is ${a.experiment}/${a.name}. Intervals cover 95% of 1000 block-bootstrap resamples of the daily returns of common days; where one holds 0, the runs are indistinguishable by that metric.</p></header>
<main>${comparisons.map(comparisonMarkup)}</main></body></html>
`;
  return page.markup;
}

/** The section of one comparison, for this page and for the viewer. */
export function comparisonMarkup(comparison: Comparison): Markup {
  const { a, b, notes, metrics } = comparison;
  return markup`<section aria-label="${b.name}"><h2>${comparisonVerdict(comparison)}</h2>
<dl class="facts"><dt>A</dt><dd>${runText(a)}</dd><dt>B</dt><dd>${runText(b)}</dd></dl>
${notes.length === 0 ? undefined : markup`<ul>${notes.map((note) => markup`<li>${note}</li>`)}</ul>`}
${specTable(comparison)}${nodeTable(comparison)}${metricTable(metrics)}</section>
`;
}

const runText = ({ experiment, name, status, finished, engine, commit, dirty }: StoredRun): string =>
  [
    `${experiment}/${name}`,
    status,
    finished ?? '',
    engine ?? '',
    commit === undefined ? '' : `commit ${commit.slice(0, 8)}${dirty ? '-dirty' : ''}`,
  ]
    .filter((part) => part !== '')
    .join(', ');

interface Column {
  readonly title: string;
  readonly numeric?: boolean;
}

function table(caption: string, columns: readonly Column[], rows: readonly (readonly (string | Markup)[])[]): Markup {
  const cell = (content: string | Markup, i: number): Markup => {
    if (i === 0) return markup`<th scope="row">${content}</th>`;
    return columns[i].numeric === true ? markup`<td class="n">${content}</td>` : markup`<td>${content}</td>`;
  };
  const head = columns.map(({ title, numeric }) =>
    numeric === true ? markup`<th scope="col" class="n">${title}</th>` : markup`<th scope="col">${title}</th>`,
  );
  return markup`<div class="scroll"><table><caption><span>${caption}</span></caption><thead><tr>${head}</tr></thead><tbody>${rows.map((row) => markup`<tr>${row.map(cell)}</tr>`)}</tbody></table></div>
`;
}

function specTable({ spec }: Comparison): Markup {
  if (spec === undefined) return markup`<p>Changed keys are not known: a run has no resolved.yml.</p>`;
  if (spec.length === 0) return markup`<p>No key of the spec changed.</p>`;
  const rows = spec.map(({ path, a, b }) => [markup`<code>${path}</code>`, written(a), written(b)]);
  return table('Changed keys', [{ title: 'key' }, { title: 'A' }, { title: 'B' }], rows);
}

function nodeTable({ nodes, months }: Comparison): Markup {
  if (nodes === undefined) return markup`<p>Nodes are not known: a run has no lock of this format.</p>`;
  const rows = nodes.map((n) => [
    n.kind,
    ...[n.invalidated, n.added, n.removed, n.contradicted].map((ids) => String(ids.length)),
    String(n.kept),
  ]);
  const columns = ['kind', 'invalidated', 'added', 'removed', 'same recipe, other result', 'kept'].map((title, i) => ({
    title,
    numeric: i > 0,
  }));
  const data =
    months.length === 0 ? undefined : markup`<p>The bars of ${months.length} months differ: ${months.join(', ')}.</p>`;
  return markup`${data}${table('Nodes', columns, rows)}`;
}

function metricTable(metrics: readonly MetricChange[]): Markup {
  const columns = ['metric', 'A', 'B', 'B - A', '95% interval', 'B is', 'unit'].map((title, i) => ({
    title,
    numeric: i > 0 && i < 5,
  }));
  const rows = metrics.map(({ name, unit, a, b, difference, interval, verdict, why }) => [
    name,
    fourDigits(a),
    fourDigits(b),
    fourDigits(difference),
    interval === null ? '' : `${fourDigits(interval.low)} .. ${fourDigits(interval.high)}`,
    verdict === 'unknown' ? (why ?? '') : verdict,
    unit,
  ]);
  const days = metrics.find((m) => m.interval !== null)?.interval?.days;
  const basis = days === undefined ? '' : ` (intervals of ${fixed(days, 0)} common days)`;
  return table(`Metrics${basis}`, columns, rows);
}
