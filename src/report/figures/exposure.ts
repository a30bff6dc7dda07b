import type { Facts } from '../facts/facts.ts';
import { percent } from '../format.ts';
import type { ExposureFacts } from '../input.ts';
import { markup } from '../markup.ts';
import { chart } from './chart.ts';
import type { Plot } from './chart.ts';
import { decimated } from './curve.ts';
import type { Drawing, Figure } from './figure.ts';
import { area, horizontal, path } from './marks.ts';
import { extent, numberTicks, timeTicks } from './scale.ts';

const EXPOSURE_HEIGHT = 200;
const POSITIONS_HEIGHT = 110;

/** What an account over several symbols holds, bar by bar: gross and net over equity, and in how many symbols. */
export function exposureFigure({ input }: Facts): Figure | undefined {
  const { panel, account } = input;
  const { time } = account;
  if (panel?.exposure === undefined || time.length < 2) return undefined;
  const { gross, net, positions } = panel.exposure;
  const rows = decimated(gross, 1500);
  const mean = (x: Float64Array): number => x.reduce((sum, v) => sum + v, 0) / x.length;
  const column = (name: string, values: Float64Array) => ({
    name,
    kind: 'number' as const,
    values: Float64Array.from(rows, (i) => values[i]),
  });
  const { exposure } = panel;
  return {
    name: 'exposure',
    title: 'Exposure',
    reading:
      'Above: the sum of all positions over equity, sizes added up (filled) and longs less shorts (line). Below: in how many symbols something is held.',
    alt: `Gross exposure ${percent(mean(gross))} and net ${percent(mean(net))} on average, in ${mean(positions).toFixed(1)} symbols.`,
    draw: (width) => draw(time, exposure, width),
    table: {
      rows: rows.length,
      columns: [
        { name: 'timestamp', kind: 'time', values: Float64Array.from(rows, (i) => time[i]) },
        column('gross', gross),
        column('net', net),
        column('positions', positions),
      ],
    },
  };
}

function draw(time: Float64Array, { gross, net, positions }: ExposureFacts, width: number): Drawing {
  const domain = [time[0], time[time.length - 1]] as const;
  const x = { domain, ticks: timeTicks(domain, Math.floor(width / 100)) };
  const points = (plot: Plot, values: Float64Array): [number, number][] =>
    Array.from(decimated(values, Math.floor(width / 2)), (i) => [plot.x(time[i]), plot.y(values[i])]);
  const [low] = extent(net, { include: [0] });
  const [, high] = extent(gross, { include: [0] });
  const share = [low, high] as const;
  const above = chart({
    box: { x: 0, y: 0, width, height: EXPOSURE_HEIGHT },
    margin: 40,
    x: { ...x, ticks: [] },
    y: { domain: share, ticks: numberTicks(share, 5, { factor: 100, suffix: '%' }), title: 'gross and net, of equity' },
    draw: (plot) =>
      markup`${area(points(plot, gross), plot.y(0), 'soft')}${horizontal(plot, 0)}${path(points(plot, net), 'main')}`,
  });
  const count = extent(positions, { include: [0] });
  const below = chart({
    box: { x: 0, y: EXPOSURE_HEIGHT + 8, width, height: POSITIONS_HEIGHT },
    margin: 40,
    x,
    y: { domain: count, ticks: numberTicks(count, 3), title: 'symbols held' },
    draw: (plot) => path(points(plot, positions), 'main'),
  });
  return { height: EXPOSURE_HEIGHT + 8 + POSITIONS_HEIGHT, content: markup`${above}${below}` };
}
