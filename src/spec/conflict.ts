import type { Names } from './names.ts';
import type { MapTree, Tree } from './tree.ts';
import { deepest } from './tree.ts';
import type { Walk } from './walk-types.ts';
import type { CanonicalValues } from './types.ts';
import { complain } from './walk-types.ts';

export interface Checking {
  readonly w: Walk;
  readonly names: Names;
  readonly root: MapTree;
  readonly interval_ms: number | undefined;
  readonly units: ReadonlyMap<string, string>;
  /** Name of the traded signal, where it is known. */
  readonly traded: string | undefined;
  /** The block's canonical values, as far as they could be read. */
  readonly portfolio: CanonicalValues;
}

export function markAt(c: Checking, path: readonly string[]): Tree['mark'] {
  const { entry, depth } = deepest(c.root, path);
  if (entry === undefined) return c.root.mark;
  return depth === path.length ? entry.value.mark : entry.key;
}

export function conflict(
  c: Checking,
  path: readonly string[],
  message: string,
  more: { expected?: string; hint?: string; found?: string; at?: 'key' } = {},
): void {
  complain(c.w, 'SPEC_CONFLICT', { path }, markAt(c, path), message, more);
}
