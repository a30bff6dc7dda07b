import type { Facts } from '../facts/facts.ts';
import { extremesOf } from '../facts/trades.ts';
import type { Figure } from '../figures/figure.ts';
import { duration, fixed, grouped, moment, percent, signedGrouped, signedPercent } from '../format.ts';
import type { GateWorth, TradeColumns } from '../input.ts';
import { markup } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { facts, figure, number, section, table, text, toned } from './elements.ts';
import type { Cell } from './elements.ts';

type Figures = ReadonlyMap<string, Figure>;

/** What became of the decisions, gate by gate. */
export function gatesSection({ input, waterfall, edge }: Facts, figures: Figures): Markup | undefined {
  const { decisions } = input.totals;
  if (decisions === 0) return undefined;
  const priced = input.gates.some((g) => g.worth !== undefined);
  const rows = input.gates.map((g) => [
    g.name,
    g.type,
    grouped(g.first),
    percent(g.first / decisions, 1),
    grouped(g.all),
    percent(g.all / decisions, 1),
    ...(priced ? worthCells(g.worth) : []),
  ]);
  const ordered = waterfall[waterfall.length - 1].left;
  const trades = input.trades?.rows ?? input.totals.trades;
  const edges = edge.count === 0 ? '' : ` Accepted decisions predict ${fixed(edge.mean_bps, 2)} bps on average.`;
  const columns = [
    text('gate'),
    text('type'),
    number('refused first'),
    number('of decisions'),
    number('refused at all'),
    number('of decisions'),
    ...(priced ? [number('value of the gate'), number('shadow net'), number('shadow trades'), number('won')] : []),
  ];
  return section({
    id: 'gates',
    title: 'Decisions and gates',
    content: markup`<p class="reading">Of ${grouped(decisions)} decisions ${grouped(ordered)} became orders, and ${grouped(trades)} trades were closed.${edges}</p>${figure(figures.get('gate-waterfall'), 'full')}${figure(figures.get('gate-worth'), 'full')}${rows.length === 0 ? undefined : table('Refusals of each gate, in the order of the gates', columns, rows)}`,
  });
}

function worthCells(worth: GateWorth | undefined): readonly (Cell | string)[] {
  if (worth === undefined) return ['', '', '', ''];
  const { value, shadow_net, shadow_trades, shadow_wins } = worth;
  return [
    toned(value, signedGrouped(value)),
    toned(shadow_net, signedGrouped(shadow_net)),
    grouped(shadow_trades),
    percent(shadow_wins / shadow_trades, 0),
  ];
}

/** What costs do to the result, and what a bar cannot tell. */
export function costsSection({ input, ladder }: Facts, figures: Figures): Markup | undefined {
  if (ladder === undefined) return undefined;
  const { stop_first, target_first } = input.ambiguity;
  const { cash } = input.account;
  const band = (end: number): string => `${signedGrouped(end - cash)} (${signedPercent(end / cash - 1)})`;
  const rows = ladder.steps.map((s) => [
    `${s.fee_bps} bps`,
    toned(s.net, signedGrouped(s.net)),
    toned(s.net, signedPercent(s.net / cash)),
  ]);
  const known = facts([
    ['gross', `${fixed(ladder.gross_bps, 2)} bps a trade before costs (of one side's notional)`],
    ['costs', `${fixed(ladder.cost_bps, 2)} bps a trade: fees, slippage and funding of both sides`],
    ['fee paid', `${fixed(ladder.paid_bps, 2)} bps per side on average`],
    ['break-even fee', `${fixed(ladder.break_even_bps, 2)} bps per side`],
  ]);
  const ambiguity = markup`<h3>Ambiguity band</h3><p class="reading">Where one bar holds both stop and target, nobody knows which came first. The run takes the stop; the truth lies between.</p>${facts(
    [
      ['stop first', band(stop_first)],
      ['target first', band(target_first)],
      [
        'width',
        stop_first === target_first
          ? 'none: no bar of a trade held both'
          : `${percent(Math.abs(target_first - stop_first) / cash)} of the cash`,
      ],
    ],
  )}`;
  return section({
    id: 'costs',
    title: 'Costs',
    content: markup`<div class="grid"><div>${figure(figures.get('costs'), 'half')}</div><div><h3>Per trade</h3>${known}<br>${ambiguity}</div></div><details><summary>Cost ladder as a table</summary>${table('Net result by fee per side', [text('fee per side'), number('net'), number('of the cash')], rows)}</details>`,
  });
}

/** How trades begin, end, and what they were like in between. */
export function tradesSection({ input, exits, ladder }: Facts, figures: Figures): Markup | undefined {
  const { trades } = input;
  if (trades === undefined || ladder === undefined) return undefined;
  const rows = exits.map((e) => [
    e.reason,
    grouped(e.count),
    percent(e.count / trades.rows, 1),
    percent(e.hits / e.count, 0),
    toned(e.net, signedGrouped(e.net)),
    toned(e.net, fixed(e.net / e.count, 2)),
    fixed(e.bars_held, 1),
  ]);
  const columns = [
    text('exit'),
    number('trades'),
    number('share'),
    number('won'),
    number('net'),
    number('net per trade'),
    number('bars held'),
  ];
  const longs = trades.side.filter((s) => s > 0).length;
  return section({
    id: 'trades',
    title: 'Trades',
    content: markup`<p class="reading">${grouped(trades.rows)} closed trades: ${grouped(longs)} long, ${grouped(trades.rows - longs)} short.</p>${table('Trades by the reason of their exit', columns, rows)}<div class="grid">${figure(figures.get('holds'), 'half')}${figure(figures.get('excursions'), 'half')}</div><div class="grid">${extremes(input.run.interval_ms, trades, 'best')}${extremes(input.run.interval_ms, trades, 'worst')}</div>`,
  });
}

function extremes(interval_ms: number, trades: TradeColumns, side: 'best' | 'worst'): Markup | undefined {
  const found = extremesOf(trades, 5, side);
  if (found.length === 0) return undefined;
  const rows = found.map((i) => [
    moment(trades.entry_time[i]),
    toned(trades.net_pnl[i], signedGrouped(trades.net_pnl[i])),
    trades.side[i] > 0 ? 'long' : 'short',
    duration(trades.bars_held[i] * interval_ms),
    trades.reason[i],
  ]);
  return table(
    side === 'best' ? 'Best trades' : 'Worst trades',
    [text('entry, UTC'), number('net'), text('side'), text('held'), text('exit')],
    rows,
  );
}
