import { Refusal } from '../core/problem.ts';
import type { Environment } from '../runner/compute.ts';
import type { Opened } from '../runner/open.ts';
import type { Pool } from '../runner/pool.ts';
import { bestTrial, judge } from './constraints.ts';
import type { Judged } from './constraints.ts';
import { historyFor } from './history.ts';
import type { StudyJournal } from './journal.ts';
import { createPreparing } from './preparing.ts';
import type { Preparing } from './preparing.ts';
import { foldOrder } from './pruner.ts';
import type { Study } from './study.ts';
import { createWriter, endedTrials } from './sweep-writer.ts';
import { structuralParams } from './trial.ts';
import type { TrialBase } from './trial.ts';
import type { TrialJob, TrialReply } from './trial-worker.ts';
import type { Params, PastTrial, TrialState } from './types.ts';

/** A trial of the table. */
export interface Trial extends PastTrial {
  readonly state: TrialState;
  readonly digest: string | null;
  readonly values: readonly number[] | null;
  readonly metrics: { readonly [name: string]: number | null };
  /** Why it failed, was pruned or does not stand. */
  readonly error: string | null;
}

/** A trial that has just ended; daily returns go to disk and are not kept. */
export interface EndedTrial extends Trial {
  readonly daily: Float64Array | null;
}

export interface SweepRequest {
  readonly base: TrialBase;
  readonly study: Study;
  readonly seed: number;
  /** The resolved base, from which the structural part of a trial is told. */
  readonly probe: Opened;
  readonly journal: StudyJournal;
  readonly environment: Environment;
  readonly pool: Pool<TrialJob, TrialReply>;
  /** Before the results enter the journal. */
  readonly onResults?: (trials: readonly EndedTrial[]) => void;
  readonly onTrial?: (trial: Trial, sofar: readonly Trial[]) => void;
}

/**
 * Runs the trials of a study. Trial k is suggested from trials up to k - batch only, and results are taken in order, so
 * that the table is the same for any number of workers and any interruption.
 */
export async function runSweep(request: SweepRequest): Promise<readonly Trial[]> {
  const { study, journal, environment, pool, onTrial } = request;
  const preparing = createPreparing(request.base, environment);
  const sweep = createSweep(request, preparing);
  const writer = createWriter(journal, request.onResults);
  const recorded = journal.trials();
  const trials = endedTrials(recorded, study);
  const running = new Map<number, Promise<EndedTrial>>();
  const arrived = new Map<number, EndedTrial>();
  const suggested = new Map<number, Params>(recorded.map((t) => [t.number, t.params]));
  let next = trials.length;
  const isFree = study.pruner === undefined && !study.sampler.looksBack;
  const ahead = isFree ? Math.max(study.batch, AHEAD_PER_THREAD * pool.threads) : study.batch;
  const room = Math.max(study.batch, AHEAD_PER_THREAD * pool.threads);
  while (trials.length < study.trials) {
    const last = Math.min(study.trials, trials.length + ahead);
    while (next < last && running.size < room && !environment.cancelled()) {
      const index = next++;
      const history = pastOf(index, study, trials, suggested);
      const known = suggested.get(index);
      const params = known ?? study.sampler.suggest(index, history);
      if (known === undefined) writer.start(index, params);
      suggested.set(index, params);
      running.set(index, sweep.evaluate(index, params, history));
    }
    if (running.size === 0) break;
    const done = await Promise.race([...running.values(), ...writer.due()]);
    if (done !== undefined) {
      running.delete(done.index);
      arrived.set(done.index, done);
    }
    for (let trial = arrived.get(trials.length); trial !== undefined; trial = arrived.get(trials.length)) {
      if (environment.cancelled() && trial.state === 'failed') break;
      arrived.delete(trial.index);
      writer.finish(trial);
      const { daily: _, ...kept } = trial;
      trials.push(kept);
      onTrial?.(kept, trials);
    }
    writer.flush();
  }
  writer.flush(true);
  preparing.close();
  return trials;
}

