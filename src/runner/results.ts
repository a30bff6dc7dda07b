import { csvOf } from '../report/csv.ts';
import { writeParquet } from '../report/parquet.ts';
import type { Table, TableColumn } from '../report/table.ts';
import { EXIT_REASONS, ORDER_STATUSES, ORDER_TYPES } from '../execution/_simulator/types.ts';
import { cautionsOf } from './cautions.ts';
import type { Diagnosed } from './diagnostics.ts';
import { dailyTable } from './daily.ts';
import { importanceTable, refitsTable, selectionTable, tuningTable, weightTables } from './fold-tables.ts';
import { safeName } from './folders.ts';
import { foldName } from './plan.ts';
import type { EngineName } from '../core/contracts/model.ts';
import { givenFiles, savedForms } from './saved-forms.ts';
import type { PlanNode } from './plan.ts';
import { equityTable, predictionsTable, signalsTable } from './per-bar-tables.ts';
import type { Opened } from './open.ts';
import { symbolNames, symbolsTable, weightsTable } from './portfolio-tables.ts';
import type { RunOutcome } from './run.ts';
import { textOf } from './steps/step.ts';

/** A file of a run folder, by its path below it. */
export interface ResultFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

const number = (name: string, values: Float64Array): TableColumn => ({ name, kind: 'number', values });
const times = (name: string, values: ArrayLike<number>): TableColumn => ({ name, kind: 'time', values });
const text = (name: string, values: readonly string[]): TableColumn => ({ name, kind: 'text', values });

/** Tables that are written as CSV: the same bytes for the same run. */
export function csvFiles(outcome: RunOutcome): readonly ResultFile[] {
  const { details, portfolio } = outcome.result;
  const time = outcome.plan.bars.time;
  const file = (path: string, table: Table): ResultFile => ({ path, content: csvOf(table) });
  const given = (path: string, table: Table | undefined): ResultFile[] =>
    table === undefined ? [] : [file(path, table)];
  return [
    file('segments.csv', segmentsTable(outcome)),
    ...(details === undefined
      ? []
      : [
          file('trades.csv', tradesTable(details, time, symbolsOf(outcome))),
          file('orders.csv', ordersTable(details, time, symbolsOf(outcome))),
        ]),
    ...given('weights.csv', portfolio === undefined ? undefined : weightsTable(portfolio, time)),
    ...given('diagnostics/symbols.csv', portfolio === undefined ? undefined : symbolsTable(portfolio)),
    file('diagnostics/daily.csv', dailyTable(outcome)),
    file('diagnostics/information.csv', qualitiesTable(outcome)),
    file('diagnostics/importance.csv', importanceTable(outcome)),
    ...given('diagnostics/selection.csv', selectionTable(outcome)),
    ...given('diagnostics/refits.csv', refitsTable(outcome)),
    ...given('diagnostics/tuning.csv', tuningTable(outcome)),
    ...[...weightTables(outcome)].map(([name, table]) => file(`diagnostics/${name}.csv`, table)),
  ];
}

/** `gbm.h4`, `gbm.h4.BTCUSDT`: symbols are names of others, so they are made safe. */
const fileOf = ({ name, symbol }: PlanNode): string => (symbol === undefined ? name : safeName(`${name}.${symbol}`));

/** Saved models in their own form and in `forms`, calibrators as they are in the store, and the columns each model reads. */
export function modelFiles({ plan, computed }: RunOutcome, forms: readonly EngineName[]): readonly ResultFile[] {
  const files: ResultFile[] = [];
  for (const node of plan.nodes) {
    const at = `${node.term ?? foldName(node.fold ?? 0)}/${fileOf(node)}`;
    if (node.kind === 'model')
      files.push(...savedForms(plan, node, `models/${at}`, { text: textOf(computed.array(node.id, 'model')), forms }));
    if (node.kind === 'calibrator')
      files.push({ path: `calibration/${at}.json`, content: textOf(computed.array(node.id, 'calibrator')) });
  }
  files.push(...givenFiles(plan));
  if (plan.columns.size > 0)
    files.push({
      path: 'models/columns.json',
      content: `${JSON.stringify(Object.fromEntries(plan.columns), null, 2)}\n`,
    });
  return files;
}

export function metricsFile({ spec, data }: Opened, outcome: RunOutcome, diagnosed: readonly Diagnosed[]): ResultFile {
  const { plan, metrics, qualities, result, optimistic, strategy } = outcome;
  const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);
  const content = {
    experiment: spec.name,
    digest: plan.digest,
    metrics: Object.fromEntries(metrics.map(({ name, ...rest }) => [name, rest])),
    scores: qualities.map((q) =>
      Object.fromEntries(Object.entries(q).map(([k, v]) => [k, typeof v === 'number' ? finite(v) : v])),
    ),
    beside: besideJson(outcome),
    gates: result.gates,
    totals: result.totals,
    ...(result.portfolio !== undefined && { portfolio: { ...result.portfolio.counts, limits: result.limits } }),
    ambiguity: { stop_first: finite(result.cash), target_first: finite(optimistic.cash) },
    diagnostics: diagnosedJson(diagnosed),
    costs: { round_trip_bps: strategy.round_trip_bps },
    data: {
      ...data.report,
      first: plan.bars.time[0],
      last: plan.bars.time[plan.bars.rows - 1],
      symbol: plan.bars.symbol,
      ...(plan.panel.several && { symbols: symbolFacts(data, plan) }),
    },
    planted: data.truth,
    cautions: cautionsOf({ spec, data, plan }),
    dropped_segment: plan.dropped ?? null,
  };
  return { path: 'metrics.json', content: `${JSON.stringify(content, null, 2)}\n` };
}

