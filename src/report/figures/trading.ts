import type { Facts } from '../facts/facts.ts';
import { feeOf } from '../facts/trades.ts';
import { fixed, grouped, percent, signedGrouped } from '../format.ts';
import { markup } from '../markup.ts';
import type { Content } from '../markup.ts';
import { rowChart, rowsHeight } from './bars.ts';
import type { Row } from './bars.ts';
import { chart } from './chart.ts';
import type { Figure } from './figure.ts';
import { cloud, column, dot, horizontal, path, vertical } from './marks.ts';
import { extent, numberTicks } from './scale.ts';

const HEIGHT = 230;

/** From decisions to orders: what each gate refused as the first. */
export function waterfallFigure({ waterfall }: Facts): Figure | undefined {
  const total = waterfall[0].count;
  if (total === 0) return undefined;
  const rows = waterfall.map(({ name, kind, count, left }): Row => {
    if (kind === 'total') return { label: name, from: 0, to: count, tone: 'main', text: grouped(count) };
    return { label: name, from: left, to: left + count, tone: 'bad', text: count === 0 ? '0' : `−${grouped(count)}` };
  });
  return {
    name: 'gate-waterfall',
    title: 'From decisions to orders',
    reading:
      'A decision is a bar with a direction at which something could be opened. Each gate takes away what it refuses before the gates below it are asked.',
    alt: waterfall.map((s) => `${s.name}: ${s.kind === 'total' ? '' : 'refused '}${grouped(s.count)}`).join('; '),
    draw: (width) => ({
      height: rowsHeight({ rows }),
      content: rowChart({ x: 0, y: 0, width, rows, domain: [0, total] }),
    }),
    table: {
      rows: waterfall.length,
      columns: [
        { name: 'step', kind: 'text', values: waterfall.map((s) => s.name) },
        { name: 'refused_first', kind: 'number', values: waterfall.map((s) => (s.kind === 'refused' ? s.count : NaN)) },
        { name: 'left', kind: 'number', values: waterfall.map((s) => s.left) },
      ],
    },
  };
}

/** Net result of the same trades at other fees. */
export function costsFigure({ ladder, input }: Facts): Figure | undefined {
  if (ladder === undefined) return undefined;
  const { steps, break_even_bps } = ladder;
  const paid = feeOf(ladder, input.costs);
  const y = extent(
    steps.map((s) => s.net),
    { include: [0] },
  );
  const x = [0, steps[steps.length - 1].fee_bps] as const;
  return {
    name: 'costs',
    title: 'Net result at other fees',
    reading:
      'The same trades with another fee per side; slippage, sizes and exits stay as they were. The distance between the fee paid and the break-even fee is the safety margin.',
    alt: `Break-even fee ${fixed(break_even_bps, 2)} bps per side; paid ${fixed(paid, 2)} bps.`,
    draw: (width) => ({
      height: HEIGHT,
      content: chart({
        box: { x: 0, y: 0, width, height: HEIGHT },
        x: { domain: x, ticks: numberTicks(x, Math.min(10, Math.floor(width / 50))), title: 'fee, bps per side' },
        y: { domain: y, ticks: numberTicks(y, 5), title: 'net result, quote units' },
        draw: (plot) => {
          const points = steps.map((s) => [plot.x(s.fee_bps), plot.y(s.net)] as const);
          const dots = steps.map((s, i) =>
            dot(points[i][0], points[i][1], s.net >= 0 ? 'good' : 'bad', `${s.fee_bps} bps: ${signedGrouped(s.net)}`),
          );
          return markup`${horizontal(plot, 0)}${path(points, 'main')}${dots}${vertical(plot, paid, `paid: ${fixed(paid, 2)} bps`, { tone: 'main' })}${vertical(plot, break_even_bps, `break-even: ${fixed(break_even_bps, 2)} bps`, { tone: 'bad', row: 1 })}`;
        },
      }),
    }),
    table: {
      rows: steps.length,
      columns: [
        { name: 'fee_bps', kind: 'number', values: steps.map((s) => s.fee_bps) },
        { name: 'net_pnl', kind: 'number', values: steps.map((s) => s.net) },
      ],
    },
  };
}

