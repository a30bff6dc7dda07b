import type { Facts } from '../facts/facts.ts';
import { counted, signedGrouped } from '../format.ts';
import type { GateFacts, GateWorth } from '../input.ts';
import { twoRowCharts } from './bars.ts';
import type { Row } from './bars.ts';
import type { Figure } from './figure.ts';
import { toneOf } from './marks.ts';
import { extent } from './scale.ts';

type Priced = GateFacts & { readonly worth: GateWorth };

/** What each gate adds to the result, and what its refusals would have made. */
export function gateWorthFigure({ input }: Facts): Figure | undefined {
  const gates = input.gates.filter((g): g is Priced => g.worth !== undefined);
  if (gates.length === 0) return undefined;
  const row = (name: string, value: number, hint: string): Row => ({
    label: name,
    from: 0,
    to: value,
    tone: toneOf(value),
    text: signedGrouped(value),
    hint,
  });
  const charts = (['value', 'shadow_net'] as const).map((key) => ({
    title: key === 'value' ? 'the run less the run without it' : 'what it refused first, traded alone',
    base: 0,
    domain: extent(
      gates.map((g) => g.worth[key]),
      { include: [0] },
    ),
    rows: gates.map(({ name, worth }) =>
      row(
        name,
        worth[key],
        key === 'value'
          ? `without ${name}: ${signedGrouped(worth.net_without)} from ${counted(worth.trades_without, 'trade')}`
          : `${signedGrouped(worth.shadow_net)} from ${counted(worth.shadow_trades, 'shadow trade')}, of which ${worth.shadow_wins} won`,
      ),
    ),
  }));
  const numbers = ['value', 'net_without', 'trades_without', 'shadow_net', 'shadow_trades', 'shadow_wins'] as const;
  return {
    name: 'gate-worth',
    title: 'What each gate is worth',
    reading:
      'Net results in quote units. Left: the run as it is less the same run without the gate; below zero the gate costs money. Right: a shadow account that takes only what the gate was the first to refuse; above zero it refuses what would have paid.',
    alt: gates
      .map((g) => `${g.name}: adds ${signedGrouped(g.worth.value)}, its refusals ${signedGrouped(g.worth.shadow_net)}`)
      .join('; '),
    draw: (width) => twoRowCharts(charts, width),
    table: {
      rows: gates.length,
      columns: [
        { name: 'gate', kind: 'text', values: gates.map((g) => g.name) },
        ...numbers.map((name) => ({ name, kind: 'number' as const, values: gates.map((g) => g.worth[name]) })),
      ],
    },
  };
}
