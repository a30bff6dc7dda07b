import { Refusal } from '../core/problem.ts';
import type { Opened } from '../runner/open.ts';
import type { RunOutcome } from '../runner/run.ts';
import { analyse } from './analysis/analysis.ts';
import type { Analysis } from './analysis/analysis.ts';
import { againstDefault } from './analysis/default.ts';
import type { AgainstDefault } from './analysis/default.ts';
import type { Honesty } from './honesty.ts';
import { horizonWeights } from './horizon-weights.ts';
import type { HorizonWeights } from './horizon-weights.ts';
import { runRolling } from './rolling.ts';
import type { Rolling, RollingRequest } from './rolling.ts';
import type { Trial } from './sweep.ts';
import { structuralParams } from './trial.ts';
import type { TrialNumbers } from './trial.ts';
import { tuningSummary } from './tuning.ts';
import type { TuningSummary } from './tuning.ts';
import type { Params } from './types.ts';

/** Everything that a finished sweep tells beside its table. */
export interface Findings {
  readonly honesty: Honesty | null;
  readonly analysis: Analysis;
  readonly rolling: Rolling | null;
  readonly horizon_weights: readonly HorizonWeights[];
  readonly tuning: TuningSummary | null;
}

/** The best trial, run again on its own. */
export interface Proven {
  readonly trial: Trial;
  readonly outcome: RunOutcome;
  readonly honesty: Honesty;
  /** Daily returns by trial. */
  readonly daily: ReadonlyMap<number, Float64Array>;
}

export interface Finding extends Omit<RollingRequest, 'best'> {
  readonly trials: readonly Trial[];
  readonly proven: Proven | undefined;
}

/** Trades what the study is compared with, and reads its trials. In: all trials of the study. */
export async function findingsOf(request: Finding): Promise<Findings> {
  const { trials, proven, study, seed } = request;
  const run = runOf(request);
  const written = proven === undefined ? undefined : await run({}).catch(undefinedWhereRefused);
  const against = written === undefined || proven === undefined ? undefined : compared(request, proven, written);
  const weights =
    proven === undefined
      ? []
      : await horizonWeights({
          study,
          best: proven.trial.params,
          weightsOf: (signal) => weightsIn(proven.outcome.plan.spec, signal),
          run: async (params) => (await run(params)).metrics,
          advised: shareOfLuck(proven.honesty),
        });
  return {
    honesty: proven?.honesty ?? null,
    analysis: analyse(trials, { study, seed, best: proven?.trial, against }),
    rolling: study.window === undefined ? null : await runRolling({ ...request, best: proven?.trial.params }),
    horizon_weights: weights,
    tuning: proven === undefined ? null : (tuningSummary(proven.outcome.plan, proven.outcome.computed) ?? null),
  };
}

/** Of a sweep that was stopped: what needs no further run. */
export function bareFindings(
  { study, seed }: Pick<Finding, 'study' | 'seed'>,
  trials: readonly Trial[],
  proven: Proven | undefined,
): Findings {
  const analysis = analyse(trials, { study, seed, best: proven?.trial, against: undefined });
  return { honesty: proven?.honesty ?? null, analysis, rolling: null, horizon_weights: [], tuning: null };
}

/** The spec as written need not stand: its trials may all bring what it lacks. */
function undefinedWhereRefused(error: unknown): undefined {
  if (!(error instanceof Refusal && error.exit === 2)) throw error;
}

function runOf({ pool, base, probe, study }: Finding): (params: Params) => Promise<TrialNumbers> {
  const common = { base, rule: undefined, objective: study.objectives[0], folds: [], before: [], whole: true };
  return async (params) => {
    const reply = await pool.run({ ...common, structural: structuralParams(probe, params), params }, {});
    return reply.whole as TrialNumbers;
  };
}

function compared({ study }: Finding, { trial, honesty, daily }: Proven, written: TrialNumbers): AgainstDefault {
  const best = daily.get(trial.index) ?? new Float64Array(0);
  const value = written.metrics.find(({ name }) => name === study.objectives[0].metric)?.value ?? null;
  const all = [...daily.values()].filter((returns) => returns.length === written.daily.length);
  return againstDefault({ best, all, base: written.daily, value, tries: honesty.allowedFor });
}

function shareOfLuck({ luck, sharpe }: Honesty): number | null {
  if (luck.value === null || sharpe.value === null || !(sharpe.value > 0)) return null;
  return Math.min(1, Math.max(0, luck.value / sharpe.value));
}

function weightsIn({ signals }: Opened['spec'], signal: string): { readonly [label: string]: number } {
  const weights = signals.find(({ name }) => name === signal)?.values['weights'];
  return (weights ?? {}) as { readonly [label: string]: number };
}
