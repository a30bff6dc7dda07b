import { join } from 'node:path';
import { binnedSignal, binWarnings, buildBins } from '../../bins/build.ts';
import { loadBins, writeBins } from '../../bins/file.ts';
import type { BinFile } from '../../bins/file.ts';
import { exportTable } from '../../bins/export.ts';
import { monthsOf } from '../../bins/months.ts';
import { applyBins } from '../../bins/signals.ts';
import { isoOf } from '../../core/calendar.ts';
import { now } from '../../core/clock.ts';
import { Refusal, refuse } from '../../core/problem.ts';
import { csvOf } from '../../report/csv.ts';
import { cautionsOf } from '../../runner/cautions.ts';
import { openExperiment } from '../../runner/open.ts';
import type { Opened } from '../../runner/open.ts';
import { located } from '../../runner/located.ts';
import type { Globals } from '../main.ts';
import { parseMoment } from '../moment.ts';
import { print, textTable } from '../print.ts';
import { openSession } from '../session.ts';

export interface BinsOptions extends Globals {
  readonly month?: string;
  readonly asOf?: string;
  readonly out?: string;
}

const ACTIONS: { readonly [action: string]: (opened: Opened, options: BinsOptions) => Promise<void> } = {
  build,
  apply,
  show,
  compare,
};

/** Monthly bins of a spec: builds them, applies them to its predictions, shows one month, compares several. */
export async function bins(action: string, file: string, options: BinsOptions): Promise<void> {
  const perform = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (perform === undefined) {
    throw new Refusal(
      refuse('USAGE', '', 'no such action of bins', { expected: Object.keys(ACTIONS).join(', '), found: action })
        .problems,
      2,
    );
  }
  const opened = await openExperiment(file, { ...options, onWarning: warn });
  for (const caution of cautionsOf(opened)) warn(`caution: ${caution}`);
  try {
    await located(opened.spec, () => perform(opened, options));
  } finally {
    opened.store?.close();
  }
}

const warn = (message: string): void => void process.stderr.write(`${message}\n`);
const rootOf = ({ config }: Opened): string => join(config.paths.results, 'bins');

async function build(opened: Opened, options: BinsOptions): Promise<void> {
  const asOf = parseMoment('--as-of', options.asOf);
  const months = monthsOf(options.month ?? 'current', asOf ?? clockOf(opened, options.month ?? 'current'));
  const session = openSession(opened, { jobs: options.jobs, quiet: options.quiet });
  try {
    const files = await buildBins(opened, { months, asOf, now: now() }, session.environment);
    await session.close();
    for (const warning of binWarnings(files)) warn(`warning: ${warning}`);
    const done = files.map((file) => ({ month: file.bin_month, ...writeBins(rootOf(opened), file) }));
    print(options, done, () => done.map(({ month, state, path }) => `${month} ${state}: ${path}`));
  } finally {
    await session.close();
  }
}

/** What `last` and `current` are counted from: now, or where the spec itself ends the data before. */
function clockOf({ spec }: Opened, months: string): number {
  const { to } = spec.data.range;
  if (to === undefined || to >= now()) return now();
  if (/last|current/.test(months)) warn(`"last" and "current" are counted from ${isoOf(to)}, where data.range ends`);
  return to;
}

function load(opened: Opened): (month: string) => BinFile {
  const { dataset, run_name } = binnedSignal(opened);
  return (month) => loadBins(rootOf(opened), dataset, run_name, month);
}

async function apply(opened: Opened, options: BinsOptions): Promise<void> {
  const slice = { from: parseMoment('--from', options.from), to: parseMoment('--to', options.to) };
  const { month } = options;
  const one = month === undefined ? undefined : load(opened)(monthsOf(month, clockOf(opened, month))[0]);
  const session = openSession(opened, { jobs: options.jobs, quiet: options.quiet });
  try {
    const table = await applyBins(opened, slice, one ?? load(opened), session.environment);
    await session.close();
    if (options.out === undefined) process.stdout.write(csvOf(table));
    else {
      await exportTable(options.out, table);
      print(options, { path: options.out, rows: table.rows }, () => [`${table.rows} rows: ${options.out}`]);
    }
  } finally {
    await session.close();
  }
}

async function show(opened: Opened, options: BinsOptions): Promise<void> {
  const month = options.month ?? 'current';
  const file = load(opened)(monthsOf(month, clockOf(opened, month))[0]);
  const edge = (i: number): string => (file.bin_edges[i] === undefined ? '' : file.bin_edges[i].toFixed(6));
  print(options, file, () => [
    `${file.dataset} ${file.run_name} ${file.bin_month}`,
    `${file.calibration_method} ${JSON.stringify(file.calibrator).slice(0, 120)}`,
    `window ${file.cal_window_start} .. ${file.cal_window_end}`,
    `rows ${file.cal_rows} of ${file.expected_bars}: ${file.missing_bars} bars missing, ${file.rows_without_prediction} without a prediction, ${file.unresolved_rows} unresolved when the month begins`,
    `Brier ${file.reliability.brier.toFixed(5)} (raw ${file.reliability_raw.brier.toFixed(5)}), log loss ${file.reliability.log_loss.toFixed(5)}, ECE ${file.reliability.ece.toFixed(5)}, PSI ${file.psi === null ? '-' : file.psi.toFixed(4)}`,
    ...textTable(
      ['bin', 'above', 'up to'],
      file.bins.map((bin, i) => [String(bin), edge(i - 1), edge(i)]),
    ),
  ]);
  await Promise.resolve();
}

async function compare(opened: Opened, options: BinsOptions): Promise<void> {
  const months = options.month ?? 'last,current';
  const files = monthsOf(months, clockOf(opened, months)).map(load(opened));
  const facts = files.map(
    ({ bin_month, calibration_method, cal_rows, bin_edges, reliability, psi, positive_share }) => ({
      month: bin_month,
      method: calibration_method,
      rows: cal_rows,
      positive_share,
      lowest_edge: bin_edges[0] ?? null,
      highest_edge: bin_edges.at(-1) ?? null,
      ...reliability,
      psi,
    }),
  );
  const digits = (x: number | null): string => (x === null ? '-' : x.toFixed(4));
  print(options, facts, () =>
    textTable(
      ['month', 'method', 'rows', 'share of 1', 'first edge', 'last edge', 'Brier', 'ECE', 'PSI'],
      facts.map((f) => [
        f.month,
        f.method,
        String(f.rows),
        ...[f.positive_share, f.lowest_edge, f.highest_edge, f.brier, f.ece, f.psi].map(digits),
      ]),
    ),
  );
  await Promise.resolve();
}
