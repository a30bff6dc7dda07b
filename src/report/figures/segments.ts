import type { Facts } from '../facts/facts.ts';
import { fixed, signedGrouped, signedPercent } from '../format.ts';
import { markup } from '../markup.ts';
import type { Content } from '../markup.ts';
import { chart } from './chart.ts';
import type { Box, Plot } from './chart.ts';
import type { Figure } from './figure.ts';
import { column, horizontal, toneOf } from './marks.ts';
import type { Tone } from './marks.ts';
import { extent, numberTicks } from './scale.ts';
import type { Tick } from './scale.ts';

const HEIGHT = 150;

export interface Column {
  readonly label: string;
  readonly value: number;
  readonly hint: string;
  readonly tone: Tone;
}

/** Columns of one series, standing on 0. Labels are thinned to what fits. */
export function columnChart(
  box: Box,
  columns: readonly Column[],
  y: { title: string; suffix?: string; factor?: number },
  xTitle?: string,
): Content {
  const domain = extent(
    columns.map((c) => c.value),
    { include: [0] },
  );
  const every = Math.max(1, Math.ceil((columns.length * 46) / box.width));
  const ticks: Tick[] = columns.flatMap(({ label }, i) => (i % every === 0 ? [{ at: i + 0.5, label }] : []));
  return chart({
    box,
    margin: 40,
    x: { domain: [0, columns.length], ticks, ...(xTitle !== undefined && { title: xTitle }) },
    y: { domain, ticks: numberTicks(domain, 4, { factor: y.factor ?? 1, suffix: y.suffix ?? '' }), title: y.title },
    draw: (plot) => markup`${columns.map((c, i) => columnAt(plot, c, i))}${horizontal(plot, 0)}`,
  });
}

function columnAt({ x, y }: Plot, { value, tone, hint }: Column, i: number): Content {
  if (!Number.isFinite(value)) return undefined;
  const width = x(i + 1) - x(i);
  const size = Math.min(48, width * 0.78);
  return column({ from: y(0), to: y(value), start: x(i + 0.5) - size / 2, size, tone, hint });
}

/** IC and net result of each walk-forward segment. */
export function segmentsFigure({ input }: Facts): Figure | undefined {
  const { segments } = input;
  if (segments.length < 2) return undefined;
  const number = (name: string): string => name.replace('fold-', '');
  const withIc = segments.some((s) => Number.isFinite(s.ic));
  const ic = segments.map((s): Column => ({
    label: number(s.segment),
    value: s.ic,
    tone: toneOf(s.ic),
    hint: `${s.segment}: IC ${fixed(s.ic, 4)}`,
  }));
  const pnl = segments.map((s): Column => ({
    label: number(s.segment),
    value: s.net_pnl,
    tone: toneOf(s.net_pnl),
    hint: `${s.segment}: ${signedGrouped(s.net_pnl)} (${signedPercent(s.ret)})`,
  }));
  const gained = segments.filter((s) => s.net_pnl > 0).length;
  return {
    name: 'segments',
    title: 'Segment by segment',
    reading: 'A strategy that holds up gains a little in most segments. One tall column among short ones is an event.',
    alt: `${gained} of ${segments.length} segments gain${withIc ? `; ${segments.filter((s) => s.ic > 0).length} have an information coefficient above 0` : ''}.`,
    draw: (width) => {
      const below = withIc ? HEIGHT + 10 : 0;
      const top = withIc
        ? columnChart({ x: 0, y: 0, width, height: HEIGHT }, ic, { title: 'information coefficient' })
        : undefined;
      const bottom = columnChart(
        { x: 0, y: below, width, height: HEIGHT + 18 },
        pnl,
        { title: 'net result, quote units' },
        'segment',
      );
      return { height: below + HEIGHT + 18, content: markup`${top}${bottom}` };
    },
    table: {
      rows: segments.length,
      columns: [
        { name: 'segment', kind: 'text', values: segments.map((s) => s.segment) },
        { name: 'test_from', kind: 'time', values: segments.map((s) => s.test_from) },
        { name: 'test_to', kind: 'time', values: segments.map((s) => s.test_to) },
        { name: 'ic', kind: 'number', values: segments.map((s) => s.ic) },
        { name: 'net_pnl', kind: 'number', values: segments.map((s) => s.net_pnl) },
      ],
    },
  };
}

/** Result of each calendar month. */
export function monthsFigure({ months }: Facts): Figure | undefined {
  if (months.length < 2) return undefined;
  const columns = months.map((m): Column => ({
    label: m.month.slice(2),
    value: m.ret,
    tone: toneOf(m.ret),
    hint: `${m.month}: ${signedPercent(m.ret)}`,
  }));
  return {
    name: 'months',
    title: 'Result of each month',
    reading: 'Change of equity from month to month, UTC. First and last months may be partial.',
    alt: `${months.filter((m) => m.ret > 0).length} of ${months.length} months gain.`,
    draw: (width) => ({
      height: HEIGHT,
      content: markup`${columnChart({ x: 0, y: 0, width, height: HEIGHT }, columns, { title: 'return', factor: 100, suffix: '%' })}`,
    }),
    table: {
      rows: months.length,
      columns: [
        { name: 'month', kind: 'text', values: months.map((m) => m.month) },
        { name: 'pnl', kind: 'number', values: months.map((m) => m.pnl) },
        { name: 'ret', kind: 'number', values: months.map((m) => m.ret) },
      ],
    },
  };
}
