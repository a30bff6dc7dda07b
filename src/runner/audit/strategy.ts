import { aheadOf } from '../beside.ts';
import { columnOf } from '../columns.ts';
import type { Member } from '../panel.ts';
import type { PanelColumns } from '../panel-columns.ts';
import { planOf, tradedRows } from '../panel-columns.ts';
import type { Inputs } from '../strategy.ts';
import { outcomesOf, precomputedInputs, strategyColumns } from '../strategy.ts';
import { scoresOf } from '../stitch.ts';
import { tradePlan } from '../trade-plan.ts';
import type { Checked, Finding, Moment } from './audit.ts';
import { rowIn } from './features.ts';
import { firstDifference } from './poison.ts';

type Columns = ReturnType<typeof strategyColumns>;

/**
 * Signals, votes, refusals and equity before the cut keep their bytes when bars, features and scores after it are others.
 * Two futures, one the mirror image of the other: what peeks at a mere sign sees another one in either.
 */
export function auditStrategy(moment: Moment): Checked {
  const { cut, changed, outcome, plan } = moment;
  const { range } = outcome;
  // what looks ahead says so, and is marked wherever it is shown
  if (Math.min(cut, range.to) <= range.from || aheadOf(plan.spec).length > 0) return { checks: 0, findings: [] };
  const checks = moment.mirrored ? 13 : 7;
  const columns = new Map<Member, Columns>();
  for (const member of changed) {
    const other = otherFuture(moment, member);
    const own = member.range({ from: 0, to: cut }).to;
    const found = columnsFrom(moment, member, other);
    columns.set(member, found);
    const futures = [found, ...(moment.mirrored ? [columnsFrom(moment, member, mirrored(other, own))] : [])];
    const findings = futures.flatMap((altered) => signalFindings(moment, member, altered));
    if (findings.length > 0) return { checks, findings: findings.slice(0, 1) };
  }
  return { checks, findings: equityFindings(moment, columns) };
}

function columnsFrom({ poisoned, outcome }: Moment, { symbol }: Member, inputs: Inputs): Columns {
  const member = poisoned.panel.member(symbol);
  return strategyColumns(planOf(poisoned, member), outcome.strategy, inputs, tradedRows(poisoned, member));
}

const changedMessage = (cut: number): string => `known at its bar's close, it changed with the bars from row ${cut} on`;

/** What a symbol's signal and gates say before the cut. */
function signalFindings({ plan, outcome, cut }: Moment, member: Member, altered: Columns): Finding[] {
  const real = outcome.panel.symbols[member.index].columns;
  const { from, to } = member.range({ from: outcome.range.from, to: Math.min(cut, outcome.range.to) });
  const of = `signals.${plan.spec.portfolio.of}`;
  const places = [
    ...(['direction', 'edge', 'sigma', 'strength'] as const).map((column) => ({ node: of, column })),
    ...(['vote', 'mask'] as const).map((column) => ({ node: 'gates', column })),
  ];
  return places.flatMap(({ node, column }): Finding[] => {
    const row = firstDifference(real[column], altered[column], from, to);
    if (row < 0) return [];
    return [{ node, column, ...rowIn(plan.panel, member, row), message: changedMessage(cut) }];
  });
}

/** Equity before the cut, traded on what the other future says. */
function equityFindings(moment: Moment, columns: ReadonlyMap<Member, Columns>): Finding[] {
  const { cut, outcome, poisoned, changed } = moment;
  const { range } = outcome;
  const to = Math.min(cut, range.to);
  if (to >= range.to) return [];
  const within = { from: range.from, to: Math.min(range.to, poisoned.bars.rows) };
  const { equity } = tradePlan(poisoned, outcome.strategy, panelWith(moment, columns), within).result;
  // without prices after the cut, the simulation ends there with a forced exit
  const close = poisoned.panel.members[changed[0].index].bars.columns.get('close') as Float64Array;
  const own = changed[0].range({ from: 0, to }).to;
  const settled = close[own] > 0 ? to : to - 1;
  const row = firstDifference(outcome.result.equity, equity, range.from, settled);
  return row < 0 ? [] : [{ node: 'execution', column: 'equity', row, message: changedMessage(cut) }];
}

function panelWith({ poisoned, outcome }: Moment, columns: ReadonlyMap<Member, Columns>): PanelColumns {
  const altered = new Map(Array.from(columns, ([{ symbol }, found]) => [symbol, found]));
  const symbols = poisoned.panel.members.map(({ symbol, index, rowOf, listed }) => {
    const real = outcome.panel.symbols[index];
    return { ...real, columns: altered.get(symbol) ?? real.columns, rowOf, listed };
  });
  const { time, interval_ms } = poisoned.bars;
  return { time, interval_ms, traded: poisoned.traded, symbols };
}

/** Columns of the poisoned bars; scores that are anything at all from the cut on. */
function otherFuture({ plan, outcome, cut, poisoned, altered, rng }: Moment, real: Member): Inputs {
  const scores = new Map<string, Float64Array>();
  const member = poisoned.panel.member(real.symbol);
  const { rows } = member.bars;
  const own = real.range({ from: 0, to: cut }).to;
  const known = scoresOf(plan, outcome.symbolScores[real.index], outcome.scores);
  const outcomes = outcomesOf(poisoned, altered, member);
  return {
    column: (name) => columnOf(poisoned, altered, name, member),
    label: (name) => outcomes(name).value,
    score(name) {
      const before = scores.get(name);
      if (before !== undefined) return before;
      const made = known.own(name).slice(0, rows);
      for (let t = own; t < made.length; t++) made[t] = 1000 * (rng.uniform() - 0.5);
      scores.set(name, made);
      return made;
    },
    bins(name, count, scope) {
      const made = precomputedInputs(plan, outcome.computed, known, real).bins(name, count, scope).slice(0, rows);
      for (let t = own; t < made.length; t++) made[t] = rng.int(1, count);
      return made;
    },
    outcome: outcomes,
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
