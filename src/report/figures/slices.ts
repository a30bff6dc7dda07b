import type { Facts } from '../facts/facts.ts';
import { counted, fixed, percent, signedGrouped } from '../format.ts';
import type { SliceFacts } from '../input.ts';
import { twoRowCharts } from './bars.ts';
import type { Row } from './bars.ts';
import type { Figure } from './figure.ts';
import { toneOf } from './marks.ts';
import { extent } from './scale.ts';

const labelOf = ({ slice, category }: SliceFacts): string => `${slice} = ${category}`;

/** Result and information in each regime. */
export function slicesFigure({ input }: Facts): Figure | undefined {
  const { slices } = input;
  if (slices.length === 0) return undefined;
  const known = slices.some((s) => Number.isFinite(s.ic));
  const rows = (value: (s: SliceFacts) => number, text: (s: SliceFacts) => string): Row[] =>
    slices.map((s) => {
      const x = Number.isFinite(value(s)) ? value(s) : 0;
      return { label: labelOf(s), from: 0, to: x, tone: toneOf(x), text: text(s) };
    });
  const chart = (title: string, value: (s: SliceFacts) => number, text: (s: SliceFacts) => string) => ({
    title,
    base: 0,
    domain: extent(slices.map(value), { include: [0] }),
    rows: rows(value, text),
  });
  const net = chart(
    'net result, quote units',
    (s) => s.net_pnl,
    (s) => `${signedGrouped(s.net_pnl)} (${counted(s.trades, 'trade')})`,
  );
  const other = known
    ? chart(
        'information coefficient',
        (s) => s.ic,
        (s) => fixed(s.ic, 4),
      )
    : chart(
        'net result per trade',
        (s) => s.net_per_trade,
        (s) => fixed(s.net_per_trade, 2),
      );
  const numbers = ['category', 'bars', 'share', 'ic', 'trades', 'hit_rate', 'net_pnl', 'net_per_trade'] as const;
  return {
    name: 'regimes',
    title: 'Regime by regime',
    reading:
      'The traded bars cut by the category of a feature at the bar of the decision. An edge that lives in one regime only needs that regime to go on.',
    alt: slices.map((s) => `${labelOf(s)}: ${percent(s.share, 0)} of the bars, ${signedGrouped(s.net_pnl)}`).join('; '),
    draw: (width) => twoRowCharts([net, other], width),
    table: {
      rows: slices.length,
      columns: [
        { name: 'slice', kind: 'text', values: slices.map((s) => s.slice) },
        ...numbers.map((name) => ({ name, kind: 'number' as const, values: slices.map((s) => s[name]) })),
      ],
    },
  };
}
