import { isoOf } from '../../core/calendar.ts';
import type { Facts } from '../facts/facts.ts';
import { grouped, percent } from '../format.ts';
import { markup } from '../markup.ts';
import { chart } from './chart.ts';
import type { Plot } from './chart.ts';
import type { Drawing, Figure } from './figure.ts';
import { area, horizontal, path } from './marks.ts';
import { extent, numberTicks, timeTicks } from './scale.ts';

const EQUITY_HEIGHT = 230;
const FALL_HEIGHT = 130;

/** First, lowest, highest and last row of each of `count` stretches of equal length: what a line of that width can show. */
export function decimated(values: Float64Array, count: number): Uint32Array {
  if (values.length <= count * 4) return new Uint32Array(values.length).map((_, i) => i);
  const rows: number[] = [];
  for (let part = 0; part < count; part++) {
    const from = Math.floor((part * values.length) / count);
    const to = Math.floor(((part + 1) * values.length) / count);
    let [low, high] = [from, from];
    for (let i = from; i < to; i++) {
      if (values[i] < values[low]) low = i;
      if (values[i] > values[high]) high = i;
    }
    for (const row of [from, Math.min(low, high), Math.max(low, high), to - 1])
      if (row !== rows[rows.length - 1]) rows.push(row);
  }
  return Uint32Array.from(rows);
}

/** Equity above, drawdown below, over the traded bars. */
export function curveFigure(facts: Facts): Figure | undefined {
  const { account, run } = facts.input;
  const { time, equity, cash } = account;
  if (time.length < 2) return undefined;
  const rows = decimated(equity, 1500);
  const last = equity[equity.length - 1];
  const deepest = facts.drawdown.reduce((a, b) => Math.min(a, b), 0);
  return {
    name: 'equity',
    title: 'Equity and drawdown',
    reading:
      'Above: what the account is worth at the end of each bar, all costs paid. Below: how far it is under its highest point so far.',
    alt: `Equity from ${grouped(cash)} to ${grouped(last)} between ${isoOf(time[0])} and ${isoOf(time[time.length - 1] + run.interval_ms)}; deepest drawdown ${percent(deepest)}.`,
    draw: (width) => drawCurve(facts, width),
    table: {
      rows: rows.length,
      columns: [
        { name: 'timestamp', kind: 'time', values: Float64Array.from(rows, (i) => time[i]) },
        { name: 'equity', kind: 'number', values: Float64Array.from(rows, (i) => equity[i]) },
        { name: 'drawdown', kind: 'number', values: Float64Array.from(rows, (i) => facts.drawdown[i]) },
      ],
    },
  };
}

function drawCurve({ input, drawdown }: Facts, width: number): Drawing {
  const { time, equity, cash } = input.account;
  const x = {
    domain: [time[0], time[time.length - 1]] as const,
    ticks: timeTicks([time[0], time[time.length - 1]], Math.floor(width / 100)),
  };
  const money = extent(equity, { include: [] });
  const fall = extent(drawdown, { include: [0] });
  const points = (plot: Plot, values: Float64Array): [number, number][] =>
    Array.from(decimated(values, Math.floor(width / 2)), (i) => [plot.x(time[i]), plot.y(values[i])]);
  const above = chart({
    box: { x: 0, y: 0, width, height: EQUITY_HEIGHT },
    margin: 40,
    x: { ...x, ticks: [] },
    y: { domain: money, ticks: numberTicks(money, 5), title: 'equity, quote units' },
    draw: (plot) => markup`${horizontal(plot, cash)}${path(points(plot, equity), 'main')}`,
  });
  const below = chart({
    box: { x: 0, y: EQUITY_HEIGHT + 8, width, height: FALL_HEIGHT },
    margin: 40,
    x,
    y: { domain: fall, ticks: numberTicks(fall, 3, { factor: 100, suffix: '%' }), title: 'drawdown' },
    draw: (plot) => {
      const line = points(plot, drawdown);
      return markup`${area(line, plot.y(0), 'bad')}${path(line, 'bad')}`;
    },
  });
  return { height: EQUITY_HEIGHT + 8 + FALL_HEIGHT, content: markup`${above}${below}` };
}
