import { join, relative } from 'node:path';
import { isoOf } from '../core/calendar.ts';
import { formatDuration } from '../core/units.ts';
import type { Metric } from '../evaluation/metrics.ts';
import type { ScoreQuality } from '../evaluation/scores.ts';
import type { Finished } from '../runner/experiment.ts';
import { besideJson, diagnosedJson } from '../runner/results.ts';
import type { Beside } from '../runner/beside.ts';
import { cautionsOf } from '../runner/cautions.ts';
import type { Opened } from '../runner/open.ts';
import type { RunOutcome } from '../runner/run.ts';
import { textTable } from './print.ts';
import { clipped, printable, WIDTH, wrapped } from './text.ts';

const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);
const jsonable = (row: object): unknown =>
  Object.fromEntries(Object.entries(row).map(([k, v]) => [k, typeof v === 'number' ? finite(v) : (v as unknown)]));

/** The result of `run --json`. */
export function summaryJson(
  { spec, data, plan }: Opened,
  { outcome, audit, diagnosed, folder, seconds }: Finished,
): unknown {
  return {
    experiment: spec.name,
    digest: plan.digest,
    folder,
    seconds,
    metrics: Object.fromEntries(outcome.metrics.map(({ name, ...rest }) => [name, rest])),
    scores: outcome.qualities.map(jsonable),
    segments: outcome.segments.map(jsonable),
    beside: besideJson(outcome),
    gates: outcome.result.gates,
    totals: outcome.result.totals,
    diagnostics: diagnosedJson(diagnosed),
    planted: data.truth,
    cautions: cautionsOf({ spec, data, plan }),
    nodes: Object.fromEntries(outcome.computed.tally),
    audit: { checks: audit.checks, findings: audit.findings.length },
  };
}

/** The result of `run` for people: at most 80 columns. */
export function summaryLines(opened: Opened, finished: Finished): string[] {
  const { outcome, audit, folder, seconds } = finished;
  return [
    ...heading(opened, outcome),
    '',
    ...scoreLines(opened, outcome.qualities),
    ...accountLines(outcome),
    ...bandLine(outcome),
    ...ruinLine(outcome),
    ...gateLines(outcome),
    ...diagnosticLines(finished),
    '',
    ...wrapped(tallyLine(outcome, seconds)),
    `audit: ${audit.checks} checks at ${audit.times.length} random moments, no look-ahead found`,
    ...placeLines(relative(process.cwd(), folder) || '.'),
  ];
}

/** A path stays whole, so that it can be clicked and copied. */
function placeLines(folder: string): string[] {
  const report = `report:  ${join(folder, 'report.html')}`;
  return [
    `results: ${folder}`,
    report.length <= WIDTH ? report : 'report:  report.html in it; assay view shows all runs',
  ];
}

function heading({ spec, plan, data }: Opened, { range }: RunOutcome): string[] {
  const { time, symbol, interval_ms, rows } = plan.bars;
  const { report } = data;
  const cleaned = [
    report.gaps > 0 ? `${report.gaps} gaps (${report.missing_bars} bars missing, ${report.filled_bars} filled)` : '',
    report.duplicates > 0 ? `${report.duplicates} duplicates` : '',
    report.zero_volume > 0 ? `${report.zero_volume} bars without volume` : '',
  ].filter((part) => part !== '');
  const traded =
    range.to > range.from ? `${isoOf(time[range.from])} .. ${isoOf(time[range.to - 1] + interval_ms)}` : 'nothing';
  return [
    `${printable(clipped(spec.name, WIDTH - 10))}  ${plan.digest.slice(0, 8)}`,
    `${symbol} ${formatDuration(interval_ms)}, ${rows} bars ${isoOf(time[0])} .. ${isoOf(time[rows - 1] + interval_ms)}${cleaned.length > 0 ? `; ${cleaned.join(', ')}` : ''}`,
    `traded out of sample: ${traded}${plan.folds.length > 0 ? ` in ${plan.folds.length} segments` : ''}`,
    ...cautionsOf({ spec, data, plan }).map((caution) => `caution: ${caution}`),
    ...(plan.dropped === undefined
      ? []
      : [`a partial last segment was dropped: ${isoOf(plan.dropped.from)} .. ${isoOf(plan.dropped.to)}`]),
  ].flatMap((line) => wrapped(line));
}

function scoreLines({ data }: Opened, qualities: readonly ScoreQuality[]): string[] {
  if (qualities.length === 0) return [];
  const rows = qualities.map((q) => [
    q.name,
    fixed(q.ic, 4),
    fixed(q.ic_pearson, 4),
    fixed(q.t, 2),
    fixed(q.p, 4),
    percent(q.hit_rate),
    String(q.samples),
  ]);
  const planted =
    data.truth === null
      ? []
      : [
          `planted: the best predictor has IC ${fixed(data.truth.ic, 4)} at horizon ${data.truth.horizon_bars}`,
          ...wrapped(`  (${data.truth.carrier})`, '   '),
        ];
  return [
    ...textTable(['scores', 'IC', 'Pearson', 't', 'p', 'sign hit', 'rows'], rows, { elastic: [0] }),
    ...planted,
    '',
  ];
}

