import { csvOf } from './csv.ts';
import { factsOf } from './facts/facts.ts';
import type { Facts } from './facts/facts.ts';
import { allFigures } from './figures/all.ts';
import { standaloneSvg } from './figures/figure.ts';
import type { Figure } from './figures/figure.ts';
import { pageOf } from './html/page.ts';
import type { ReportInput } from './input.ts';

export interface FigureFile {
  readonly name: string;
  readonly svg: string;
  readonly csv: string;
}

/** `report.html`: one self-contained page. The same bytes for the same input; see `stableText` for two runs of a spec. */
export function renderReport(input: ReportInput): string {
  const facts = factsOf(input);
  return pageOf(facts, allFigures(facts));
}

/** Each figure as a picture and as the numbers it shows. */
export function figuresOf(input: ReportInput): readonly FigureFile[] {
  return filesOf(allFigures(factsOf(input)));
}

/** The page and the figures of one run by their paths in the run folder, from one pass over its columns. */
export function reportFiles(input: ReportInput): readonly { readonly path: string; readonly content: string }[] {
  const facts: Facts = factsOf(input);
  const figures = allFigures(facts);
  const pictures = filesOf(figures).flatMap(({ name, svg, csv }) => [
    { path: `diagnostics/${name}.svg`, content: svg },
    { path: `diagnostics/${name}.csv`, content: csv },
  ]);
  return [{ path: 'report.html', content: pageOf(facts, figures) }, ...pictures];
}

function filesOf(figures: ReadonlyMap<string, Figure>): readonly FigureFile[] {
  return [...figures.values()].map((figure) => ({
    name: figure.name,
    svg: standaloneSvg(figure),
    csv: csvOf(figure.table),
  }));
}
