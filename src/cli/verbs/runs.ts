import { Refusal, refuse } from '../../core/problem.ts';
import { parseCondition } from '../../history/condition.ts';
import { readIndex } from '../../history/run-index.ts';
import type { IndexLine } from '../../history/run-index.ts';
import { selectRuns } from '../../history/select-runs.ts';
import { fourDigits } from '../../history/wording.ts';
import { loadConfig } from '../../spec/config.ts';
import { print, textTable } from '../print.ts';
import { printable, WIDTH, wrapped } from '../text.ts';

export interface RunsOptions {
  readonly experiment?: string;
  readonly where?: readonly string[];
  readonly sort?: string;
  readonly limit?: string;
  readonly json?: boolean;
}

/** Lists stored runs, newest first, from the index of the results folder; an index that is missing or stale is made anew. */
export async function runs(options: RunsOptions): Promise<void> {
  const limit = Number(options.limit ?? 20);
  if (!Number.isInteger(limit) || limit < 0) {
    throw new Refusal(
      refuse('USAGE', '', '--limit takes a whole number', { expected: '0 (all) or more', found: options.limit ?? '' })
        .problems,
      2,
    );
  }
  const where = (options.where ?? []).map((text) => parseCondition('--where', text));
  const { paths } = await loadConfig(process.cwd());
  const all = readIndex(paths.results, { write: true });
  const chosen = await selectRuns(all, { experiment: options.experiment, where, limit, sort: options.sort });
  print(options, { runs: chosen, total: all.length }, () => runLines(chosen, all.length, options.sort));
}

const METRICS: readonly (readonly [string, string])[] = [
  ['total_return', 'return'],
  ['max_drawdown', 'max DD'],
  ['sharpe_daily', 'Sharpe'],
  ['trades', 'trades'],
];
const FRACTIONS: ReadonlySet<string> = new Set(['total_return', 'max_drawdown']);

/** A table of at most 80 columns, then what is odd about a run. */
export function runLines(lines: readonly IndexLine[], total: number, sort?: string): string[] {
  if (lines.length === 0) return [total === 0 ? 'no runs yet; assay run SPEC makes one' : `none of ${total} runs`];
  const sorted =
    sort !== undefined && lines.some((line) => sort in line.metrics) && !METRICS.some(([name]) => name === sort)
      ? [[sort, sort.slice(0, 8)] as const]
      : [];
  const shown = [...METRICS.slice(0, METRICS.length - sorted.length), ...sorted];
  const rows = lines.map((line) => [
    printable(line.experiment),
    line.date.slice(0, 16).replace('T', ' '),
    line.digest8,
    `${line.commit?.slice(0, 7) ?? '-'}${line.dirty ? '*' : ''}`,
    ...shown.map(([name]) => shownMetric(name, line.metrics[name])),
  ]);
  const odd = lines.flatMap(({ run, notes }) =>
    notes.length === 0 ? [] : wrapped(`${printable(run)}: ${notes.join('; ')}`),
  );
  return [
    ...textTable(['experiment', 'started (UTC)', 'digest', 'commit', ...shown.map(([, title]) => title)], rows, {
      elastic: [0],
      width: Math.max(WIDTH, process.stdout.columns ?? WIDTH),
    }),
    ...(odd.length === 0 ? [] : ['', ...odd]),
    ...(lines.length < total ? [`${lines.length} of ${total} runs`] : []),
  ];
}

function shownMetric(name: string, value: number | undefined): string {
  if (value === undefined) return '-';
  return FRACTIONS.has(name) ? `${(100 * value).toFixed(Math.abs(value) < 1 ? 1 : 0)}%` : fourDigits(value, 3);
}
