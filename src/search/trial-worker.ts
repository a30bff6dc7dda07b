import type { Metric } from '../evaluation/metrics.ts';
import type { Params } from './types.ts';
import { computeGroup, openGroup } from './trial.ts';
import type { TrialBase, TrialGroup, TrialNumbers } from './trial.ts';

/** One trial, as it crosses to a thread. */
export interface TrialJob {
  readonly base: TrialBase;
  readonly structural: Params;
  readonly params: Params;
  /** Folds to be measured one by one, in this order. */
  readonly folds: readonly number[];
}

export interface TrialReply extends Omit<TrialNumbers, 'metrics' | 'folds'> {
  readonly metrics: readonly Metric[];
  readonly folds: readonly (readonly Metric[])[];
}

/** Groups that this thread has open: their scores are what makes the next trial cheap. Per thread, a few at a time. */
const groups = new Map<string, Promise<TrialGroup>>();
const OPEN_GROUPS = 4;

/** Evaluates a trial over the scores in the store, which the coordinator has filled. */
export async function execute(
  { base, structural, params, folds }: TrialJob,
  _arrays: unknown,
  { cancelled }: { cancelled: () => boolean },
): Promise<TrialReply> {
  const key = JSON.stringify([base, structural]);
  let group = groups.get(key);
  if (group === undefined) {
    if (groups.size >= OPEN_GROUPS) groups.delete(groups.keys().next().value as string);
    group = open(base, structural, cancelled);
    groups.set(key, group);
  }
  return (await group).evaluate(params, folds);
}

async function open(base: TrialBase, structural: Params, cancelled: () => boolean): Promise<TrialGroup> {
  const opened = await openGroup(base, structural, {});
  return computeGroup(base, opened, { store: opened.store, pool: undefined, threads: 1, cancelled });
}
