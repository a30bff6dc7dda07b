import { setTimeout as delay } from 'node:timers/promises';
import { elapsed } from '../core/clock.ts';
import { Refusal } from '../core/problem.ts';
import type { Environment } from '../runner/compute.ts';
import type { Opened } from '../runner/open.ts';
import type { Pool } from '../runner/pool.ts';
import { judge } from './constraints.ts';
import type { Judged } from './constraints.ts';
import { historyFor } from './history.ts';
import type { JournalTrial, StudyJournal, TrialEnd } from './journal.ts';
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
  const sweep = createSweep(request);
  const writer = createWriter(request);
  const recorded = journal.trials();
  const trials = endedTrials(recorded, study);
  const running = new Map<number, Promise<EndedTrial>>();
  const arrived = new Map<number, EndedTrial>();
  const suggested = new Map<number, Params>(recorded.map((t) => [t.number, t.params]));
  let next = trials.length;
  const room = Math.max(study.batch, 2 * pool.threads);
  while (trials.length < study.trials) {
    const last = Math.min(study.trials, trials.length + study.batch);
    while (next < last && running.size < room && !environment.cancelled()) {
      const index = next++;
      const history = historyFor(index, study.batch, [...trials, ...pendingBetween(trials.length, index, suggested)]);
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
  return trials;
}

/** Those up to the first one that has no result. */
function endedTrials(recorded: readonly JournalTrial[], study: Study): Trial[] {
  const first = recorded.findIndex(({ state }) => state === 'running' || state === 'waiting');
  return recorded.slice(0, first < 0 ? undefined : first).map((trial) => fromJournal(trial, study));
}

function pendingBetween(from: number, to: number, suggested: ReadonlyMap<number, Params>): PastTrial[] {
  return Array.from({ length: to - from }, (_, i) => ({
    index: from + i,
    state: 'pending' as const,
    params: suggested.get(from + i) ?? {},
  }));
}

interface Writer {
  start(index: number, params: Params): void;
  finish(trial: EndedTrial): void;
  /** Writes what waits, where it has waited long enough. */
  flush(now?: boolean): void;
  /** Resolves when what waits is due. */
  due(): readonly Promise<undefined>[];
}

const FLUSH_MS = 100;

/**
 * Brings starts and results to disk, many by one write: a sync per trial would cost more than the trial. Results enter in
 * order of index, so what is there is what an undisturbed sweep would have; what a kill takes is evaluated again.
 */
function createWriter({ journal, onResults }: SweepRequest): Writer {
  let starts: { readonly index: number; readonly params: Params }[] = [];
  let ends: EndedTrial[] = [];
  let last = -Infinity;
  const waits = (): boolean => starts.length + ends.length > 0;
  return {
    start: (index, params) => void starts.push({ index, params }),
    finish: (trial) => void ends.push(trial),
    due: () => (waits() ? [delay(Math.max(0, last + FLUSH_MS - elapsed()), undefined, { ref: false })] : []),
    flush(atOnce = false) {
      if (!waits() || (!atOnce && elapsed() - last < FLUSH_MS)) return;
      if (starts.length > 0) journal.start(starts, starts[0].index);
      if (ends.length > 0) {
        onResults?.(ends);
        journal.finish(ends.map(recordOf));
      }
      [starts, ends] = [[], []];
      last = elapsed();
    },
  };
}

function recordOf({ index, state, values, folds, digest, metrics, violation, error }: EndedTrial): TrialEnd {
  return {
    number: index,
    state: state === 'complete' ? 'complete' : state === 'pruned' ? 'pruned' : 'failed',
    ...(values !== null && state === 'complete' && { values }),
    intermediate: new Map((folds ?? []).map((loss, step) => [step, loss])),
    attributes: { state, digest: digest ?? '', metrics, violation: String(violation ?? 0), error: error ?? '' },
  };
}

/** Trials that another program has added have a state and values alone. */
function fromJournal(
  { number, state: recorded, params, values, intermediate, attributes }: JournalTrial,
  study: Study,
): Trial {
  const state = (attributes['state'] ?? recorded) as TrialState;
  const violation = Number(attributes['violation'] ?? 0);
  const losses = values?.map((value, i) => (study.objectives[i].direction === 'maximize' ? -value : value));
  return {
    index: number,
    state,
    params,
    ...(losses !== undefined && { loss: losses[0] }),
    violation,
    folds: [...intermediate.values()],
    digest: (attributes['digest'] as string | undefined) || null,
    values: state === 'complete' ? values : null,
    metrics: (attributes['metrics'] ?? {}) as Trial['metrics'],
    error: (attributes['error'] as string | undefined) || null,
  };
}

interface Sweep {
  evaluate(index: number, params: Params, history: readonly PastTrial[]): Promise<EndedTrial>;
}

function createSweep(request: SweepRequest): Sweep {
  const { base, study, probe, environment, pool, seed } = request;
  const ready = new Map<string, Promise<void>>();
  let last: Promise<void> = Promise.resolve();
  const order = study.pruner === undefined ? [] : [...foldOrder(seed, probe.plan.folds.length)];

  /**
   * Fills the store with what a group's trials share: once, with all threads, counted. One group after the other, since
   * two at a time would both compute what they share.
   */
  const prepare = (structural: Params): Promise<void> => {
    const key = JSON.stringify(structural);
    const known = ready.get(key);
    if (known !== undefined) return known;
    const made = last.then(async () => {
      const opened = await openGroup(base, structural, {});
      try {
        await computeGroup(base, opened, { ...environment, store: opened.store });
      } finally {
        opened.store?.close();
      }
    });
    last = made.catch(() => {}); // told by the trials of the group
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

function judged(index: number, params: Params, reply: TrialReply, { study, history }: Context): EndedTrial {
  const { objectives, constraints, pruner } = study;
  const result = judge(reply.metrics, objectives, constraints);
  const losses = reply.folds.map((metrics) =>
    metrics.length === 0 ? NaN : (judge(metrics, objectives.slice(0, 1)).losses?.[0] ?? NaN),
  );
  const stop = pruner === undefined ? -1 : losses.findIndex((_, i) => pruner.stops(losses.slice(0, i + 1), history));
  const common = {
    index,
    params,
    digest: reply.digest,
    metrics: Object.fromEntries(reply.metrics.map(({ name, value }) => [name, value])),
  };
  if (stop >= 0) {
    return {
      ...common,
      state: 'pruned',
      folds: losses.slice(0, stop + 1),
      values: null,
      daily: null,
      error: `stopped after ${stop + 1} of ${losses.length} folds`,
    };
  }
  return { ...common, ...standing(result), folds: losses, daily: reply.daily };
}

function standing({
  values,
  losses,
  withheld,
  violation,
}: Judged): Pick<Trial, 'state' | 'values' | 'error' | 'violation' | 'loss'> {
  if (values === null || losses === null)
    return { state: 'infeasible', values: null, violation, error: withheld ?? null };
  return { state: 'complete', values, loss: losses[0], violation, error: null };
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
