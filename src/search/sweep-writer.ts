import { setTimeout as delay } from 'node:timers/promises';
import { elapsed } from '../core/clock.ts';
import type { JournalTrial, StudyJournal, TrialEnd } from './journal.ts';
import type { Study } from './study.ts';
import type { EndedTrial, Trial } from './sweep.ts';
import type { Params, TrialState } from './types.ts';

export interface Writer {
  start(index: number, params: Params): void;
  finish(trial: EndedTrial): void;
  /** Writes what waits, where it has waited long enough. */
  flush(now?: boolean): void;
  /** Resolves when what waits is due. */
  due(): readonly Promise<undefined>[];
}

const FLUSH_MS = 500;

/**
 * Brings starts and results to disk, many by one write: a sync per trial would cost more than the trial. Results enter in
 * order of index, so what is there is what an undisturbed sweep would have; what a kill takes is evaluated again.
 */
export function createWriter(journal: StudyJournal, onResults?: (trials: readonly EndedTrial[]) => void): Writer {
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
      if (ends.length > 0) onResults?.(ends);
      journal.advance(starts, starts.at(0)?.index ?? 0, ends.map(recordOf));
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
    attributes: {
      state,
      digest: digest ?? '',
      metrics,
      violation: String(violation ?? 0),
      folds: folds?.length ?? 0,
      error: error ?? '',
    },
  };
}

/** Those up to the first one that has no result. */
export function endedTrials(recorded: readonly JournalTrial[], study: Study): Trial[] {
  const first = recorded.findIndex(({ state }) => state === 'running' || state === 'waiting');
  return recorded.slice(0, first < 0 ? undefined : first).map((trial) => fromJournal(trial, study));
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
    ...(losses !== undefined && { loss: losses[0], ...(losses.length > 1 && { losses }) }),
    violation,
    folds: foldsOf(intermediate, attributes['folds']),
    digest: (attributes['digest'] as string | undefined) || null,
    values: state === 'complete' ? values : null,
    metrics: (attributes['metrics'] ?? {}) as Trial['metrics'],
    error: (attributes['error'] as string | undefined) || null,
  };
}

/** Losses in the order of the folds; the journal leaves out those that are not defined, their place stays NaN. */
function foldsOf(intermediate: JournalTrial['intermediate'], count: unknown): readonly number[] {
  const length = typeof count === 'number' ? count : Math.max(0, ...[...intermediate.keys()].map((step) => step + 1));
  return Array.from({ length }, (_, step) => intermediate.get(step) ?? NaN);
}
