import type { Facts } from '../facts/facts.ts';
import type { ColumnImportance } from '../facts/importance.ts';
import { percent } from '../format.ts';
import { markup } from '../markup.ts';
import { facetBoxes } from './chart.ts';
import type { Figure } from './figure.ts';
import { HEAT_FRAME, HEAT_ROW, heatMap } from './heat.ts';
import type { HeatRow } from './heat.ts';

const TOP = 12;

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
      const { boxes, height } = facetBoxes(models.length, {
        width,
        height: tallest * HEAT_ROW + HEAT_FRAME,
        least: 300,
      });
      return {
        height,
        content: markup`${models.map(([model, columns], i) => heatMap(boxes[i], model, rowsOf(columns), mostOf(columns)))}`,
      };
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

const rowsOf = (columns: readonly ColumnImportance[]): readonly HeatRow[] =>
  columns.slice(0, TOP).map(({ column, shares }) => ({
    label: column,
    cells: shares.map(({ fold, share }) => ({
      name: fold.replace('fold-', ''),
      value: share,
      hint: `${column}, ${fold}: ${percent(share, 1)}`,
    })),
  }));

const mostOf = (columns: readonly ColumnImportance[]): number =>
  columns.slice(0, TOP).reduce((most, c) => Math.max(most, c.high), 0) || 1;
