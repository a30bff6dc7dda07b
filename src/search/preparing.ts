import { computePlan } from '../runner/compute.ts';
import type { Environment } from '../runner/compute.ts';
import type { Opened } from '../runner/open.ts';
import { isStored, neededNodes, openGroup } from './trial.ts';
import type { TrialBase } from './trial.ts';
import type { Params } from './types.ts';

export interface Preparing {
  /** Whether the store holds all that the trials of a group share. */
  isWhole(structural: Params): Promise<boolean>;
  whole(structural: Params): Promise<void>;
  fold(structural: Params, fold: number): Promise<void>;
  /** After the last trial. */
  close(): void;
}

/** Plans that are kept open: the folds of a trial come one after the other. */
const OPEN_PLANS = 4;

/**
 * Fills the store with what the trials of a group share: once, with all threads, counted. One piece after the other, since
 * two at a time would both compute what they share.
 */
export function createPreparing(base: TrialBase, environment: Environment): Preparing {
  const open = new Map<string, Opened>();
  const made = new Map<string, Promise<void>>();
  let last: Promise<unknown> = Promise.resolve();

  const planOf = async (structural: Params): Promise<Opened> => {
    const key = JSON.stringify(structural);
    const known = open.get(key);
    if (known !== undefined) return known;
    const [oldest] = open;
    if (open.size >= OPEN_PLANS) {
      oldest[1].store?.close();
      open.delete(oldest[0]);
    }
    const opened = await openGroup(base, structural, {});
    open.set(key, opened);
    return opened;
  };
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const now = last.then(work);
    last = now.catch(() => {}); // told by the trials of the group
    return now;
  };
  const prepare = (structural: Params, fold?: number): Promise<void> => {
    const group = JSON.stringify(structural);
    const key = fold === undefined ? group : `${group} ${fold}`;
    const known = made.get(group) ?? made.get(key);
    if (known !== undefined) return known;
    const now = inTurn(async () => {
      const opened = await planOf(structural);
      await computePlan(opened.plan, neededNodes(opened, fold), { ...environment, store: opened.store });
    });
    made.set(key, now);
    return now;
  };
  return {
    isWhole(structural) {
      if (made.has(JSON.stringify(structural))) return Promise.resolve(true);
      return inTurn(async () => isStored(await planOf(structural)));
    },
    whole: (structural) => prepare(structural),
    fold: prepare,
    close() {
      for (const { store } of open.values()) store?.close();
      open.clear();
    },
  };
}
