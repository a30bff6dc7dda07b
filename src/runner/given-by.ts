import type { Given } from '../core/contracts/signal.ts';
import type { ResolvedSpec } from '../spec/types.ts';

/** Which of edge and sigma a signal of the spec gives. */
export function givenBy(spec: ResolvedSpec, name: string): readonly Given[] {
  const node = spec.signals.find((signal) => signal.name === name);
  return node?.component.gives?.(node.values, (other) => givenBy(spec, other)) ?? [];
}
