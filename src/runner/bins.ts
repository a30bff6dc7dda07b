import type { Calibrator } from '../core/contracts/calibrator.ts';
import { refuse } from '../core/problem.ts';
import { sortedFinite } from '../core/math/index.ts';
import { binNumber, quantileBins } from '../core/quantile-bins.ts';
import type { QuantileBins } from '../core/quantile-bins.ts';
import type { Node } from '../spec/types.ts';
import { prepareJob } from './jobs.ts';
import type { Workspace } from './jobs.ts';
import type { Plan, PlanNode } from './plan.ts';
import { calibrationSample } from './steps/calibrate.ts';
import type { CalibrateJob, CalibrationSample } from './steps/calibrate.ts';
import { shared } from './steps/step.ts';
import { loadCalibrator } from './stitch.ts';
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
    throw refuse('SPEC_CONFLICT', 'signals', `"${name}" is no calibrator, so there is no window its bins could be fitted on`, { hint: 'scope: trailing' });
  }
  return { calibrator, label: target.output, terms: plan.terms.get(calibrator.name) ?? [] };
}

export interface FittedBins extends QuantileBins {
  readonly map: (score: number) => number;
  /** The fit sample, and its scores as calibrated. */
  readonly sample: CalibrationSample;
  readonly calibrated: Float64Array;
}

/** Bins between the quantiles of what a term's calibrator says of the scores it was fitted on. */
export function fittedBins(plan: Plan, workspace: Workspace, { calibrator, label }: Binned, term: Term, n: number): FittedBins {
  const node = plan.byId.get(`calibrators.${calibrator.name}/${label}/${term.name}`) as PlanNode;
  const { job, arrays } = prepareJob(plan, node, workspace);
  const sample = calibrationSample(job as CalibrateJob, arrays);
  const map = loadCalibrator(calibrator, label, term, workspace);
  const calibrated = sample.score.map(map);
  return { ...quantileBins(sortedFinite(calibrated), n), map, sample, calibrated };
}

/** The bin of every calibrated score, by the edges of its own term; NaN where there is no score. */
export function binColumn(plan: Plan, workspace: Workspace, name: string, n: number, calibrated: Float64Array): Float64Array {
  const binned = binnedOf(plan, name);
  const column = shared(plan.bars.rows).fill(NaN);
  for (const term of binned.terms) {
    const { from, to } = term.apply;
    if (from >= to) continue;
    const bins = fittedBins(plan, workspace, binned, term, n);
    for (let t = from; t < to; t++) column[t] = binNumber(bins, calibrated[t]);
  }
  return column;
}
