import type { Condition } from '../history/condition.ts';
import type { IndexLine } from '../history/run-index.ts';
import { fourDigits } from '../history/wording.ts';
import { markup } from '../report/markup.ts';
import type { Content } from '../report/markup.ts';
import { addressOf, viewPage, viewTable } from './page.ts';

export interface RunsQuery {
  readonly experiment: string;
  readonly where: readonly Condition[];
  readonly limit: number;
}

const METRICS = ['total_return', 'sharpe_daily', 'max_drawdown', 'trades', 'hit_rate'] as const;

/** All runs, newest first, with a filter and boxes to compare with. */
export function runsPage(lines: readonly IndexLine[], total: number, { experiment, where, limit }: RunsQuery): string {
  const columns = ['run', 'compare', 'started (UTC)', 'commit', ...METRICS, 'remarks'].map((title, i) => ({
    title,
    numeric: i > 3 && i < 4 + METRICS.length,
    whole: i === 2 || i === 3,
  }));
  const rows = lines.map((line): readonly Content[] => {
    const [home, name] = line.run.split('/');
    return [
      markup`<a href="${addressOf('runs', home, name, 'report.html')}">${line.experiment} ${line.digest8}</a>`,
      markup`<input type="checkbox" name="run" value="${line.run}" aria-label="${`compare ${line.run}`}">`,
      line.date.replace('T', ' ').replace('Z', ''),
      `${line.commit?.slice(0, 8) ?? ''}${line.dirty ? '-dirty' : ''}`,
      ...METRICS.map((metric) => fourDigits(line.metrics[metric] ?? null)),
      [
        line.notes.join('; '),
        line.notes.length > 0 ? ' ' : '',
        markup`<a href="${addressOf('runs', home, name)}">files</a>`,
      ],
    ];
  });
  const filter = markup`<form class="filter" action="/" method="get"><label>experiment <input name="experiment" value="${experiment}"></label><label>condition, as sharpe_daily&gt;1 <input name="where" value="${where.map((c) => c.text).join(' ')}"></label><label>at most <input name="limit" value="${limit}" inputmode="numeric"></label><button>Filter</button></form>`;
  const table =
    rows.length === 0
      ? markup`<p>${total === 0 ? 'No runs yet.' : 'No run meets this.'}</p>`
      : markup`<form action="/compare" method="get">${viewTable(`${lines.length} of ${total} runs`, columns, rows)}<button>Compare the chosen with the oldest of them</button></form>`;
  return viewPage({ title: 'Runs' }, markup`<section>${filter}${table}</section>`);
}

/** The files of a run that the viewer shows. */
export function runPage(line: IndexLine, files: readonly string[]): string {
  const [home, name] = line.run.split('/');
  const list = files.map((file) => markup`<li><a href="${addressOf('runs', home, name, file)}">${file}</a></li>`);
  const metrics = Object.entries(line.metrics).map(([metric, value]) => [metric, fourDigits(value)]);
  const notes = line.notes.length === 0 ? undefined : markup`<p>${line.notes.join('; ')}</p>`;
  return viewPage(
    { title: `${line.experiment} ${line.digest8}` },
    markup`<section>${notes}<ul>${list}</ul>${metrics.length === 0 ? markup`<p>No metrics.</p>` : viewTable('Metrics', [{ title: 'metric' }, { title: 'value', numeric: true }], metrics)}</section>`,
  );
}
