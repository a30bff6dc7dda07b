import { isoOf } from '../../core/calendar.ts';
import { Refusal } from '../../core/problem.ts';
import type { Problem } from '../../core/problem.ts';
import { streamOf } from '../../core/rng.ts';
import type { Rng } from '../../core/rng.ts';
import type { Environment } from '../compute.ts';
import type { Workspace } from '../columns.ts';
import type { Opened } from '../open.ts';
import type { Member } from '../panel.ts';
import type { Plan } from '../plan.ts';
import type { RunOutcome } from '../run.ts';
import { alteredColumns } from './columns.ts';
import { auditFeatures, auditReach } from './features.ts';
import { auditCopies, auditFits } from './fits.ts';
import { auditFolds, auditLabels } from './labels.ts';
import { poisonedPlan } from './poison.ts';
import type { Poison } from './poison.ts';
import { auditStrategy } from './strategy.ts';

/** One thing that knew its future, or read further than it says. */
export interface Finding {
  readonly node: string;
  readonly column: string;
  /** Row of the time grid. */
  readonly row: number;
  readonly symbol?: string;
  readonly message: string;
}

export interface AuditReport {
  readonly times: readonly { readonly row: number; readonly time: number; readonly poison: Poison }[];
  readonly checks: number;
  readonly findings: readonly Finding[];
}

export interface AuditOptions {
  /** Random moments after which everything is replaced. */
  readonly times: number;
  /** Fits recomputed per moment (calibrators are); their inputs are compared in any case. `fast`: at the first only. */
  readonly refits: number;
  /** Moments lie in the first half of what is traded, where there is less to compute; each check is made once. */
  readonly fast?: boolean;
  readonly poisons: readonly Poison[];
  /** Rows that are replaced at most: of many symbols only some are, other ones at each moment. */
  readonly rows: number;
}

export const FAST: AuditOptions = { times: 2, refits: 1, poisons: ['noise'], rows: 2_000_000, fast: true };

/** What is shared by the checks at one moment. */
export interface Moment {
  readonly plan: Plan;
  readonly outcome: RunOutcome;
  /** Row of the time grid. */
  readonly cut: number;
  /** The plan over bars whose rows from grid row `cut` on are others. */
  readonly poisoned: Plan;
  /** Symbols whose bars are others. */
  readonly changed: readonly Member[];
  /** Features and labels of those bars. */
  readonly altered: Workspace;
  readonly options: AuditOptions;
  /** Whether the strategy sees the mirror image of this future too. */
  readonly mirrored: boolean;
  /** First row before the cut at which a real column and its altered one differ, -1 where none does; by real column. */
  readonly firstDifferences: Map<ArrayLike<number>, number>;
  readonly rng: Rng;
  readonly environment: Environment;
}

/** Rows after the cut that the poisoned bars keep: enough to be looked at by anything that peeks. */
const BEYOND = 512;

/**
 * Replaces the future at random moments and recomputes: features, labels, folds, fitted values, calibrators, signals,
 * gates and equity known by then must keep their bytes, and every feature must reach back no further than it says.
 */
