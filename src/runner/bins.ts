import type { JsonValue } from '../core/artifacts.ts';
import type { Calibrator } from '../core/contracts/calibrator.ts';
import { refuse } from '../core/problem.ts';
import { groupBins, groupsOf } from '../core/group-bins.ts';
import { binNumbers, quantileBinsOf } from '../core/quantile-bins.ts';
import type { QuantileBins } from '../core/quantile-bins.ts';
import type { Node } from '../spec/types.ts';
import { onlyMember } from './columns.ts';
import { prepareJob } from './jobs.ts';
import type { Workspace } from './columns.ts';
import type { Member } from './panel.ts';
import type { Plan, PlanNode } from './plan.ts';
import { calibrationSample } from './steps/calibrate.ts';
import type { CalibrateJob, CalibrationSample } from './steps/calibrate.ts';
import { shared, textOf } from './steps/step.ts';
import type { Term } from './terms.ts';

/** A calibrator of one label, and the terms it is fitted for. */
export interface Binned {
  readonly calibrator: Node<Calibrator>;
  readonly label: string;
  readonly terms: readonly Term[];
}

/** The calibrator that a name such as `p` or `p.tp` means. */
export function binnedOf(plan: Plan, name: string): Binned {
  const target = plan.spec.resolve(name);
  const calibrator = plan.spec.calibrators.find((c) => c.name === target?.node);
  if (target === undefined || calibrator === undefined) {
    throw refuse(
      'SPEC_CONFLICT',
      'signals',
      `"${name}" is no calibrator, so there is no window its bins could be fitted on`,
      { hint: 'scope: trailing' },
    );
  }
  return { calibrator, label: target.output, terms: plan.terms.get(calibrator.name) ?? [] };
}

/** The calibrator's node: that of all symbols together, or the symbol's own. */
function nodeId(plan: Plan, { calibrator, label }: Binned, term: Term, symbol: string): string {
  const pooled = `calibrators.${calibrator.name}/${label}/${term.name}`;
  return plan.byId.has(pooled) ? pooled : `${pooled}/${symbol}`;
}

/** Whether there is a calibrator for a symbol in a term: one with too few bars has none of its own. */
export const hasBins = (plan: Plan, binned: Binned, term: Term, { symbol }: Member): boolean =>
  plan.byId.has(nodeId(plan, binned, term, symbol));

/** The rows that a term's calibrator is fitted on. */
function fitSample(
  plan: Plan,
  workspace: Workspace,
  binned: Binned,
  term: Term,
  { symbol }: Member = onlyMember(plan),
): CalibrationSample {
  const { job, arrays } = prepareJob(plan, plan.byId.get(nodeId(plan, binned, term, symbol)) as PlanNode, workspace);
  return calibrationSample(job as CalibrateJob, arrays);
}

/** By workspace, bins of calibrators: symbols that share one share its bins. */
const known = new WeakMap<Workspace, Map<string, QuantileBins>>();

/** Bins between the quantiles of what a term's calibrator says of the scores it was fitted on. */
export function fittedBins(
  plan: Plan,
  workspace: Workspace,
  binned: Binned,
  term: Term,
  n: number,
  member: Member = onlyMember(plan),
): QuantileBins {
  const id = nodeId(plan, binned, term, member.symbol);
  const own = known.get(workspace) ?? new Map<string, QuantileBins>();
  known.set(workspace, own);
  const key = `${n} ${id}`;
  const made = own.get(key) ?? binsOfFit(plan, workspace, { binned, term, member, id }, n);
  own.set(key, made);
  return made;
}

interface FitOf {
  readonly binned: Binned;
  readonly term: Term;
  readonly member: Member;
  readonly id: string;
}

function binsOfFit(plan: Plan, workspace: Workspace, { binned, term, member, id }: FitOf, n: number): QuantileBins {
  const saved = JSON.parse(textOf(workspace.array(id, 'calibrator'))) as JsonValue;
  const sample = fitSample(plan, workspace, binned, term, member);
  const calibrated = sample.score.map(binned.calibrator.component.load(saved));
  return quantileBinsOf(calibrated, n);
}

interface BinsOf {
  readonly name: string;
  readonly count: number;
  readonly member: Member;
  /** Terms of other folds are left out. */
  readonly fold?: number | undefined;
}

/** The bin of every calibrated score, by the edges of its own term; NaN where there is no score. */
export function binColumn(
  plan: Plan,
  workspace: Workspace,
  { name, count, member, fold }: BinsOf,
  calibrated: Float64Array,
): Float64Array {
  const binned = binnedOf(plan, name);
  const column = shared(member.bars.rows).fill(NaN);
  for (const term of binned.terms) {
    const { from, to } = member.range(term.apply);
    if (fold !== undefined && term.fold !== undefined && term.fold !== fold) continue;
    if (from >= to || !hasBins(plan, binned, term, member)) continue;
    const bins = fittedBins(plan, workspace, binned, term, count, member);
    binNumbers(bins, calibrated.subarray(from, to), column.subarray(from, to));
  }
  return column;
}

/** The bin of every score of a symbol among those of all symbols at its time, on its day or in the run. */
export function scopedBins(
  plan: Plan,
  pooled: Float64Array,
  { count, scope, member }: { count: number; scope: 'timestamp' | 'date' | 'global'; member: Member },
): Float64Array {
  const time = plan.panel.pooled().time;
  const { bin, largest } = groupBins(pooled, scope === 'timestamp' ? time : groupsOf(time, scope), count);
  if (largest >= count || largest === 0) return ofMember(plan, bin, member);
  const group = { timestamp: 'time', date: 'day', global: 'run' }[scope];
  throw refuse(
    'RUN_EXECUTION',
    `signals.${plan.spec.portfolio.of}.bins`,
    `there are more bins than scores of one ${group}`,
    { expected: `at most ${largest}`, found: String(count), hint: 'scope: trailing' },
  );
}

/** A symbol's own rows of a pooled column. */
function ofMember({ panel }: Plan, pooled: Float64Array, { index, bars }: Member): Float64Array {
  const pool = panel.pooled();
  if (pool.only !== undefined) return pooled;
  const own = shared(bars.rows).fill(NaN);
  pool.placeOf[index].forEach((place, t) => place >= 0 && (own[t] = pooled[place]));
  return own;
}
