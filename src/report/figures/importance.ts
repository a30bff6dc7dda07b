import type { Facts } from '../facts/facts.ts';
import { percent } from '../format.ts';
import { markup } from '../markup.ts';
import { rowChart, rowsHeight } from './bars.ts';
import type { Row } from './bars.ts';
import { facetBoxes } from './chart.ts';
import type { Figure } from './figure.ts';

const TOP = 15;

/** The columns that each model leans on: mean share over folds, and the range of the folds. */
export function importanceFigure({ importance }: Facts): Figure | undefined {
  const models = [...importance];
  if (models.length === 0) return undefined;
  const all = models.flatMap(([, columns]) => columns);
  const charts = models.map(([model, columns]) => {
    const rows = columns.slice(0, TOP).map((c): Row => ({
      label: c.column,
      from: 0,
      to: c.mean,
      tone: 'main',
      text: percent(c.mean, 1),
      range: [c.low, c.high],
      hint: `${c.column}: ${percent(c.mean, 1)} on average, ${percent(c.low, 1)} to ${percent(c.high, 1)} over ${c.folds} folds`,
    }));
    return {
      title: model,
      rows,
      domain: [0, rows.reduce((most, r) => Math.max(most, r.range?.[1] ?? 0), 0) || 1] as const,
    };
  });
  return {
    name: 'importance-mean',
    title: 'What the models look at',
    reading: `Share of a column in a model's importance (gain or weight), mean over folds; the thin line spans the folds. A long line is a model that changes its mind. At most ${TOP} columns are shown.`,
    alt: models.map(([model, [first]]) => `${model}: most important ${first?.column ?? 'nothing'}`).join('; '),
    draw: (width) => {
      const tallest = charts.reduce((most, c) => Math.max(most, rowsHeight(c)), 0);
      const { boxes, height } = facetBoxes(charts.length, { width, height: tallest, least: 260 });
      return { height, content: markup`${charts.map((c, i) => rowChart({ ...c, ...boxes[i] }))}` };
    },
    table: {
      rows: all.length,
      columns: [
        { name: 'model', kind: 'text', values: all.map((c) => c.model) },
        { name: 'column', kind: 'text', values: all.map((c) => c.column) },
        ...(['mean', 'low', 'high', 'folds'] as const).map((key) => ({
          name: key,
          kind: 'number' as const,
          values: all.map((c) => c[key]),
        })),
      ],
    },
  };
}
