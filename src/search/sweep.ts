import { Refusal } from '../core/problem.ts';
import type { Environment } from '../runner/compute.ts';
import type { Opened } from '../runner/open.ts';
import type { Pool } from '../runner/pool.ts';
import { judge } from './constraints.ts';
import type { Judged } from './constraints.ts';
import { historyFor } from './history.ts';
import type { JournalTrial, StudyJournal } from './journal.ts';
import { foldOrder } from './pruner.ts';
import type { Study } from './study.ts';
import { computeGroup, openGroup, structuralParams } from './trial.ts';
import type { TrialBase } from './trial.ts';
import type { TrialJob, TrialReply } from './trial-worker.ts';
import type { Params, PastTrial, TrialState } from './types.ts';

/** A trial of the table. */
export interface Trial extends PastTrial {
  readonly state: TrialState;
  readonly digest: string | null;
  readonly values: readonly number[] | null;
  readonly metrics: { readonly [name: string]: number | null };
  readonly daily: readonly number[] | null;
  /** Why it failed, was pruned or does not stand. */
  readonly error: string | null;
}

export interface SweepRequest {
  readonly base: TrialBase;
  readonly study: Study;
  readonly seed: number;
  /** The resolved base, from which the structural part of a trial is told. */
  readonly probe: Opened;
  readonly journal: StudyJournal;
  /** Daily returns of the journal's finished trials, by number. */
  readonly daily: ReadonlyMap<number, readonly number[]>;
  readonly environment: Environment;
  readonly pool: Pool<TrialJob, TrialReply>;
  /** Before the result enters the journal. */
  readonly onResult?: (trial: Trial) => void;
  readonly onTrial?: (trial: Trial, sofar: readonly Trial[]) => void;
}

/**
 * Runs the trials of a study. Trial k is suggested from trials up to k - batch only, and results are taken in order, so
 * that the table is the same for any number of workers and any interruption.
 */
export async function runSweep(request: SweepRequest): Promise<readonly Trial[]> {
  const { study, journal, environment } = request;
  const sweep = createSweep(request);
  const trials: Trial[] = [];
  for (const known of journal.trials()) {
    if (known.state === 'running' || known.state === 'waiting' || known.number !== trials.length) break;
    trials.push(fromJournal(known, study, request.daily));
  }
  const running = new Map<number, Promise<Trial>>();
  const arrived = new Map<number, Trial>();
  const suggested = new Map<number, Params>(journal.trials().map((t) => [t.number, t.params]));
  let next = trials.length;
  const room = Math.max(2, 2 * request.pool.threads);
  while (trials.length < study.trials) {
    while (next < study.trials && next - study.batch < trials.length && running.size < room && !environment.cancelled()) {
      const index = next++;
      const past = [...trials, ...pendingBetween(trials.length, index, suggested)];
      const params = suggested.get(index) ?? study.sampler.suggest(index, historyFor(index, study.batch, past));
      if (!suggested.has(index)) journal.start([{ params }], index);
      suggested.set(index, params);
      running.set(index, sweep.evaluate(index, params, historyFor(index, study.batch, past)));
    }
    if (running.size === 0) break;
    const done = await Promise.race(running.values());
    running.delete(done.index);
    arrived.set(done.index, done);
    takeInOrder(arrived, trials, request);
  }
  return trials;
}

function pendingBetween(from: number, to: number, suggested: ReadonlyMap<number, Params>): PastTrial[] {
  return Array.from({ length: to - from }, (_, i) => ({ index: from + i, state: 'pending' as const, params: suggested.get(from + i) ?? {} }));
}

/** Results enter the journal in order of index: what is there is what an undisturbed sweep would have. */
function takeInOrder(arrived: Map<number, Trial>, trials: Trial[], { journal, onResult, onTrial, environment }: SweepRequest): void {
  for (let trial = arrived.get(trials.length); trial !== undefined; trial = arrived.get(trials.length)) {
    arrived.delete(trial.index);
    if (environment.cancelled() && trial.state === 'failed') return;
    onResult?.(trial);
    journal.finish([
      {
        number: trial.index,
        state: trial.state === 'complete' ? 'complete' : trial.state === 'pruned' ? 'pruned' : 'failed',
        ...(trial.values !== null && trial.state === 'complete' && { values: trial.values }),
        intermediate: new Map((trial.folds ?? []).map((loss, step) => [step, loss])),
        attributes: { state: trial.state, digest: trial.digest ?? '', metrics: trial.metrics, violation: String(trial.violation ?? 0), error: trial.error ?? '' },
      },
    ]);
    trials.push(trial);
    onTrial?.(trial, trials);
  }
}

