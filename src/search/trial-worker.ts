import type { Metric } from '../evaluation/metrics.ts';
import { judge } from './constraints.ts';
import { stopsBy } from './pruner.ts';
import { openGroup, trialGroup } from './trial.ts';
import type { TrialBase, TrialGroup, TrialNumbers } from './trial.ts';
import type { Objective, Params, StopRule } from './types.ts';

/** One trial, or a part of it, as it crosses to a thread. */
export interface TrialJob {
  readonly base: TrialBase;
  readonly structural: Params;
  readonly params: Params;
  /** Folds to be measured one by one, in this order; where the rule stops the trial, the rest is left out. */
  readonly folds: readonly number[];
  /** Losses of the folds that were measured before. */
  readonly before: readonly number[];
  readonly rule: StopRule | undefined;
  readonly objective: Objective;
  /** Whether the trial as a whole is asked for, after the folds. */
  readonly whole: boolean;
}

export interface TrialReply {
  readonly digest: string;
  /** Losses of the folds, those before included; NaN where one has none. */
  readonly losses: readonly number[];
  readonly stopped: boolean;
  /** Absent where the trial was stopped, or where it was not asked for. */
  readonly whole?: TrialNumbers;
}

/** Groups that this thread has open: their scores are what makes the next trial cheap. Per thread, a few at a time. */
const groups = new Map<string, Promise<TrialGroup>>();
const OPEN_GROUPS = 4;

/** Evaluates a trial over the scores in the store, which the coordinator has filled. */
export async function execute(
  { base, structural, params, folds, before, rule, objective, whole }: TrialJob,
  _arrays: unknown,
  { cancelled }: { cancelled: () => boolean },
): Promise<TrialReply> {
  const group = await groupOf(base, structural, cancelled);
  const digest = group.digest(params);
  const losses = [...before];
  for (const fold of folds) {
    losses.push(foldLoss(await group.fold(params, fold), objective));
    if (stopsBy(rule, losses)) return { digest, losses, stopped: true };
  }
  return { digest, losses, stopped: false, ...(whole && { whole: lean(await group.whole(params)) }) };
}

function groupOf(base: TrialBase, structural: Params, cancelled: () => boolean): Promise<TrialGroup> {
  const key = JSON.stringify([base, structural]);
  let group = groups.get(key);
  if (group === undefined) {
    if (groups.size >= OPEN_GROUPS) groups.delete(groups.keys().next().value as string);
    group = open(base, structural, cancelled);
    groups.set(key, group);
  }
  return group;
}

async function open(base: TrialBase, structural: Params, cancelled: () => boolean): Promise<TrialGroup> {
  const opened = await openGroup(base, structural, {});
  return trialGroup(base, opened, { store: opened.store, pool: undefined, threads: 1, cancelled });
}

function foldLoss(metrics: readonly Metric[], objective: Objective): number {
  return metrics.length === 0 ? NaN : (judge(metrics, [objective]).losses?.[0] ?? NaN);
}

/** Metrics without what a trial's table does not show: messages are part of its cost. */
function lean({ metrics, daily }: TrialNumbers): TrialNumbers {
  return {
    metrics: metrics.map(({ name, value, withheld }) => ({
      name,
      value,
      unit: '',
      samples: 0,
      ...(withheld !== undefined && { withheld }),
    })),
    daily,
  };
}
