import type { Facts } from '../facts/facts.ts';
import type { Calibration, Profile } from '../facts/scores.ts';
import { fixed, grouped, percent } from '../format.ts';
import { markup } from '../markup.ts';
import type { Content } from '../markup.ts';
import { twoRowCharts } from './bars.ts';
import type { Row, RowChart } from './bars.ts';
import { at, chart, facetBoxes } from './chart.ts';
import type { Box, Plot } from './chart.ts';
import type { Figure } from './figure.ts';
import { column, dot, horizontal, toneOf, whisker } from './marks.ts';
import { extent, numberTicks } from './scale.ts';

const FACET = { height: 190, least: 200 };

/** IC and sign hit rate of every score, from the shortest horizon to the longest. */
export function horizonsFigure({ scores }: Facts): Figure | undefined {
  if (scores.length === 0) return undefined;
  const ics = scores.map((s) => s.quality.ic);
  const hits = scores.map((s) => s.quality.hit_rate);
  const label = (s: (typeof scores)[number]): string => `${s.name} · ${s.horizon}`;
  const row = (value: number, base: number, name: string, text: string): Row => ({
    label: name,
    from: base,
    to: Number.isFinite(value) ? value : base,
    tone: toneOf(value - base),
    text,
  });
  const charts: Omit<RowChart, 'x' | 'y' | 'width'>[] = [
    {
      title: 'information coefficient by score · horizon in bars',
      base: 0,
      domain: extent(ics, { include: [0] }),
      rows: scores.map((s, i) => row(ics[i], 0, label(s), fixed(ics[i], 4))),
    },
    {
      title: 'sign hit rate, against 50%',
      base: 0.5,
      domain: extent(hits, { include: [0.5] }),
      rows: scores.map((s, i) => row(hits[i], 0.5, label(s), percent(hits[i]))),
    },
  ];
  return {
    name: 'horizons',
    title: 'Information by horizon',
    reading:
      'How well each score ranks what comes after it. A real effect fades smoothly as the horizon grows; a lone spike is suspect.',
    alt: scores
      .map((s) => `${label(s)}: IC ${fixed(s.quality.ic, 4)}, sign hit rate ${percent(s.quality.hit_rate)}`)
      .join('; '),
    draw: (width) => twoRowCharts(charts, width),
    table: {
      rows: scores.length,
      columns: [
        { name: 'scores', kind: 'text', values: scores.map((s) => s.name) },
        { name: 'horizon_bars', kind: 'number', values: scores.map((s) => s.horizon) },
        { name: 'ic', kind: 'number', values: ics },
        { name: 'sign_hit_rate', kind: 'number', values: hits },
        { name: 'samples', kind: 'number', values: scores.map((s) => s.quality.samples) },
      ],
    },
  };
}

/** Mean outcome against mean forecast by bin, one small chart per forecast. */
export function calibrationFigure({ calibrations }: Facts): Figure | undefined {
  if (calibrations.length === 0) return undefined;
  const all = calibrations.flatMap((c) => c.bins.map((bin) => ({ name: c.name, ...bin })));
  return {
    name: 'calibration',
    title: 'Predicted against realised',
    reading:
      'Each point is one bin of forecasts of equal count (fixed width for probabilities), with two standard errors. On the dashed line a forecast means what it says; flat points promise too much.',
    alt: calibrations
      .map((c) => `${c.name}: slope ${fixed(c.slope, 2)}, ${c.off} of ${c.bins.length} bins off`)
      .join('; '),
    draw: (width) => {
      const { boxes, height } = facetBoxes(calibrations.length, { width, ...FACET });
      return { height, content: markup`${calibrations.map((c, i) => reliabilityChart(boxes[i], c))}` };
    },
    table: binTable(all),
  };
}

