import { admitHelpers, breakTeam, dismissHelpers } from '../core/team.ts';
import type { Team } from '../core/team.ts';
import type { Thread, Waiting } from './_threads.ts';

/** Threads that share the work of a team's job. */
const helpersOf = (threads: Iterable<Thread>, team: Team): number =>
  Array.from(threads).filter(({ given }) => given[0]?.helps === team).length;

/** The running job with the fewest helpers that others may share, and how to help it. */
function neediest(threads: Iterable<Thread>): Waiting | undefined {
  let best: Waiting | undefined;
  let fewest = Infinity;
  for (const { given } of threads) {
    const [running] = given;
    if (running?.team === undefined) continue;
    const count = helpersOf(threads, running.team);
    if (count >= fewest) continue;
    best = running;
    fewest = count;
  }
  return best;
}

/** Sets an idle thread, or one that is hired, to help a running job. */
export function enlist(
  threads: ReadonlySet<Thread>,
  hire: (() => Thread) | undefined,
  give: (thread: Thread, one: Waiting) => void,
): void {
  const needy = neediest(threads);
  const idle = Array.from(threads).find(({ given }) => given.length === 0) ?? (needy && hire?.());
  const team = needy?.team;
  if (team === undefined || idle === undefined) return;
  // those that were asked to leave must have left
  if (helpersOf(threads, team) === 0) admitHelpers(team);
  const ignore = (): void => {};
  give(idle, { task: { job: needy?.task.help, arrays: {} }, helps: team, resolve: ignore, reject: ignore });
}

/** Jobs wait: whoever helps is asked to stop helping. */
export function releaseHelpers(threads: Iterable<Thread>): void {
  for (const { given } of threads) if (given[0]?.helps !== undefined) dismissHelpers(given[0].helps);
}

/** A thread has died: its helpers leave, or the job that it helped fails. */
export function breakTeamOf({ given }: Thread): void {
  for (const { team, helps } of given) {
    if (team !== undefined) breakTeam(team);
    if (helps !== undefined) breakTeam(helps);
  }
}
