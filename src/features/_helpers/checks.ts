import type { Objection } from '../../core/contracts/component.ts';

/** Both windows in the order their names say. */
export function fastBelowSlow({ fast, slow }: { readonly fast: number; readonly slow: number }): readonly Objection[] {
  if (fast < slow) return [];
  return [{ key: 'fast', message: 'must be shorter than "slow"', expected: `< ${slow}` }];
}
