import { openAccount, timesOf } from '../_simulator/account.ts';
import type { Account } from '../_simulator/account.ts';
import type { Range } from '../../core/artifacts.ts';
import { setBounds, stopTrading } from '../_simulator/fills.ts';
import { asColumns } from '../_simulator/log.ts';
import { reasonCode } from '../_simulator/orders.ts';
import { atClose, leaveAtClose, markLimits, throughBar, unrealised } from '../_simulator/step.ts';
import type { SimulationPlan } from '../_simulator/types.ts';
import { noCounts } from './account.ts';
import type { PortfolioSimulation } from './simulate.ts';
import { perSymbolOf, placesOf, toGrid } from './logs.ts';
import type { PortfolioColumns, PortfolioFacts, PortfolioResult } from './types.ts';

const RUIN = reasonCode('ruin');
const END = reasonCode('end_of_data');
const VANISHED = reasonCode('vanished');

/** Several accounts of one symbol each over one purse. Numbers by symbol are as of the last bar of each. */
interface Several {
  readonly plan: SimulationPlan;
  readonly columns: PortfolioColumns;
  readonly accounts: readonly Account[];
  readonly equity: Float64Array;
  readonly gross: Float64Array;
  readonly net: Float64Array;
  readonly positions: Uint16Array;
  readonly counts: ReturnType<typeof noCounts>;
  /** Unrealised PnL, signed value of the position, and what a waiting entry will take, in quote units. */
  readonly open: Float64Array;
  readonly value: Float64Array;
  readonly waiting: Float64Array;
  /** Latest grid row with a price. */
  priced: number;
}

/**
 * Positions in several symbols without a schedule: each is entered and left by the rules of a single symbol (see `step`),
 * at its own bars; cash, equity, limits and counts are shared. The order within a bar of the grid:
 *
 * Open and within, symbol by symbol in the order of their names: funding, exits, entries, stops and targets. The level at
 * which the account is used up counts the other positions at their last close. Close: the account is marked; emptied, all
 * is closed. Then limits, and the decisions in the same order: sizes are shares of the whole equity, and all positions and
 * waiting entries together stay within `leverage`. Isolated margins stay with their positions.
 *
 * A symbol whose data end before those of the others is left at its last close, flagged `vanished`.
 */
export function startSeveral(plan: SimulationPlan, columns: PortfolioColumns, range: Range): PortfolioSimulation {
  const several = openSeveral(plan, columns);
  return { step: (t) => stepSeveral(several, t), finish: () => finish(several, range) };
}

/** Steps over a range of grid rows (default all) and finishes. */
export function simulateSeveral(plan: SimulationPlan, columns: PortfolioColumns, range?: Range): PortfolioResult {
  const rows = range ?? { from: 0, to: columns.time.length };
  const simulation = startSeveral(plan, columns, rows);
  for (let t = rows.from; t < rows.to; t++) simulation.step(t);
  return simulation.finish();
}

function openSeveral(plan: SimulationPlan, columns: PortfolioColumns): Several {
  const rows = columns.time.length;
  const n = columns.symbols.length;
  const accounts: Account[] = [];
  columns.symbols.forEach(({ columns: own, instrument }, symbol) => {
    const { minNotional, tiers, liquidationFee } = instrument;
    const lot = plan.lot > 0 ? plan.lot : instrument.lot;
    const rules = { ...plan, lot, minNotional, tiers, liquidationFee };
    // the equity of the account is written by grid row, not by each of its symbols
    const unread = new Float64Array(0);
    accounts.push(openAccount(rules, own, unread, symbol === 0 ? undefined : { account: accounts[0], symbol }));
  });
  return {
    plan,
    columns,
    accounts,
    equity: new Float64Array(rows).fill(NaN),
    gross: new Float64Array(rows).fill(NaN),
    net: new Float64Array(rows).fill(NaN),
    positions: new Uint16Array(rows),
    counts: noCounts(),
    open: new Float64Array(n),
    value: new Float64Array(n),
    waiting: new Float64Array(n),
    priced: -1,
  };
}

