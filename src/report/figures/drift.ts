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
  const distances = segments.map((s): Column => ({
    label: s.segment.replace('fold-', ''),
    value: s.distance,
    tone: 'main',
    hint: `${s.segment}: ${fixed(s.distance, 3)}`,
  }));
  const most = columns.reduce((x, c) => Math.max(x, c.high), SHIFTED);
  const fitted = segments.some((s) => Number.isFinite(s.distance));
  return {
    name: 'drift-mean',
    title: 'How far it has moved from the first segment',
    reading: `Population stability index of the columns that models read, mean over the later segments; the thin line spans them. Under 0.1 is calm, above ${SHIFTED} (orange) the column has shifted.${fitted ? ' Below: how far the importances of the models have moved, 0 (the same) to 1 (nothing in common).' : ''}`,
    alt: columns.map((c) => `${c.name}: mean PSI ${fixed(c.mean, 2)}`).join('; '),
    draw: (width) => {
      const height = rowsHeight({ rows }) + 10;
      const top = rowChart({ x: 0, y: 0, width, rows, domain: [0, most] });
      if (!fitted) return { height, content: top };
      const box = { x: 0, y: height, width, height: HEIGHT + 18 };
      const below = columnChart(box, distances, { title: 'distance of the importances, mean over models' }, 'segment');
      return { height: height + HEIGHT + 18, content: markup`${top}${below}` };
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
