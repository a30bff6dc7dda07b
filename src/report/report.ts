import { csvOf } from './csv.ts';
import { factsOf } from './facts/facts.ts';
import type { Facts } from './facts/facts.ts';
import { allFigures } from './figures/all.ts';
import { plainSvg, standaloneSvg } from './figures/figure.ts';
import type { Figure } from './figures/figure.ts';
import { pageOf } from './html/page.ts';
import type { ReportInput } from './input.ts';
import { pngOf } from './png.ts';

export interface ReportFile {
  /** Below the run folder. */
  readonly path: string;
  readonly content: string | Uint8Array;
}

export interface Pictures {
  readonly formats: readonly ('svg' | 'png')[];
  /** A PNG that was drawn before, or drawn now; by the SVG that it is drawn from. */
  readonly keep: (svg: string, draw: (svg: string) => Promise<Uint8Array>) => Promise<Uint8Array>;
}

/** `report.html`: one self-contained page. The same bytes for the same input; see `stableText` for two runs of a spec. */
export function renderReport(input: ReportInput): string {
  const facts = factsOf(input);
  return pageOf(facts, allFigures(facts));
}

/** Every figure of a run. */
export const figuresOf = (input: ReportInput): readonly Figure[] => [...allFigures(factsOf(input)).values()];

/** The page, and each figure as pictures and as the numbers it shows, from one pass over the columns of a run. */
export async function reportFiles(input: ReportInput, { formats, keep }: Pictures): Promise<readonly ReportFile[]> {
  const facts: Facts = factsOf(input);
  const figures = allFigures(facts);
  const drawn = [...figures.values()];
  const pngs = formats.includes('png') ? drawn.map((figure) => pngFile(figure, keep)) : [];
  const files = drawn.flatMap((figure): ReportFile[] => [
    ...(formats.includes('svg') ? [fileOf(figure, 'svg', standaloneSvg(figure))] : []),
    fileOf(figure, 'csv', csvOf(figure.table)),
  ]);
  const page: ReportFile = { path: 'report.html', content: pageOf(facts, figures) };
  return [page, ...files, ...(await Promise.all(pngs))];
}

async function pngFile(figure: Figure, keep: Pictures['keep']): Promise<ReportFile> {
  return fileOf(figure, 'png', await keep(plainSvg(figure), pngOf));
}

const fileOf = ({ name }: Figure, extension: string, content: ReportFile['content']): ReportFile => ({
  path: `diagnostics/${name}.${extension}`,
  content,
});
