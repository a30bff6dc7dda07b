import type { Facts } from '../facts/facts.ts';
import type { Figure } from '../figures/figure.ts';
import { grouped } from '../format.ts';
import { markup } from '../markup.ts';
import type { Markup } from '../markup.ts';
import type { DiagnosticFacts } from '../input.ts';
import { figure, number, section, table, text } from './elements.ts';

/** What `evaluation.diagnostics` has found, each with its numbers and pictures. */
export function diagnosticsSection({ input }: Facts, figures: ReadonlyMap<string, Figure>): Markup | undefined {
  const diagnostics = input.diagnostics ?? [];
  if (diagnostics.length === 0) return undefined;
  return section({
    id: 'diagnostics',
    title: 'Diagnostics',
    content: markup`${diagnostics.map((d) => shown(d, figures))}`,
  });
}

function shown({ name, type, tradable, facts, charts }: DiagnosticFacts, figures: ReadonlyMap<string, Figure>): Markup {
  const rows = facts.map((f) => [
    f.name,
    Number.isFinite(f.value) ? f.value.toPrecision(5) : 'not defined',
    f.unit,
    grouped(f.samples),
  ]);
  const mark = tradable
    ? undefined
    : markup`<p class="reading"><strong>Not tradable:</strong> it ranks against scores that were made later.</p>`;
  const numbers =
    rows.length === 0
      ? undefined
      : table(`Facts of ${name}`, [text('fact'), number('value'), text('unit'), number('samples')], rows);
  const pictures = charts.map((of, i) => figure(figures.get(i === 0 ? name : `${name}-${of.y}`), 'full'));
  return markup`<h3>${name} (${type})</h3>${mark}${numbers}${pictures}`;
}
