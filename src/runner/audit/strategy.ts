import type { Inputs } from '../strategy.ts';
import { precomputedInputs, strategyColumns } from '../strategy.ts';
import { scoreColumn } from '../stitch.ts';
import { trade } from '../trade.ts';
import type { Checked, Finding, Moment } from './audit.ts';
import { aheadOf } from '../beside.ts';
import type { Plan } from '../plan.ts';
import { columnIn } from './features.ts';
import { labelArrays } from './labels.ts';
import { firstDifference } from './poison.ts';

/**
 * Signals, votes, refusals and equity before the cut keep their bytes when bars, features and scores after it are others.
 * Two futures, one the mirror image of the other: what peeks at a mere sign sees another one in either.
 */
export function auditStrategy(moment: Moment): Checked {
  const { plan, outcome, cut, poisoned } = moment;
  const { range } = outcome;
  const to = Math.min(cut, range.to);
  // what looks ahead says so, and is marked wherever it is shown
  if (to <= range.from || aheadOf(plan.spec).length > 0) return { checks: 0, findings: [] };
  const findings: Finding[] = [];
  const compare = (node: string, column: string, a: ArrayLike<number>, b: ArrayLike<number>, end: number): void => {
    const row = findings.length > 0 ? -1 : firstDifference(a, b, range.from, end);
    if (row >= 0)
      findings.push({
        node,
        column,
        row,
        message: `known at its bar's close, it changed with the bars from row ${cut} on`,
      });
  };
  const other = otherFuture(moment);
  const traded = { from: plan.traded.from, to: Math.min(plan.traded.to, poisoned.rows) };
  const columnsFrom = (inputs: Inputs) =>
    strategyColumns({ ...plan, bars: poisoned, traded }, outcome.strategy, inputs);
  const columns = columnsFrom(other);
  const real = outcome.panel.symbols[0].columns;
  const of = `signals.${plan.spec.portfolio.of}`;
  for (const { direction, edge, sigma, strength, vote, mask } of [
    columns,
    ...(moment.mirrored ? [columnsFrom(mirrored(other, cut))] : []),
  ]) {
    const signal = { direction, edge, sigma, strength };
    for (const column of ['direction', 'edge', 'sigma', 'strength'] as const)
      compare(of, column, real[column], signal[column], to);
    compare('gates', 'vote', real.vote, vote, to);
    compare('gates', 'mask', real.mask, mask, to);
  }
  const {
    result: { equity },
  } = trade(outcome.strategy, columns, { from: range.from, to: Math.min(range.to, poisoned.rows) });
  // without prices after the cut, the simulation ends there with a forced exit
  const close = poisoned.columns.get('close') as Float64Array;
  const settled = close[to] > 0 ? to : to - 1;
  if (to < range.to) compare('execution', 'equity', outcome.result.equity, equity, settled);
  return { checks: moment.mirrored ? 13 : 7, findings };
}

/** Columns of the poisoned bars; scores that are anything at all from the cut on. */
function otherFuture({ plan, outcome, cut, poisoned, altered, rng }: Moment): Inputs {
  const scores = new Map<string, Float64Array>();
  return {
    column: (name) => columnIn(plan, poisoned, altered, name),
    label(name) {
      const { component, values } = plan.spec.labels.find((l) => l.name === name) as Plan['spec']['labels'][number];
      return labelArrays(component, values, poisoned)['value'] as Float64Array;
    },
    score(name) {
      const known = scores.get(name);
      if (known !== undefined) return known;
      const made = scoreColumn(plan, outcome.scores, name).slice(0, poisoned.rows);
      for (let t = cut; t < made.length; t++) made[t] = 1000 * (rng.uniform() - 0.5);
      scores.set(name, made);
      return made;
    },
    bins(name, count, scope) {
      const real = precomputedInputs(plan, outcome.computed, (n) => scoreColumn(plan, outcome.scores, n)).bins(
        name,
        count,
        scope,
      );
      const made = real.slice(0, poisoned.rows);
      for (let t = cut; t < made.length; t++) made[t] = rng.int(1, count);
      return made;
    },
    outcome(name) {
      const node = plan.spec.labels.find((label) => label.name === name) as Plan['spec']['labels'][number];
      const { value, last } = labelArrays(node.component, node.values, poisoned);
      return { value: value as Float64Array, last: last as Int32Array };
    },
  };
}

function mirrored(inputs: Inputs, cut: number): Inputs {
  const flip = (column: Float64Array): Float64Array => {
    const last = column[cut - 1];
    const centre = last === last ? 2 * last : 0;
    return column.map((x, t) => (t < cut ? x : centre - x));
  };
  return {
    column: (name) => flip(inputs.column(name)),
    label: inputs.label,
    score: (name) => flip(inputs.score(name)),
    bins: (name, count, scope) => flip(inputs.bins(name, count, scope)),
    outcome: inputs.outcome,
  };
}