function reliabilityChart(box: Box, { name, bins, unit, horizon }: Calibration): Content {
  const errors = bins.flatMap((b) => [
    b.realised - 2 * errorOf(b.se, horizon),
    b.realised + 2 * errorOf(b.se, horizon),
  ]);
  const x = extent(bins.map((b) => b.predicted));
  const y = extent([...errors, ...bins.map((b) => b.realised)]);
  const low = Math.max(x[0], y[0]);
  const high = Math.min(x[1], y[1]);
  return chart({
    box,
    title: name,
    x: { domain: x, ticks: numberTicks(x, 4), title: `predicted, ${unit}` },
    y: { domain: y, ticks: numberTicks(y, 4), title: `realised, ${unit}` },
    draw: (plot) =>
      markup`${horizontal(plot, 0)}${high > low ? markup`<line class="r" x1="${at(plot.x(low))}" y1="${at(plot.y(low))}" x2="${at(plot.x(high))}" y2="${at(plot.y(high))}"/>` : undefined}${bins.map(
        (b) => {
          const e = errorOf(b.se, horizon);
          return markup`${whisker(plot.x(b.predicted), plot.y(b.realised - 2 * e), plot.y(b.realised + 2 * e))}${dot(plot.x(b.predicted), plot.y(b.realised), 'main', `predicted ${fixed(b.predicted, 3)}, realised ${fixed(b.realised, 3)}, ${grouped(b.count)} rows`)}`;
        },
      )}`,
  });
}

/** Overlapping labels repeat each other: their standard error is widened by sqrt(horizon). */
const errorOf = (se: number, horizon: number): number =>
  Number.isFinite(se) ? se * Math.sqrt(Math.max(1, horizon)) : 0;

/** Mean outcome by decile of each raw score. */
export function quantilesFigure({ profiles }: Facts): Figure | undefined {
  if (profiles.length === 0) return undefined;
  return {
    name: 'quantiles',
    title: 'What came after each decile of the score',
    reading:
      'Decile 1 holds the lowest scores, 10 the highest. Steps that rise from left to right say that the whole score is useful, not its tails alone.',
    alt: profiles
      .map(
        (p) =>
          `${p.name}: top less bottom ${fixed(p.spread, 2)} ${p.unit}, rank correlation of the steps ${fixed(p.monotonicity, 2)}`,
      )
      .join('; '),
    draw: (width) => {
      const { boxes, height } = facetBoxes(profiles.length, { width, ...FACET });
      return { height, content: markup`${profiles.map((p, i) => profileChart(boxes[i], p))}` };
    },
    table: binTable(profiles.flatMap((p) => p.bins.map((bin) => ({ name: p.name, ...bin })))),
  };
}

function profileChart(box: Box, { name, unit, bins, horizon }: Profile): Content {
  const reach = bins.flatMap((b) => [b.realised - 2 * errorOf(b.se, horizon), b.realised + 2 * errorOf(b.se, horizon)]);
  const y = extent(reach, { include: [0] });
  const marks = ({ x, y: up }: Plot): Content =>
    bins.map((b) => {
      if (b.count === 0) return undefined;
      const size = (x(1) - x(0)) * 0.76;
      const e = errorOf(b.se, horizon);
      const bar = column({
        from: up(0),
        to: up(b.realised),
        start: x(b.bin) - size / 2,
        size,
        tone: toneOf(b.realised),
        hint: `decile ${b.bin}: ${fixed(b.realised, 2)} ${unit}, ${grouped(b.count)} rows`,
      });
      return markup`${bar}${whisker(x(b.bin), up(b.realised - 2 * e), up(b.realised + 2 * e))}`;
    });
  const ticks = bins.filter((b) => b.bin % 3 === 1).map((b) => ({ at: b.bin, label: String(b.bin) }));
  return chart({
    box,
    title: name,
    x: { domain: [0.5, bins.length + 0.5], ticks, title: 'decile of the score' },
    y: { domain: y, ticks: numberTicks(y, 4), title: `mean outcome, ${unit}` },
    draw: (plot) => markup`${marks(plot)}${horizontal(plot, 0)}`,
  });
}

function binTable(
  rows: readonly { name: string; bin: number; count: number; predicted: number; realised: number; se: number }[],
): Figure['table'] {
  const keys = ['bin', 'count', 'predicted', 'realised', 'se'] as const;
  return {
    rows: rows.length,
    columns: [
      { name: 'scores', kind: 'text', values: rows.map((r) => r.name) },
      ...keys.map((key) => ({ name: key, kind: 'number' as const, values: rows.map((r) => r[key]) })),
    ],
  };
}
