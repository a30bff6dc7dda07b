import type { Facts } from '../facts/facts.ts';
import { COST_CHECKS } from './of-costs.ts';
import { DATA_CHECKS } from './of-data.ts';
import { RESULT_CHECKS } from './of-results.ts';
import { SCORE_CHECKS } from './of-scores.ts';
import type { Level, Suspicion } from './suspicion.ts';

export type { Level, Suspicion } from './suspicion.ts';

export interface Verdict {
  readonly headline: string;
  /** Worst level found; `none` where all checks passed. */
  readonly level: Level | 'none';
  /** Worst first, then in the order of the checks. */
  readonly suspicions: readonly Suspicion[];
  /** What was looked at and found in order. */
  readonly passed: readonly string[];
}

const RANK: Readonly<Record<Level, number>> = { serious: 0, caution: 1, note: 2 };
const CHECKS = [...RESULT_CHECKS, ...COST_CHECKS, ...SCORE_CHECKS, ...DATA_CHECKS];

/** Puts all questions to a run. It can only find reasons to doubt: silence is no proof. */
export function judge(facts: Facts): Verdict {
  const suspicions: Suspicion[] = [];
  const passed: string[] = [];
  for (const { id, ask } of CHECKS) {
    const answer = ask(facts);
    if (typeof answer === 'string') passed.push(answer);
    else if (answer !== undefined) suspicions.push({ id, ...answer });
  }
  suspicions.sort((a, b) => RANK[a.level] - RANK[b.level]);
  const level = suspicions[0]?.level ?? 'none';
  return { headline: headlineOf(level, suspicions), level, suspicions, passed };
}

function headlineOf(level: Verdict['level'], suspicions: readonly Suspicion[]): string {
  const count = suspicions.filter((s) => s.level === level).length;
  if (level === 'serious')
    return `Do not believe it yet: ${count === 1 ? 'one serious suspicion' : `${count} serious suspicions`}`;
  if (level === 'caution') return `Believe it with care: ${count === 1 ? 'one caution' : `${count} cautions`}`;
  return 'No suspicion was found in this run';
}