/** Metrics of what could have been traded instead of a signal that looks ahead. */
export function besideJson({ beside }: RunOutcome): unknown {
  if (beside === undefined) return null;
  return {
    not_tradable: beside.ahead,
    trailing: Object.fromEntries(beside.metrics.map(({ name, ...rest }) => [name, rest])),
  };
}

/** Facts of each diagnostic by its name. */
export function diagnosedJson(diagnosed: readonly Diagnosed[]): unknown {
  const value = (x: number): number | null => (Number.isFinite(x) ? x : null);
  return Object.fromEntries(
    diagnosed.map(({ name, type, tradable, facts }) => [
      name,
      { type, tradable, facts: facts.map((f) => ({ ...f, value: value(f.value) })) },
    ]),
  );
}

/** Rows and cleaning of each symbol. */
function symbolFacts({ symbols }: Opened['data'], { panel }: RunOutcome['plan']): unknown {
  return symbols.map(({ symbol, report }) => {
    const { bars, listed } = panel.member(symbol);
    const { rows_kept: _, gap_list: __, ...counts } = report;
    return {
      symbol,
      rows: bars.rows,
      listed_rows: listed.reduce((sum, x) => sum + x, 0),
      first: bars.time[0],
      last: bars.time[bars.rows - 1],
      ...counts,
    };
  });
}

/** Per-bar tables as Parquet, written where `pathOf` says. */
export async function writeTables(pathOf: (name: string) => string, outcome: RunOutcome): Promise<void> {
  const files = [
    { path: pathOf('equity.parquet'), table: equityTable(outcome) },
    { path: pathOf('signals.parquet'), table: signalsTable(outcome) },
    ...(outcome.scores.size === 0 ? [] : [{ path: pathOf('predictions.parquet'), table: predictionsTable(outcome) }]),
  ];
  await writeParquet(files);
}

function segmentsTable({ segments }: RunOutcome): Table {
  const pick = (key: keyof (typeof segments)[number]): number[] => segments.map((s) => Number(s[key]));
  const timed = ['train_from', 'train_to', 'test_from', 'test_to'] as const;
  const rest = [
    'train_rows',
    'test_rows',
    'ic',
    'sign_hit_rate',
    'trades',
    'trade_hit_rate',
    'net_pnl',
    'ret',
    'max_drawdown',
  ] as const;
  return {
    rows: segments.length,
    columns: [
      text(
        'segment',
        segments.map((s) => s.segment),
      ),
      ...timed.map((key) => times(key, pick(key))),
      ...rest.map((key) => number(key, Float64Array.from(pick(key)))),
    ],
  };
}

const symbolsOf = ({ plan }: RunOutcome): readonly string[] => plan.panel.members.map(({ symbol }) => symbol);

type Details = NonNullable<RunOutcome['result']['details']>;

function tradesTable({ trades, times: own }: Details, time: Float64Array, symbols: readonly string[]): Table {
  const at = (rows: Float64Array): number[] => Array.from(rows, (row) => time[row]);
  const rest = [
    'entry_price',
    'exit_price',
    'size',
    'edge',
    'strength',
    'sigma',
    'atr',
    'stop_distance',
    'target_distance',
  ] as const;
  const money = [
    'bars_held',
    'fees',
    'slippage',
    'funding',
    'gross_pnl',
    'net_pnl',
    'cash_after',
    'mae',
    'mfe',
  ] as const;
  return {
    rows: trades.rows,
    columns: [
      symbolNames(symbols, trades.symbol),
      text(
        'side',
        Array.from(trades.side, (side) => (side > 0 ? 'long' : 'short')),
      ),
      times('decision_time', at(trades.decision_row)),
      times('entry_time', own?.trades.entry_time ?? at(trades.entry_row)),
      times('exit_time', own?.trades.exit_time ?? at(trades.exit_row)),
      ...rest.map((key) => number(key === 'strength' ? 'z_edge' : key, trades[key])),
      text(
        'exit_reason',
        Array.from(trades.reason, (code) => EXIT_REASONS[code]),
      ),
      ...money.map((key) => number(key, trades[key])),
    ],
  };
}

function ordersTable({ orders, times: own }: Details, time: Float64Array, symbols: readonly string[]): Table {
  const at = (rows: Float64Array): number[] => Array.from(rows, (row) => time[row] ?? NaN);
  return {
    rows: orders.rows,
    columns: [
      symbolNames(symbols, orders.symbol),
      times('placed_time', at(orders.placed_row)),
      text(
        'type',
        Array.from(orders.type, (code) => ORDER_TYPES[code]),
      ),
      text(
        'purpose',
        Array.from(orders.purpose, (code) => (code < 0 ? 'entry' : EXIT_REASONS[code])),
      ),
      text(
        'side',
        Array.from(orders.side, (side) => (side > 0 ? 'buy' : 'sell')),
      ),
      number('size', orders.size),
      number('level', orders.level),
      times('closed_time', own?.orders.closed_time ?? at(orders.closed_row)),
      text(
        'status',
        Array.from(orders.status, (code) => ORDER_STATUSES[code]),
      ),
    ],
  };
}

function qualitiesTable({ qualities }: RunOutcome): Table {
  const keys = ['samples', 'ic', 'ic_pearson', 'icir', 'days', 't', 'p', 'hit_rate'] as const;
  return {
    rows: qualities.length,
    columns: [
      text(
        'scores',
        qualities.map((q) => q.name),
      ),
      text(
        'label',
        qualities.map((q) => q.label),
      ),
      ...keys.map((key) =>
        number(
          key,
          Float64Array.from(qualities, (q) => q[key]),
        ),
      ),
    ],
  };
}
