import { counted, fixed, grouped } from '../format.ts';
import type { ReportInput, RunFacts } from '../input.ts';
import { markup } from '../markup.ts';
import type { Content, Markup } from '../markup.ts';
import { facts, number, section, table, text } from './elements.ts';
import { volatile } from './volatile.ts';

/** What the plan held, where and how it ran. Differs from run to run: computed here may be read from the cache there. */
export function workSection({ run, work, audit }: ReportInput): Markup {
  const rows = work.nodes.map((n) => [n.kind, grouped(n.computed + n.cached), grouped(n.computed), grouped(n.cached)]);
  const slow = work.slowest.map((n) => [n.id, fixed(n.seconds, 2)]);
  const checked =
    audit === undefined
      ? undefined
      : markup`<p>Look-ahead audit: ${grouped(audit.checks)} checks at ${counted(audit.moments, 'random moment')}, ${audit.findings === 0 ? 'nothing found' : counted(audit.findings, 'finding')}.</p>`;
  const how = facts([
    ['time', `${fixed(work.seconds, 1)} s, before this report was written`],
    ['feed', run.feed],
    ['commit', commitOf(run)],
  ]);
  const content = markup`${how}<div class="grid">${table('Nodes of the plan', [text('kind'), number('nodes'), number('computed'), number('from the cache')], rows)}${slow.length === 0 ? undefined : table('Slowest nodes', [text('node'), number('seconds')], slow)}</div>`;
  return section({ id: 'work', title: 'Plan and timings', content: markup`${checked}${volatile('work', content)}` });
}

function commitOf({ git }: RunFacts): Content {
  if (git === undefined) return 'not in a repository';
  return markup`<code>${git.commit.slice(0, 12)}</code>${git.dirty ? ' with uncommitted changes' : ''}`;
}
