import { stabilityFrom } from '../../evaluation/_stats/index.ts';
import type { Arrays, StepResult } from './step.ts';
import { shared } from './step.ts';

/** Windows of one column, the first of them the reference: arrays `piece0` … are their stretches, one window after another. */
export interface StabilityJob {
  readonly kind: 'stability';
  /** Number of stretches of each window. */
  readonly pieces: readonly number[];
}

/** Population stability index of every window but the first against it, as `psi`. */
export function stabilityStep({ pieces }: StabilityJob, arrays: Arrays): StepResult {
  let next = 0;
  const [reference, ...others] = pieces.map((count) =>
    Array.from({ length: count }, () => arrays[`piece${next++}`] as Float64Array),
  );
  const stability = stabilityFrom(reference);
  const psi = shared(others.length);
  others.forEach((other, i) => (psi[i] = stability(other)));
  return { meta: null, arrays: [{ name: 'psi', values: psi }] };
}
