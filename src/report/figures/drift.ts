import { driftedColumns, driftedSegments, SHIFTED } from '../facts/drift.ts';
import type { Facts } from '../facts/facts.ts';
import { fixed } from '../format.ts';
import { markup } from '../markup.ts';
import { rowChart, rowsHeight } from './bars.ts';
import type { Row } from './bars.ts';
import type { Figure } from './figure.ts';
import { columnChart } from './segments.ts';
import type { Column } from './segments.ts';

const TOP = 15;
const HEIGHT = 150;
const TITLES = {
  distance: 'distance of the importances, mean over models',
  shap: 'distance of the Shapley values, mean over models',
};

/** Which columns move away from the first segment, and when the models change what they look at. */
export function driftFigure({ input }: Facts): Figure | undefined {
  const columns = driftedColumns(input.drift).slice(0, TOP);
  if (columns.length === 0) return undefined;
  const segments = driftedSegments(input.drift);
  const rows = columns.map((c): Row => ({
    label: c.name,
    from: 0,
    to: c.mean,
    tone: c.mean > SHIFTED ? 'bad' : 'main',
    text: fixed(c.mean, 2),
    range: [c.low, c.high],
    hint: `${c.name}: PSI ${fixed(c.mean, 3)} on average, ${fixed(c.low, 3)} to ${fixed(c.high, 3)} over the segments`,
  }));
  const told = (['distance', 'shap'] as const).filter((key) => segments.some((s) => Number.isFinite(s[key])));
  const distances = told.map((key) =>
    segments.map((s): Column => ({
      label: s.segment.replace('fold-', ''),
      value: s[key],
      tone: 'main',
      hint: `${s.segment}: ${fixed(s[key], 3)}`,
    })),
  );
  const most = columns.reduce((x, c) => Math.max(x, c.high), SHIFTED);
  return {
    name: 'drift-mean',
    title: 'How far it has moved from the first segment',
    reading: `Population stability index of the columns that models read, mean over the later segments; the thin line spans them. Under 0.1 is calm, above ${SHIFTED} (orange) the column has shifted.${told.length === 0 ? '' : ` Below: how far the models' importances${told.includes('shap') ? ', and their mean Shapley values,' : ''} have moved, 0 (the same) to 1 (nothing in common).`}`,
    alt: columns.map((c) => `${c.name}: mean PSI ${fixed(c.mean, 2)}`).join('; '),
    draw: (width) => {
      const height = rowsHeight({ rows }) + 10;
      const top = rowChart({ x: 0, y: 0, width, rows, domain: [0, most] });
      const below = distances.map((columns, k) => {
        const box = { x: 0, y: height + k * (HEIGHT + 28), width, height: HEIGHT + 18 };
        return columnChart(box, columns, { title: TITLES[told[k]] }, 'segment');
      });
      return { height: height + distances.length * (HEIGHT + 28), content: markup`${top}${below}` };
    },
    table: {
      rows: columns.length,
      columns: [
        { name: 'column', kind: 'text', values: columns.map((c) => c.name) },
        ...(['mean', 'low', 'high'] as const).map((key) => ({
          name: `psi_${key}`,
          kind: 'number' as const,
          values: columns.map((c) => c[key]),
        })),
      ],
    },
  };
}
