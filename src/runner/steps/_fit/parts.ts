import type { NativeLibrary } from '../../../core/contracts/model.ts';
import type { Room } from '../../../core/contracts/common.ts';
import type { Preparation } from '../../../core/contracts/preparation.ts';
import type { SampleWeight } from '../../../core/contracts/sample-weight.ts';
import type { Typed } from '../../../core/params.ts';
import { SLOTS } from '../../../models/_fold/pipeline.ts';
import type { Slot } from '../../../models/_fold/pipeline.ts';
import type { CanonicalValues, Registry } from '../../../spec/types.ts';

/** Components that a model names in its own blocks. */
export interface FitParts {
  readonly prepare: readonly { readonly slot: Slot; readonly part: Preparation; readonly values: Typed }[];
  readonly weight: Weigher | undefined;
  /** The opened library that fits the model. */
  readonly library?: NativeLibrary;
}

export interface Weigher {
  readonly part: SampleWeight;
  readonly values: Typed;
}

export const NO_PARTS: FitParts = { prepare: [], weight: undefined };

export async function fitParts(registry: Registry, values: CanonicalValues): Promise<FitParts> {
  const blocks = (values['prepare'] ?? {}) as { readonly [slot in Slot]?: Typed };
  const prepare: FitParts['prepare'][number][] = [];
  for (const slot of SLOTS) {
    const typed = blocks[slot];
    if (typed === undefined) continue;
    prepare.push({
      slot,
      values: typed,
      part: (await registry.load(`models/prepare/${slot}` as Room, typed.type)) as Preparation,
    });
  }
  return { prepare, weight: await weigherOf(registry, values) };
}

/** The component that `sample_weight` names. */
export async function weigherOf(registry: Registry, values: CanonicalValues): Promise<Weigher | undefined> {
  const weight = values['sample_weight'] as Typed | undefined;
  if (weight === undefined) return undefined;
  return { values: weight, part: (await registry.load('models/sample-weight', weight.type)) as SampleWeight };
}
