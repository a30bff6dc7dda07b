import type { PastTrial } from './types.ts';

/**
 * What trial k may know, whatever the number of workers: results of trials up to k - batch, of the others only which
 * parameters they try. In: trials by index, those up to k - batch finished. Out: trials below k, in order.
 */
export function historyFor(k: number, batch: number, trials: readonly PastTrial[]): readonly PastTrial[] {
  return trials
    .filter(({ index }) => index < k)
    .map((trial) =>
      trial.index <= k - batch ? trial : { index: trial.index, state: 'pending', params: trial.params },
    );
}
