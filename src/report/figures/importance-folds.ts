import type { Facts } from '../facts/facts.ts';
import type { ColumnImportance } from '../facts/importance.ts';
import { percent } from '../format.ts';
import { markup } from '../markup.ts';
import type { Content, Markup } from '../markup.ts';
import { at, clipped, facetBoxes, textWidth } from './chart.ts';
import type { Box } from './chart.ts';
import type { Figure } from './figure.ts';

const TOP = 12;
const ROW = 16;

/** Share of each column in each fold: what a model looks at, and how that changes. */
export function importanceFoldsFigure({ importance }: Facts): Figure | undefined {
  const models = [...importance].filter(([, columns]) => (columns[0]?.folds ?? 0) > 1);
  if (models.length === 0) return undefined;
  const rows = models.flatMap(([, columns]) =>
    columns.flatMap((c) => c.shares.map(({ fold, share }) => ({ model: c.model, column: c.column, fold, share }))),
  );
  return {
    name: 'importance-folds',
    title: 'What the models look at, fold by fold',
    reading: `One square per column and fold, in the order of time; the darker, the larger the column's share in that fold. Even rows are a steady model. At most ${TOP} columns are shown.`,
    alt: models
      .map(([model, [first]]) => `${model}: ${first.column} from ${percent(first.low, 0)} to ${percent(first.high, 0)}`)
      .join('; '),
    draw: (width) => {
      const tallest = models.reduce((most, [, columns]) => Math.max(most, Math.min(TOP, columns.length)), 0);
      const { boxes, height } = facetBoxes(models.length, { width, height: tallest * ROW + 42, least: 300 });
      return { height, content: markup`${models.map(([model, columns], i) => heatMap(boxes[i], model, columns))}` };
    },
    table: {
      rows: rows.length,
      columns: [
        { name: 'model', kind: 'text', values: rows.map((r) => r.model) },
        { name: 'column', kind: 'text', values: rows.map((r) => r.column) },
        { name: 'fold', kind: 'text', values: rows.map((r) => r.fold) },
        { name: 'share', kind: 'number', values: rows.map((r) => r.share) },
      ],
    },
  };
}

function heatMap(box: Box, model: string, all: readonly ColumnImportance[]): Markup {
  const columns = all.slice(0, TOP);
  const widest = columns.reduce((most, c) => Math.max(most, textWidth(c.column)), 0);
  const left = box.x + Math.min(widest + 8, box.width * 0.42);
  const folds = columns[0]?.folds ?? 0;
  const size = Math.min(24, (box.x + box.width - left) / folds);
  const most = columns.reduce((m, c) => Math.max(m, c.high), 0) || 1;
  const top = box.y + 20;
  const line = (c: ColumnImportance, i: number): Content => {
    const y = top + i * ROW;
    const cells = c.shares.map(({ fold, share }, k) => {
      const hint = `${c.column}, ${fold}: ${percent(share, 1)}`;
      return markup`<rect class="main" x="${at(left + k * size)}" y="${at(y)}" width="${at(size - 1)}" height="${ROW - 1}" fill-opacity="${Math.round((share / most) * 100) / 100}"><title>${hint}</title></rect>`;
    });
    return markup`<text class="a" x="${at(box.x)}" y="${at(y + 12)}">${clipped(c.column, left - box.x - 6)}</text>${cells}`;
  };
  const bottom = top + columns.length * ROW + 14;
  const ends = [0, folds - 1].map((k) => {
    const name = columns[0].shares[k].fold.replace('fold-', '');
    return markup`<text class="a m" x="${at(left + (k + 0.5) * size)}" y="${at(bottom)}">${name}</text>`;
  });
  return markup`<text class="t" x="${at(box.x)}" y="${at(box.y + 12)}">${clipped(model, box.width)}</text>${columns.map(line)}${ends}`;
}
