import { now, spell } from '../core/clock.ts';
import { readRunning } from '../history/running.ts';
import type { RunningState } from '../history/running.ts';
import { markup } from '../report/markup.ts';
import type { Content } from '../report/markup.ts';
import { viewPage, viewTable } from './page.ts';

const REFRESH_SECONDS = 2;

/** What runs now; asks for itself again every two seconds. */
export function runningPage(results: string): string {
  const running = readRunning(results);
  const columns = [
    { title: 'command' },
    { title: 'process', numeric: true },
    { title: 'for', numeric: true },
    { title: 'done' },
  ];
  const table = running.length === 0 ? markup`<p>Nothing runs.</p>` : viewTable('Running', columns, running.map(rowOf));
  return viewPage({ title: 'Running', refresh: REFRESH_SECONDS }, markup`<section>${table}</section>`);
}

function rowOf({ verb, experiment, digest8, pid, started, counts }: RunningState): readonly Content[] {
  const bars = Object.entries(counts).map(
    ([kind, { done, all }]) =>
      markup`<div><progress class="bar" value="${String(Number(done))}" max="${String(Number(all))}" aria-label="${kind}"></progress>${kind} ${String(done)}/${String(all)}</div>`,
  );
  return [
    `${verb} ${experiment} ${digest8}`,
    String(pid),
    spell(now() - Date.parse(started)),
    bars.length === 0 ? 'starting' : bars,
  ];
}
