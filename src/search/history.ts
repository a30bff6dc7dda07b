import type { PastTrial } from './types.ts';

/**
 * What trial k may know, whatever the number of workers: results of trials up to k - batch, of the others only which
 * parameters they try. In: trials, each at its own index, those up to k - batch finished. Out: trials below k, in order.
 */
export function historyFor(k: number, batch: number, trials: readonly PastTrial[]): readonly PastTrial[] {
  const history = trials.slice(0, k);
  for (let i = Math.max(0, k - batch + 1); i < history.length; i++)
    history[i] = { index: i, state: 'pending', params: history[i].params };
  return history;
}