/** The best complete trial that keeps all constraints. */
export function winnerOf(trials: readonly Trial[]): Trial | undefined {
  const best = bestTrial(
    trials.map(({ index, state, loss, violation = 0 }) => ({
      index,
      state,
      violation,
      losses: loss === undefined ? null : [loss],
    })),
  );
  return best === undefined ? undefined : trials[best.index];
}

/** Trials under way for each thread, so that none waits for the coordinator; those that look back have `batch` at most. */
const AHEAD_PER_THREAD = 8;

/** What trial `index` may know; nothing where neither sampler nor pruner asks. */
function pastOf(
  index: number,
  { sampler, pruner, batch }: Study,
  trials: readonly Trial[],
  suggested: ReadonlyMap<number, Params>,
): readonly PastTrial[] {
  if (pruner === undefined && !sampler.looksBack) return [];
  return historyFor(index, batch, [...trials, ...pendingBetween(trials.length, index, suggested)]);
}

function pendingBetween(from: number, to: number, suggested: ReadonlyMap<number, Params>): PastTrial[] {
  return Array.from({ length: to - from }, (_, i) => ({
    index: from + i,
    state: 'pending' as const,
    params: suggested.get(from + i) ?? {},
  }));
}

interface Sweep {
  evaluate(index: number, params: Params, history: readonly PastTrial[]): Promise<EndedTrial>;
}

function createSweep({ base, study, probe, pool, seed }: SweepRequest, prepare: Preparing): Sweep {
  const order = study.pruner === undefined ? [] : [...foldOrder(seed, probe.plan.folds.length)];
  const objective = study.objectives[0];

  /** Folds one after the other, each fitted only when the trial gets there; a trial that cannot stop does all at once. */
  const measure = async (index: number, params: Params, history: readonly PastTrial[]): Promise<TrialReply> => {
    const structural = structuralParams(probe, params);
    const rule = study.pruner?.rule(index, history);
    const common = { base, structural, params, rule, objective };
    if (rule === undefined || (await prepare.isWhole(structural))) {
      await prepare.whole(structural);
      return pool.run({ ...common, folds: order, before: [], whole: true }, {});
    }
    let before: readonly number[] = [];
    for (const fold of order) {
      await prepare.fold(structural, fold);
      const reply = await pool.run({ ...common, folds: [fold], before, whole: false }, {});
      if (reply.stopped) return reply;
      before = reply.losses;
    }
    await prepare.whole(structural);
    return pool.run({ ...common, folds: [], before, whole: true }, {});
  };

  return {
    async evaluate(index, params, history) {
      try {
        return judged(index, params, await measure(index, params, history), study);
      } catch (error) {
        return broken(index, params, error);
      }
    },
  };
}

function judged(index: number, params: Params, { digest, losses, whole }: TrialReply, study: Study): EndedTrial {
  const common = { index, params, digest, folds: losses };
  if (whole === undefined) {
    const error = `stopped after ${losses.length} folds`;
    return { ...common, state: 'pruned', metrics: {}, values: null, daily: null, error };
  }
  const metrics = Object.fromEntries(whole.metrics.map(({ name, value }) => [name, value]));
  const result = judge(whole.metrics, study.objectives, study.constraints);
  return { ...common, metrics, ...standing(result), daily: whole.daily };
}

function standing({
  values,
  losses,
  withheld,
  violation,
}: Judged): Pick<Trial, 'state' | 'values' | 'error' | 'violation' | 'loss' | 'losses'> {
  if (values === null || losses === null)
    return { state: 'infeasible', values: null, violation, error: withheld ?? null };
  const several = losses.length > 1 ? { losses } : {};
  return { state: 'complete', values, loss: losses[0], ...several, violation, error: null };
}

/** A spec that does not stand is infeasible; anything else has failed. Both stay in the table with their reason. */
function broken(index: number, params: Params, error: unknown): EndedTrial {
  const state: TrialState = error instanceof Refusal && error.exit === 2 ? 'infeasible' : 'failed';
  const reason =
    error instanceof Refusal
      ? error.problems.map((p) => `${p.path.join('.')}: ${p.message}`).join('; ')
      : String(error);
  return {
    index,
    state,
    params,
    violation: Infinity,
    folds: [],
    digest: null,
    values: null,
    metrics: {},
    daily: null,
    error: reason,
  };
}