/** How long trades are held. */
export function holdsFigure({ holds }: Facts): Figure | undefined {
  if (holds.length === 0) return undefined;
  const [low, high] = [holds[0].from, holds[holds.length - 1].to + 1];
  const y = extent(
    holds.map((h) => h.count),
    { include: [0] },
  );
  const size = holds[0].to - holds[0].from + 1;
  return {
    name: 'holds',
    title: 'Hold times',
    reading: 'A pile at the right end is the timed exit, a pile at the left end are stops or signals that flip.',
    alt: `Trades are held ${low} to ${high - 1} bars.`,
    draw: (width) => ({
      height: HEIGHT,
      content: chart({
        box: { x: 0, y: 0, width, height: HEIGHT },
        x: {
          domain: [low, high],
          ticks: numberTicks([low, high - size], Math.floor(width / 70))
            .filter((t) => Number.isInteger(t.at))
            .map((t) => ({ ...t, at: t.at + size / 2 })),
          title: 'bars held',
        },
        y: { domain: y, ticks: numberTicks(y, 4).filter((t) => Number.isInteger(t.at)), title: 'trades' },
        draw: (plot) => {
          const width_ = plot.x(low + size) - plot.x(low);
          const marks = holds.map((h): Content => {
            const hint = `${h.from === h.to ? h.from : `${h.from} to ${h.to}`} bars: ${grouped(h.count)} trades`;
            return h.count === 0
              ? undefined
              : column({
                  from: plot.y(0),
                  to: plot.y(h.count),
                  start: plot.x(h.from) + width_ * 0.06,
                  size: Math.max(1, width_ * 0.88),
                  tone: 'main',
                  hint,
                });
          });
          return markup`${marks}`;
        },
      }),
    }),
    table: {
      rows: holds.length,
      columns: (['from', 'to', 'count'] as const).map((key) => ({
        name: key === 'count' ? 'trades' : `bars_${key}`,
        kind: 'number' as const,
        values: holds.map((h) => h[key]),
      })),
    },
  };
}

/** Worst and best moment of each trade, winners and losers apart. */
export function excursionsFigure({ input, ladder }: Facts): Figure | undefined {
  const { trades } = input;
  if (trades === undefined || ladder === undefined) return undefined;
  const x = extent(trades.mae, { include: [0] });
  const y = extent(trades.mfe, { include: [0] });
  const won = Array.from(trades.net_pnl, (pnl) => pnl > 0);
  const wins = won.filter((w) => w).length;
  return {
    name: 'excursions',
    title: 'Worst and best moment of each trade',
    reading:
      'Left: how far a trade went against its entry (MAE). Up: how far it went in favour (MFE). Losers high up gave back a profit: look at the exits. Green won, orange lost, after costs.',
    alt: `${grouped(trades.rows)} trades; ${percent(wins / trades.rows, 0)} won.`,
    draw: (width) => ({
      height: HEIGHT + 30,
      content: chart({
        box: { x: 0, y: 0, width, height: HEIGHT + 30 },
        x: {
          domain: x,
          ticks: numberTicks(x, Math.floor(width / 80), { factor: 100, suffix: '%' }),
          title: 'MAE, of the entry price',
        },
        y: { domain: y, ticks: numberTicks(y, 5, { factor: 100, suffix: '%' }), title: 'MFE, of the entry price' },
        draw: (plot) => {
          const points = (side: boolean): (readonly [number, number])[] =>
            won.flatMap((w, i) => (w === side ? [[plot.x(trades.mae[i]), plot.y(trades.mfe[i])] as const] : []));
          return markup`${cloud(points(false), 'bad')}${cloud(points(true), 'good')}`;
        },
      }),
    }),
    table: {
      rows: trades.rows,
      columns: (['mae', 'mfe', 'net_pnl'] as const).map((key) => ({
        name: key,
        kind: 'number' as const,
        values: trades[key],
      })),
    },
  };
}