export async function auditRun(
  { plan, spec }: Opened,
  outcome: RunOutcome,
  options: AuditOptions,
  environment: Environment,
): Promise<AuditReport> {
  const rng = streamOf(spec.seed, 'audit', plan.bars.rows, options.times);
  const times = cuts(plan, rng, options);
  // one mirror image tells what peeks at a sign; a run takes no more than that
  const tradedFirst = times.findIndex(({ row }) => row > outcome.range.from);
  type Time = (typeof times)[number];
  const check = async ({ row, poison }: Time, i: number, all: boolean): Promise<Checked[]> => {
    const own = streamOf(spec.seed, 'audit', plan.bars.rows, options.times, i);
    const changed = someMembers(plan, own, options.rows);
    const poisoned = poisonedPlan(plan, row, { poison, rng: own, changed, beyond: BEYOND });
    const near = options.fast === true && !all ? { cut: row, whole: i === 0 } : undefined;
    const altered = await alteredColumns(poisoned, { changed, real: outcome.computed, near }, environment);
    const mirrored = options.fast !== true || i === tradedFirst;
    const firstDifferences = new Map<ArrayLike<number>, number>();
    const facts = { plan, outcome, cut: row, poisoned, changed, altered, options, mirrored, firstDifferences };
    const moment: Moment = { ...facts, rng: own, environment };
    const fits = auditFits(moment, options.fast === true && i > 0 ? 0 : options.refits);
    const others = [auditFeatures, auditLabels, auditFolds, auditStrategy].map((by) => by(moment));
    return [...others.slice(0, 3), await fits, others[3]];
  };
  // what looks wrong near the cut may as well reach back too far: whole columns tell
  const checked = async (time: Time, i: number): Promise<Checked[]> => {
    const near = await check(time, i, false);
    return near.some(({ findings }) => findings.length > 0) ? check(time, i, true) : near;
  };
  const moments: Checked[][] = [];
  if (plan.panel.several) for (const [i, time] of times.entries()) moments.push(await checked(time, i));
  else moments.push(...(await Promise.all(times.map(checked))));
  const copies: Checked = { checks: 0, findings: auditCopies(plan, outcome) };
  // last: what reads its future fails here too, and is better told as that
  const reach: Checked = {
    checks: spec.features.length * options.times * 4,
    findings: auditReach(plan, outcome.computed, rng, options.times * 4),
  };
  const all = [copies, ...moments.flat(), reach];
  return {
    times: times.map(({ row, poison }) => ({ row, time: plan.bars.time[row], poison })),
    checks: all.reduce((sum, { checks }) => sum + checks, 0),
    findings: all.flatMap(({ findings }) => findings),
  };
}

/** All symbols, or so many of them as the rows allow. */
function someMembers({ panel: { members, several } }: Plan, rng: Rng, rows: number): readonly Member[] {
  if (!several) return members;
  const order = [...rng.permutation(members.length)].map((i) => members[i]);
  let left = rows;
  const chosen = order.filter(({ bars }, i) => i < 2 || (left -= bars.rows) > 0);
  return chosen.sort((a, b) => a.index - b.index);
}

export interface Checked {
  readonly checks: number;
  readonly findings: readonly Finding[];
}

/** Starts of test windows (where fits and calibrators have just been made) in turn with any row at all. */
function cuts(
  plan: Plan,
  rng: Rng,
  { times, poisons, fast = false }: AuditOptions,
): readonly { row: number; poison: Poison }[] {
  const { rows } = plan.bars;
  const { from } = plan.traded;
  const end = fast ? from + Math.ceil((rows - from) / 2) : rows;
  const low = Math.floor(rows / 4);
  const rolling = [...plan.terms.values()].flat().filter(({ fold }) => fold === undefined);
  const all = [...plan.folds.map(({ test }) => test.from), ...rolling.map(({ apply }) => apply.from)];
  const starts = all.filter((row) => row <= end);
  return Array.from({ length: times }, (_, i) => {
    const start = starts.length > 0 && i % 2 === 0 ? starts[rng.int(0, starts.length - 1)] : undefined;
    // odd: what reads to the end of a block of rows is seen in the middle of one
    const row = start ?? rng.int(low, Math.max(low, end - 2)) | 1;
    return { row: Math.max(1, Math.min(row, rows - 2)), poison: poisons[i % poisons.length] };
  });
}

/** The findings as one refusal (exit 1): the first bad node, column and row of each kind. */
export function refuseFindings(plan: Plan, findings: readonly Finding[]): Refusal {
  const seen = new Set<string>();
  const problems = findings.flatMap((f): Problem[] => {
    const id = `${f.node}.${f.column}`;
    if (seen.has(id)) return [];
    seen.add(id);
    const column = f.column === '' ? '' : `, column "${f.column}"`;
    const problem: Problem = {
      code: 'RUN_AUDIT',
      path: f.node.split('.'),
      message: f.message,
      found: `row ${f.row} (${isoOf(plan.bars.time[f.row] ?? NaN)})${column}${f.symbol === undefined ? '' : `, symbol ${f.symbol}`}`,
    };
    return [plan.spec.locate(problem)];
  });
  return new Refusal(problems, 1);
}
