import { dirname, resolve } from 'node:path';
import type { Bars, CleanReport } from '../../core/artifacts.ts';
import { isoOf } from '../../core/calendar.ts';
import { Refusal, refuse } from '../../core/problem.ts';
import { parseInterval } from '../../core/units.ts';
import { loadBars } from '../../data/load.ts';
import { openExperiment } from '../../runner/open.ts';
import { loadConfig } from '../../spec/config.ts';
import type { Globals } from '../main.ts';
import { print } from '../print.ts';
import { wrapped } from '../text.ts';

/** The bars of a spec after its cleaning policy, or of one file as it is: span, gaps, duplicates, what was cleaned. */
export async function data(file: string, options: Globals & { readonly interval?: string }): Promise<void> {
  const { bars, report } = /\.ya?ml$/.test(file) ? await ofSpec(file, options) : await ofFile(file, options.interval);
  const { time, interval_ms, rows, symbol } = bars;
  const facts = { symbol, interval_ms, rows, first: isoOf(time[0]), last: isoOf(time[rows - 1]), columns: [...bars.columns.keys()], ...report };
  print(options, facts, () => [
    `${symbol}: ${rows} bars of ${interval_ms / 60_000}m, ${isoOf(time[0])} .. ${isoOf(time[rows - 1] + interval_ms)}`,
    ...wrapped(`columns: ${[...bars.columns.keys()].join(' ')}`),
    ...wrapped(`read ${report.rows_read}, kept ${report.rows_kept}, outside the range ${report.outside_range}, duplicates ${report.duplicates}, without volume ${report.zero_volume}`),
    `gaps: ${report.gaps} (${report.missing_bars} bars missing, ${report.filled_bars} filled)`,
    ...report.gap_list.map(([from, missing]) => `  ${isoOf(from)}: ${missing} bars`),
  ]);
}

interface Found {
  readonly bars: Bars;
  readonly report: CleanReport;
}

async function ofSpec(file: string, options: Globals): Promise<Found> {
  const opened = await openExperiment(file, options);
  opened.store?.close();
  return { bars: opened.plan.bars, report: opened.data.report };
}

async function ofFile(file: string, interval: string | undefined): Promise<Found> {
  const parsed = parseInterval(interval);
  if (parsed.fault !== undefined) {
    throw new Refusal(refuse('USAGE', '', 'a bar file needs its bar size', { expected: '--interval 5m', found: interval ?? 'nothing' }).problems, 2);
  }
  const config = await loadConfig(process.cwd());
  const path = resolve(file);
  const request = {
    source: { type: path.endsWith('.parquet') ? 'parquet' : 'csv', path },
    interval_ms: parsed.value,
    range: {},
    clean: { gaps: 'keep', max_gap_bars: undefined, duplicates: 'keep_last', zero_volume: 'keep' } as const,
  };
  return loadBars(request, path.slice(dirname(path).length + 1).replace(/\..*$/, ''), 0, { spec: dirname(path), data: config.paths.data });
}