function fromJournal({ number, params, values, intermediate, attributes }: JournalTrial, study: Study, daily: ReadonlyMap<number, readonly number[]>): Trial {
  const state = attributes['state'] as TrialState;
  const violation = Number(attributes['violation']);
  const losses = values?.map((value, i) => (study.objectives[i].direction === 'maximize' ? -value : value));
  return {
    index: number,
    state,
    params,
    ...(losses !== undefined && { loss: losses[0] }),
    violation,
    folds: [...intermediate.values()],
    digest: (attributes['digest'] as string) || null,
    values,
    metrics: attributes['metrics'] as Trial['metrics'],
    daily: daily.get(number) ?? null,
    error: (attributes['error'] as string) || null,
  };
}

interface Sweep {
  evaluate(index: number, params: Params, history: readonly PastTrial[]): Promise<Trial>;
}

function createSweep(request: SweepRequest): Sweep {
  const { base, study, probe, environment, pool, seed } = request;
  const ready = new Map<string, Promise<void>>();
  const order = study.pruner === undefined ? [] : [...foldOrder(seed, probe.plan.folds.length)];

  /** Fills the store with what a group's trials share: once, with all threads, counted. */
  const prepare = (structural: Params): Promise<void> => {
    const key = JSON.stringify(structural);
    const known = ready.get(key);
    if (known !== undefined) return known;
    const made = openGroup(base, structural, {}).then(async (opened) => {
      await computeGroup(base, opened, { ...environment, store: opened.store });
      opened.store?.close();
    });
    ready.set(key, made);
    return made;
  };

  return {
    async evaluate(index, params, history) {
      try {
        const structural = structuralParams(probe, params);
        await prepare(structural);
        const reply = await pool.run({ base, structural, params, folds: order }, {});
        return judged(index, params, reply, { study, history });
      } catch (error) {
        return broken(index, params, error);
      }
    },
  };
}

interface Context {
  readonly study: Study;
  readonly history: readonly PastTrial[];
}

function judged(index: number, params: Params, reply: TrialReply, { study, history }: Context): Trial {
  const { objectives, constraints, pruner } = study;
  const result = judge(reply.metrics, objectives, constraints);
  const losses = reply.folds.map((metrics) => (metrics.length === 0 ? NaN : (judge(metrics, objectives.slice(0, 1)).losses?.[0] ?? NaN)));
  const stop = pruner === undefined ? -1 : losses.findIndex((_, i) => pruner.stops(losses.slice(0, i + 1), history));
  const common = { index, params, digest: reply.digest, metrics: Object.fromEntries(reply.metrics.map(({ name, value }) => [name, value])) };
  if (stop >= 0) {
    return { ...common, state: 'pruned', folds: losses.slice(0, stop + 1), values: null, daily: null, error: `stopped after ${stop + 1} of ${losses.length} folds` };
  }
  return { ...common, ...standing(result), folds: losses, daily: reply.daily };
}

function standing({ values, losses, withheld, violation }: Judged): Pick<Trial, 'state' | 'values' | 'error' | 'violation' | 'loss'> {
  if (values === null || losses === null) return { state: 'infeasible', values: null, violation, error: withheld ?? null };
  return { state: 'complete', values, loss: losses[0], violation, error: null };
}

/** A spec that does not stand is infeasible; anything else has failed. Both stay in the table with their reason. */
function broken(index: number, params: Params, error: unknown): Trial {
  const state: TrialState = error instanceof Refusal && error.exit === 2 ? 'infeasible' : 'failed';
  const reason = error instanceof Refusal ? error.problems.map((p) => `${p.path.join('.')}: ${p.message}`).join('; ') : String(error);
  return { index, state, params, violation: Infinity, folds: [], digest: null, values: null, metrics: {}, daily: null, error: reason };
}
