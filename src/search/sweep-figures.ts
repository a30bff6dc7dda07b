import { chart } from '../report/figures/chart.ts';
import type { Figure } from '../report/figures/figure.ts';
import { rowChart, rowsHeight } from '../report/figures/bars.ts';
import type { Row } from '../report/figures/bars.ts';
import { dot } from '../report/figures/marks.ts';
import { extent, numberTicks } from '../report/figures/scale.ts';
import type { Analysis, Front } from './analysis/analysis.ts';
import type { Sliced } from './analysis/landscape.ts';

const EMPTY: Figure['table'] = { rows: 0, columns: [] };
const HEIGHT = 260;

/** Bars of the shares of variance. */
export function importanceFigure({ importance, objective }: Analysis): Figure {
  const rows = importance.map(({ path, fanova }): Row => ({
    label: path,
    from: 0,
    to: fanova,
    tone: 'main',
    text: `${(100 * fanova).toFixed(1)}%`,
  }));
  return {
    name: 'importance',
    title: 'Importance of parameters',
    reading: `Share of the variance of ${objective} over the space that each parameter explains alone (fANOVA).`,
    alt: importance.map(({ path, fanova }) => `${path} ${(100 * fanova).toFixed(1)}%`).join(', '),
    draw: (width) => ({
      height: rowsHeight({ rows }),
      content: rowChart({ x: 0, y: 0, width, rows, domain: [0, Math.max(0.01, ...importance.map((i) => i.fanova))] }),
    }),
    table: EMPTY,
  };
}

/** Mean and best of the objective along one parameter; undefined where fewer than two cells hold trials. */
export function sliceFigure({ path, cells }: Sliced, objective: string): Figure | undefined {
  const known = cells.filter(({ mean }) => mean !== null);
  if (known.length < 2) return undefined;
  const means = known.map(({ mean }) => mean ?? 0);
  const [low, high] = extent(means, { include: [0] });
  const rows = known.map(({ label, mean, trials }): Row => ({
    label,
    from: 0,
    to: mean ?? 0,
    tone: (mean ?? 0) >= 0 ? 'good' : 'bad',
    text: `${(mean ?? 0).toFixed(3)} (${trials})`,
  }));
  return {
    name: `slice-${path}`,
    title: path,
    reading: `Mean ${objective} of the trials in each part of the range; how many trials in brackets.`,
    alt: known.map(({ label, mean }) => `${label}: ${(mean ?? 0).toFixed(3)}`).join('; '),
    draw: (width) => ({
      height: rowsHeight({ rows }),
      content: rowChart({ x: 0, y: 0, width, rows, domain: [low, high], base: 0 }),
    }),
    table: EMPTY,
  };
}

/** The first two objectives of the trials on the front. */
export function frontFigure({ objectives, trials }: Front): Figure {
  const [x, y] = [0, 1].map((o) => trials.map(({ values }) => values[o]));
  const [across, down] = [extent(x), extent(y)];
  return {
    name: 'front',
    title: 'Pareto front',
    reading: `Trials that no other one beats in every objective: ${objectives[0]} against ${objectives[1]}.`,
    alt: trials.map(({ trial, values }) => `trial ${trial}: ${values.map((v) => v.toFixed(3)).join(', ')}`).join('; '),
    draw: (width) => ({
      height: HEIGHT,
      content: chart({
        box: { x: 0, y: 0, width, height: HEIGHT },
        x: { domain: across, ticks: numberTicks(across, Math.max(3, width / 110)), title: objectives[0] },
        y: { domain: down, ticks: numberTicks(down, 5), title: objectives[1] },
        draw: (plot) =>
          trials.map(({ trial, values }) => dot(plot.x(values[0]), plot.y(values[1]), 'main', `trial ${trial}`)),
      }),
    }),
    table: EMPTY,
  };
}
