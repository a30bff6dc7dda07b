import { simulate } from '../../execution/_simulator/simulate.ts';
import type { Inputs } from '../strategy.ts';
import { strategyColumns } from '../strategy.ts';
import { scoreColumn } from '../stitch.ts';
import type { Checked, Finding, Moment } from './audit.ts';
import { columnIn } from './features.ts';
import { firstDifference } from './poison.ts';

/** Signals, votes, refusals and equity before the cut keep their bytes when bars, features and scores after it are others. */
export function auditStrategy({ plan, outcome, cut, poisoned, altered, rng }: Moment): Checked {
  const { range } = outcome;
  const to = Math.min(cut, range.to);
  if (to <= range.from) return { checks: 0, findings: [] };
  const scores = new Map<string, Float64Array>();
  const inputs: Inputs = {
    column: (name) => columnIn(plan, poisoned, altered, name),
    score(name) {
      const known = scores.get(name);
      if (known !== undefined) return known;
      const made = scoreColumn(plan, outcome.scores, name).slice(0, poisoned.rows);
      for (let t = cut; t < made.length; t++) made[t] = 1000 * (rng.uniform() - 0.5);
      scores.set(name, made);
      return made;
    },
  };
  const traded = { from: plan.traded.from, to: Math.min(plan.traded.to, poisoned.rows) };
  const columns = strategyColumns({ ...plan, bars: poisoned, traded }, outcome.strategy, inputs);
  const { equity } = simulate(outcome.strategy.simulation, columns, { from: range.from, to: Math.min(range.to, poisoned.rows) });
  const findings: Finding[] = [];
  const compare = (node: string, column: string, a: ArrayLike<number>, b: ArrayLike<number>, end: number): void => {
    const row = findings.length > 0 ? -1 : firstDifference(a, b, range.from, end);
    if (row >= 0) findings.push({ node, column, row, message: `known at its bar's close, it changed with the bars from row ${cut} on` });
  };
  const of = `signals.${plan.spec.portfolio.of}`;
  for (const column of ['direction', 'edge', 'sigma', 'strength'] as const) compare(of, column, outcome.columns[column], columns[column], to);
  compare('gates', 'vote', outcome.columns.vote, columns.vote, to);
  compare('gates', 'mask', outcome.columns.mask, columns.mask, to);
  // without prices after the cut, the simulation ends there with a forced exit
  const close = poisoned.columns.get('close') as Float64Array;
  const settled = close[to] > 0 ? to : to - 1;
  if (to < range.to) compare('execution', 'equity', outcome.result.equity, equity, settled);
  return { checks: 7, findings };
}
