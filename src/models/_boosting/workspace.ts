import { blockBytes } from './bin-matrix.ts';
import type { Kernel } from './kernel.ts';
import type { Binned, BoostingParams } from './types.ts';

const PAIR_BYTES = 4096;
const COUNT_BYTES = 1024;
const RECORDS_BYTES = 128;
export const NODE_BYTES = 32;

/** Where things of one fit lie in kernel memory, in bytes. */
export interface Layout {
  readonly records: number;
  readonly bins: number;
  /** Rows of nodes and their pairs; the nodes of even depth lie in the first, those of odd depth in the second. */
  readonly rows: readonly [number, number];
  readonly grads: readonly [number, number];
  readonly outOfBag: number;
  readonly scores: number;
  readonly pairs: number;
  readonly pairsPerSlot: number;
  readonly counts: number;
  readonly countsPerSlot: number;
  readonly tree: number;
  readonly validation: { readonly bins: number; readonly rows: number; readonly scores: number };
  readonly total: number;
}

/**
 * A fit holds one histogram per level, not per node: trees are grown depth first, where at most one sibling a level
 * waits for its turn. `counted` adds row counts to the histograms.
 */
export function layoutOf(train: Binned, validationRows: number, params: BoostingParams, counted: boolean): Layout {
  let total = 0;
  const take = (bytes: number): number => {
    const at = total;
    total += Math.ceil(bytes / 64) * 64;
    return at;
  };
  const { rows, edges } = train;
  const blocks = Math.ceil(edges.length / 4);
  const nodes = Math.min(2 * rows, 2 << Math.min(params.max_depth, 29));
  const pairsPerSlot = blocks * 4 * PAIR_BYTES;
  const countsPerSlot = counted ? blocks * 4 * COUNT_BYTES : 0;
  return {
    records: take(RECORDS_BYTES),
    bins: take(blocks * blockBytes(rows)),
    rows: [take(rows * 4), take(rows * 4)],
    grads: [take(rows * 8), take(rows * 8)],
    outOfBag: take(rows * 4),
    scores: take(rows * 8),
    pairs: take(params.max_depth * pairsPerSlot),
    pairsPerSlot,
    counts: take(params.max_depth * countsPerSlot),
    countsPerSlot,
    tree: take(nodes * NODE_BYTES),
    validation: {
      bins: take(blocks * blockBytes(validationRows)),
      rows: take(validationRows * 4),
      scores: take(validationRows * 8),
    },
    total, // the properties above have moved it
  };
}

/** A fit's memory: the kernel, the layout, and the typed views that JavaScript reads. */
export interface Workspace {
  readonly kernel: Kernel;
  readonly layout: Layout;
  readonly train: Binned;
  readonly counted: boolean;
  /** The two candidate records of a scan: score, g, h as f64, cut and direction as i32 at index 6 and 7 of 16. */
  readonly records: Float64Array;
  readonly recordInts: Int32Array;
  readonly pairs: Float64Array;
  readonly counts: Uint32Array;
}

export function workspaceOf(kernel: Kernel, layout: Layout, train: Binned, params: BoostingParams): Workspace {
  const { buffer } = kernel;
  const { records, pairs, counts } = layout;
  new Uint8Array(buffer, layout.bins, train.bins.length).set(train.bins);
  return {
    kernel,
    layout,
    train,
    counted: layout.countsPerSlot > 0,
    records: new Float64Array(buffer, records, RECORDS_BYTES / 8),
    recordInts: new Int32Array(buffer, records, RECORDS_BYTES / 4),
    pairs: new Float64Array(buffer, pairs, (params.max_depth * layout.pairsPerSlot) / 8),
    counts: new Uint32Array(buffer, counts, (params.max_depth * layout.countsPerSlot) / 4),
  };
}
