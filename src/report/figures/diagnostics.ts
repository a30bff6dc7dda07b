import { isoOf } from '../../core/calendar.ts';
import type { DiagnosticFacts } from '../input.ts';
import { markup } from '../markup.ts';
import type { Table } from '../table.ts';
import { chart } from './chart.ts';
import type { Plot } from './chart.ts';
import type { Drawing, Figure } from './figure.ts';
import { column, horizontal, path } from './marks.ts';
import { extent, numberTicks, timeTicks } from './scale.ts';

type Chart = DiagnosticFacts['charts'][number];

const HEIGHT = 280;
/** More bars than this are drawn as a line. */
const MOST_BARS = 120;

/** The pictures of a run's diagnostics by file name: `profile`, `profile-cumulative_return`. */
export function diagnosticFigures(diagnostics: readonly DiagnosticFacts[]): readonly Figure[] {
  return diagnostics.flatMap(({ name, charts, tables, tradable }) =>
    charts.map((of, i) => figureOf(i === 0 ? name : `${name}-${of.y}`, of, { table: tables[of.table], tradable })),
  );
}

interface Shown {
  readonly table: Table;
  readonly tradable: boolean;
}

function figureOf(name: string, of: Chart, { table, tradable }: Shown): Figure {
  const value = (key: string): ArrayLike<number> =>
    table.columns.find((c) => c.name === key)?.values as ArrayLike<number>;
  const [x, y] = [Float64Array.from(value(of.x)), Float64Array.from(value(of.y))];
  const mark = tradable ? '' : ' (not tradable)';
  const known = y.filter((v) => v === v);
  const range =
    known.length === 0
      ? 'nothing known'
      : `${known.reduce((a, b) => Math.min(a, b))} to ${known.reduce((a, b) => Math.max(a, b))}`;
  return {
    name,
    title: `${of.title}${mark}`,
    reading: tradable
      ? of.reading
      : `${of.reading} It ranks against scores that were made later: nobody could have traded it.`,
    alt: `${of.title}${mark}: ${of.y_title} over ${of.x_title === '' ? 'time' : of.x_title}, ${range}.`,
    draw: (width) => draw(of, { x, y, isTime: table.columns.find((c) => c.name === of.x)?.kind === 'time' }, width),
    table,
  };
}

interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly isTime: boolean;
}

/** Whether each bar is about as far from the one before it as the others are. */
function isEven(x: Float64Array): boolean {
  const step = (x[x.length - 1] - x[0]) / (x.length - 1);
  return x.every((v, i) => i === 0 || Math.abs(v - x[i - 1] - step) <= 0.2 * step);
}

function draw(of: Chart, { x: values, y, isTime }: Points, width: number): Drawing {
  const asBars = of.kind === 'bars' && values.length <= MOST_BARS;
  // bars of uneven distances stand side by side, each with its number
  const named = asBars && !isTime && values.length > 1 && !isEven(values);
  const x = named ? values.map((_, i) => i) : values;
  const step = x.length > 1 ? (x[x.length - 1] - x[0]) / (x.length - 1) : 1;
  const ends = [x[0], x[x.length - 1]] as const;
  const across = asBars
    ? ([ends[0] - step / 2, ends[1] + step / 2] as const)
    : ends[0] < ends[1]
      ? ends
      : ([ends[0] - 1, ends[0] + 1] as const);
  const up = extent(y, { include: [0] });
  const ticks = named
    ? Array.from(values, (v, at) => ({ at, label: String(v) }))
    : isTime
      ? timeTicks(across, Math.floor(width / 100))
      : numberTicks(across, Math.floor(width / 80));
  const marks = (plot: Plot) => {
    if (!asBars)
      return path(
        Array.from(x, (v, i) => [plot.x(v), plot.y(y[i])] as const).filter(([, level]) => level === level),
        'main',
      );
    const size = Math.max(1, (plot.x(across[0] + step) - plot.x(across[0])) * 0.8);
    return Array.from(x, (v, i) =>
      y[i] === y[i]
        ? column({
            from: plot.y(0),
            to: plot.y(y[i]),
            start: plot.x(v) - size / 2,
            size,
            tone: y[i] < 0 ? 'bad' : 'good',
            hint: `${isTime ? isoOf(v) : values[i]}: ${y[i]}`,
          })
        : undefined,
    );
  };
  const content = chart({
    box: { x: 0, y: 0, width, height: HEIGHT },
    x: { domain: across, ticks, ...(of.x_title !== '' && { title: of.x_title }) },
    y: { domain: up, ticks: numberTicks(up, 5), title: of.y_title },
    draw: (plot) => markup`${marks(plot)}${horizontal(plot, 0)}`,
  });
  return { height: HEIGHT, content };
}