function stepSeveral(all: Several, t: number): void {
  const { accounts, columns, open } = all;
  const { purse } = accounts[0];
  const traded: number[] = [];
  accounts.forEach((a, s) => {
    const r = columns.symbols[s].rowOf[t];
    if (r < 0) return;
    if (a.side !== 0) {
      a.others = sumBut(open, s);
      setBounds(a);
    }
    if (!throughBar(a, r)) return;
    traded.push(s);
    if (r === a.columns.close.length - 1 && t < columns.time.length - 1) leaveVanished(all, a, r);
    value(all, a, s, r);
  });
  purse.marked = purse.balance + sum(open);
  if (purse.marked <= 0 && !purse.stopped) purse.stopped = true;
  if (purse.stopped) closeAll(all, RUIN);
  note(all, t);
  if (purse.stopped || traded.length === 0) return;
  all.priced = t;
  if (all.plan.limits.length > 0) markLimits(accounts[0]);
  for (const s of traded) {
    const a = accounts[s];
    a.othersGross = (sumBut(all.waiting, s) + sumBut(all.value, s, Math.abs)) / purse.marked;
    atClose(a, columns.symbols[s].rowOf[t]);
    all.waiting[s] = a.entryDue < Infinity ? a.entrySize * a.columns.close[columns.symbols[s].rowOf[t]] : 0;
  }
}

function value(all: Several, a: Account, s: number, r: number): void {
  all.open[s] = unrealised(a, r);
  all.value[s] = a.side * a.size * a.columns.close[r];
  if (a.entryDue === Infinity) all.waiting[s] = 0;
}

function leaveVanished(all: Several, a: Account, r: number): void {
  a.entryDue = Infinity;
  if (a.side === 0) return;
  leaveAtClose(a, r, VANISHED);
  all.counts.vanished++;
}

function closeAll(all: Several, reason: number): void {
  all.accounts.forEach((a, s) => {
    if (a.side !== 0) leaveAtClose(a, a.pricedRow, reason);
    if (reason === RUIN) stopTrading(a, a.pricedRow);
    if (a.pricedRow >= 0) value(all, a, s, a.pricedRow);
  });
  const { purse } = all.accounts[0];
  if (purse.balance < 0) purse.balance = 0; // rounding
  purse.marked = purse.balance;
}

function note({ accounts, equity, gross, net, positions, value: values }: Several, t: number): void {
  const { marked } = accounts[0].purse;
  equity[t] = marked;
  gross[t] = sum(values, Math.abs) / marked;
  net[t] = sum(values) / marked;
  positions[t] = accounts.reduce((n, a) => n + Number(a.side !== 0), 0);
}

const sum = (x: Float64Array, of = (v: number): number => v): number => x.reduce((total, v) => total + of(v), 0);
const sumBut = (x: Float64Array, s: number, of?: (v: number) => number): number => sum(x, of) - (of?.(x[s]) ?? x[s]);

function finish(all: Several, { to }: Range): PortfolioResult {
  const [first] = all.accounts;
  if (all.accounts.some(({ side }) => side !== 0)) {
    closeAll(all, END);
    for (let t = all.priced; t < to; t++) note(all, t);
  }
  const { plan, columns } = all;
  const logs = first.journal === undefined ? undefined : logsOf(all, first.journal);
  const rows = columns.time.length;
  return {
    equity: all.equity,
    cash: first.purse.balance,
    ruined: first.purse.stopped,
    totals: first.totals,
    gates: plan.gates.map(({ name }, k) => ({ name, first: first.firstRefusals[k], all: first.allRefusals[k] })),
    limits: plan.limits.map(({ name }, k) => ({ name, refused: first.limitRefusals[k] })),
    ...(logs !== undefined && {
      details: {
        trades: logs.trades,
        orders: logs.orders,
        fills: logs.fills,
        times: logs.times,
        position: all.net,
        outcome: new Uint8Array(rows),
        refused: new Uint32Array(rows),
      },
    }),
    portfolio: {
      symbols: columns.symbols.map(({ symbol }) => symbol),
      gross: all.gross,
      net: all.net,
      positions: all.positions,
      counts: all.counts,
      perSymbol: perSymbolOf(logs, columns.symbols.length),
      ...(logs !== undefined && {
        logs,
        bars: all.accounts.map(({ journal }) => journal as NonNullable<typeof journal>),
      }),
    },
  };
}

function logsOf({ columns }: Several, journal: NonNullable<Account['journal']>): PortfolioFacts['logs'] {
  const places = placesOf(columns);
  return {
    trades: toGrid(asColumns(journal.trades), ['decision_row', 'entry_row', 'exit_row'], places),
    orders: toGrid(asColumns(journal.orders), ['placed_row', 'closed_row'], places),
    fills: toGrid(asColumns(journal.fills), ['row'], places),
    ...timesOf(journal),
  };
}
