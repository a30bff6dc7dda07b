import { counted, fixed, grouped, percent, signedPercent } from '../format.ts';
import type { EarlierRun, HistoryFacts, ReportInput } from '../input.ts';
import { markup } from '../markup.ts';
import type { Content, Markup } from '../markup.ts';
import { number, section, table, text, toned } from './elements.ts';
import type { Cell } from './elements.ts';
import { volatile } from './volatile.ts';

/** Earlier runs of the experiment beside this one. Grows with every run: nothing of it is in another run's page. */
export function historySection(input: ReportInput): Markup | undefined {
  const { history } = input;
  if (history === undefined) return undefined;
  return section({ id: 'history', title: 'History', content: volatile('history', historyOf(input, history)) });
}

function historyOf(input: ReportInput, { runs, total, tried, sweep }: HistoryFacts): Markup {
  const own: EarlierRun = {
    name: 'this run',
    digest8: input.run.digest.slice(0, 8),
    commit: input.run.git?.commit,
    dirty: input.run.git?.dirty === true,
    metrics: Object.fromEntries(input.metrics.flatMap((m) => (m.value === null ? [] : [[m.name, m.value]]))),
  };
  const before = total === 0 ? 'This is its first run' : `It ran ${counted(total, 'time')} before`;
  const seen = `${counted(tried, 'distinct run')} and trials have seen these data before: each makes a good result worth less.`;
  const winner =
    sweep === undefined
      ? undefined
      : markup`<p>It is the best of ${counted(sweep.trials, 'trial')} of the sweep <code>${sweep.name}</code>.</p>`;
  const columns = [
    text('run'),
    text('digest'),
    text('commit'),
    number('return'),
    number('Sharpe, daily'),
    number('max drawdown'),
    number('trades'),
    number('IC'),
  ];
  const rows = [own, ...runs].map((run) => cellsOf(run, own));
  return markup`<p class="reading">${before}. ${seen}</p>${winner}${table(`Runs of this experiment, newest first${total > runs.length ? `, the last ${runs.length} of ${total}` : ''}`, columns, rows)}`;
}

function cellsOf({ name, digest8, commit, dirty, metrics }: EarlierRun, own: EarlierRun): readonly (Content | Cell)[] {
  const value = (metric: string): number => metrics[metric] ?? NaN;
  return [
    name,
    digest8 === own.digest8 && name !== own.name ? `${digest8} (same spec)` : digest8,
    commit === undefined ? '' : `${commit.slice(0, 8)}${dirty ? ' +' : ''}`,
    toned(value('total_return'), signedPercent(value('total_return'))),
    fixed(value('sharpe_daily'), 2),
    percent(value('max_drawdown')),
    grouped(value('trades')),
    fixed(value('information_coefficient'), 4),
  ];
}