const SHOWN: readonly (readonly [string, string])[] = [
  ['gross_return', 'gross return (approximated)'],
  ['total_return', 'total return'],
  ['cagr', 'CAGR (365 days)'],
  ['sharpe_gross', 'Sharpe, gross, of bars'],
  ['sharpe_daily', 'Sharpe, daily x sqrt(365)'],
  ['sharpe_per_bar', 'Sharpe of one bar'],
  ['psr', 'probability that Sharpe > 0'],
  ['max_drawdown', 'max drawdown'],
  ['trades', 'trades'],
  ['hit_rate', 'hit rate of trades'],
  ['exposure', 'exposure'],
  ['turnover', 'turnover a year'],
  ['fees', 'fees paid'],
  ['break_even_fee', 'break-even fee per side'],
];

function accountLines({ metrics, beside }: RunOutcome): string[] {
  if (beside !== undefined) return besideLines(metrics, beside);
  const byName = new Map(metrics.map((m) => [m.name, m]));
  return SHOWN.flatMap(([name, title]) => {
    const found = byName.get(name);
    if (found === undefined) return [];
    return wrapped(`${title.padEnd(30)}${shown(found)}`, ' '.repeat(30));
  });
}

/** A signal that looks ahead never stands alone: what could have been traded stands beside it. */
function besideLines(metrics: readonly Metric[], beside: Beside): string[] {
  const value = (of: readonly Metric[], name: string): string => {
    const found = of.find((m) => m.name === name);
    return found === undefined ? '' : shown(found).replace(/^withheld.*/, 'withheld');
  };
  const rows = SHOWN.filter(([name]) => metrics.some((m) => m.name === name)).map(([name, title]) => [
    title,
    value(metrics, name),
    value(beside.metrics, name),
  ]);
  return textTable(['', 'NOT TRADABLE', 'trailing'], rows, { elastic: [0] });
}

function shown({ name, value, unit, withheld }: Metric): string {
  if (value === null) return `withheld: ${withheld ?? 'not defined'}`;
  if (unit === 'fraction' || unit.startsWith('fraction per') || unit === 'probability') return percent(value);
  if (unit === 'bps per side') return `${fixed(value, 2)} bps`;
  if (unit === 'count') return String(value);
  return fixed(value, name === 'fees' ? 0 : name === 'sharpe_per_bar' ? 4 : 2);
}

/** What the account would be had every bar that holds both stop and target hit the target first. */
function bandLine({ result, optimistic }: RunOutcome): string[] {
  if (result.cash === optimistic.cash) return [];
  return [
    `${'ambiguity band of the end'.padEnd(30)}${fixed(result.cash, 0)} .. ${fixed(optimistic.cash, 0)} (stop, target first)`,
  ];
}

function ruinLine({ plan, result }: RunOutcome): string[] {
  if (!result.ruined) return [];
  const exits = result.details?.trades.exit_row;
  const time = plan.bars.time[exits?.[exits.length - 1] ?? -1];
  return [`the account was used up${time === undefined ? '' : ` on ${isoOf(time)}`}: nothing was traded after that`];
}

function gateLines({ result }: RunOutcome): string[] {
  if (result.gates.length === 0) return [];
  const { decisions, accepted } = result.totals;
  const refused = result.gates.map(({ name, first }) => `${name} ${first}`).join(', ');
  return [
    `${'decisions'.padEnd(30)}${decisions}, accepted ${accepted}`,
    ...wrapped(`  refused first by: ${refused}`, '    '),
  ];
}

/** The first facts of each diagnostic; the rest lies in the report. */
function diagnosticLines({ diagnosed }: Finished): string[] {
  return diagnosed.flatMap(({ name, tradable, facts }) => {
    if (facts.length === 0) return [];
    const said = facts.slice(0, 3).map((f) => `${f.name} ${fixed(f.value, 4)}`);
    return wrapped(
      `${printable(clipped(name, 28)).padEnd(30)}${said.join(', ')}${tradable ? '' : ' (not tradable)'}`,
      ' '.repeat(30),
    );
  });
}

function tallyLine({ computed }: RunOutcome, seconds: number): string {
  const parts = [...computed.tally].map(
    ([kind, { computed: made, cached }]) => `${kind} ${made}${cached > 0 ? ` (+${cached} cached)` : ''}`,
  );
  return `computed in ${seconds.toFixed(1)} s: ${parts.join(', ')}`;
}

const fixed = (x: number | null, digits: number): string =>
  x === null || !Number.isFinite(x) ? '-' : x.toFixed(digits);
const percent = (x: number): string => (Number.isFinite(x) ? `${(100 * x).toFixed(2)}%` : '-');
