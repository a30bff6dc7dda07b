import type { Sharing } from '../../core/team.ts';
import { BENCHES_BYTES, benchAt } from './bench.ts';
import type { Bench } from './bench.ts';
import { edgeRoomBytes } from './bin-edges.ts';
import { HEAD_BYTES } from './held-matrix.ts';
import type { Kernel } from './kernel.ts';
import { FEW_BYTES } from './kernel/sizes.ts';
import { CHUNK_BYTES, blockBytes } from './matrix.ts';
import type { Matrix } from './matrix.ts';
import { ORDER_BYTES, RESULT } from './orders.ts';
import type { BoostingParams } from './types.ts';
import { tableBytes } from './work-block.ts';

export const NODE_BYTES = 32;
/** Leaf-wise growth keeps at most so many bytes of histograms; what does not fit is built anew. */
const POOL_BYTES = 64 * 1024 * 1024;
/** A sum of rows and one of gradients share 64 bits. */
export const MOST_ROWS = 1 << 26;

/** Sizes that a fit's memory follows from. */
export interface FitSize {
  readonly rows: number;
  readonly features: number;
  readonly outputs: number;
  readonly validationRows: number;
  /** Validation rows are rows of the train matrix. */
  readonly sharesBins: boolean;
  /** Hessians are not all 1: tables hold sums of gradients, hessians and rows. */
  readonly wide: boolean;
}

/** Where things of one fit lie in kernel memory, in bytes. */
export interface Layout {
  readonly order: number;
  readonly results: number;
  /** Bins of each feature, and the bit masks of a tree's features by four. */
  readonly binCounts: number;
  readonly masks: number;
  /** Number of bins of each feature of a tree, 0 for those left out. */
  readonly counts: number;
  /** Sums per bin of a node with few rows, and which bins hold any; all zero between its uses. */
  readonly few: number;
  /** Of all fits of one matrix at the same place: the next one may find them there. */
  readonly bins: number;
  readonly blockBytes: number;
  /** What making bins takes; it lies where the following things come to lie. */
  readonly room: number;
  /** Rows of a tree. */
  readonly rows: number;
  /** Rows and whole gradients of nodes: those of even depth lie in the first, those of odd depth in the second. */
  readonly items: readonly [number, number];
  /** Gradients of a tree before they are whole numbers; they lie where the items of odd depth come to lie. */
  readonly gradients: number;
  readonly hessians: readonly [number, number];
  readonly hessianValues: number;
  readonly outOfBag: number;
  /** Of the first output; the others follow. */
  readonly scores: number;
  readonly tables: number;
  readonly tablesPerSlot: number;
  readonly slots: number;
  readonly tree: number;
  readonly mostNodes: number;
  /** Labels, where the kernel computes errors. */
  readonly target: number;
  readonly validation: { readonly bins: number; readonly rows: number; readonly scores: number };
  readonly total: number;
}

/** Histograms that a fit holds: one per level of depth-first growth, one per open leaf of leaf-wise growth. */
function slotsOf(params: BoostingParams, perSlot: number): number {
  if (params.leaves === undefined) return params.max_depth ?? 1;
  return Math.max(3, Math.min(params.leaves + 1, Math.floor(POOL_BYTES / perSlot)));
}

function mostNodes(rows: number, { leaves, max_depth }: BoostingParams): number {
  const byDepth = 2 * (1 << Math.min(max_depth ?? 30, 30));
  return Math.min(2 * rows, byDepth, leaves === undefined ? Infinity : 2 * leaves);
}

export function layoutOf(size: FitSize, params: BoostingParams): Layout {
  let total = HEAD_BYTES + BENCHES_BYTES;
  const take = (bytes: number): number => {
    const at = total;
    total += Math.ceil(bytes / 64) * 64;
    return at;
  };
  const { rows, features, outputs, validationRows, wide, sharesBins } = size;
  const blocks = Math.ceil(features / 8);
  const tablesPerSlot = blocks * tableBytes(wide);
  const slots = slotsOf(params, tablesPerSlot);
  const nodes = mostNodes(rows, params);
  const hessianRows = wide ? rows : 0;
  const bins = take(blocks * blockBytes(rows));
  const room = total;
  const items: [number, number] = [take(rows * 8), take(rows * 8)];
  return {
    order: take(ORDER_BYTES),
    results: take(2 * blocks * 8 * RESULT),
    binCounts: take(4 * 8 * blocks),
    masks: take(4 * 2 * blocks),
    counts: take(features * 4),
    few: take(FEW_BYTES),
    bins,
    blockBytes: blockBytes(rows),
    room,
    rows: take(rows * 4),
    items,
    gradients: items[1],
    hessians: [take(hessianRows * 4), take(hessianRows * 4)],
    hessianValues: take(hessianRows * 8),
    outOfBag: take(params.row_fraction < 1 ? rows * 4 : 0),
    scores: take(rows * 8 * outputs),
    tables: take(slots * tablesPerSlot),
    tablesPerSlot,
    slots,
    tree: take(nodes * NODE_BYTES),
    mostNodes: nodes,
    target: take(wide ? 0 : rows * 8),
    validation: {
      bins: sharesBins ? bins : take(blocks * blockBytes(validationRows)),
      rows: take(validationRows * 4),
      scores: take(validationRows * 8 * outputs),
    },
    total: Math.max(total, room + edgeRoomBytes(rows), room + CHUNK_BYTES), // the properties above have moved it
  };
}

/** A fit's memory: the kernel, the layout, and the typed views that JavaScript reads. */
export interface Workspace {
  readonly kernel: Kernel;
  readonly layout: Layout;
  readonly train: Matrix;
  readonly wide: boolean;
  /** Bits of a table's entry that count rows. */
  readonly shift: number;
  /** Largest whole gradient or hessian of a row. */
  readonly most: number;
  /** What this thread sums and scans with. */
  readonly bench: Bench;
  /** Other threads that take blocks of features off this one. */
  readonly team: Sharing | undefined;
  readonly tables: BigInt64Array;
}

/** Bits that count rows, and the largest whole gradient: sums of `rows` rows of it lie below 2^(62 - shift). */
export function wholeNumbers(rows: number): { readonly shift: number; readonly most: number } {
  const shift = Math.max(11, 32 - Math.clz32(rows));
  return { shift, most: 1 << Math.min(30, 62 - 2 * shift) };
}

export function workspaceOf(
  kernel: Kernel,
  layout: Layout,
  train: Matrix,
  { wide, team }: Pick<Workspace, 'wide' | 'team'>,
): Workspace {
  const { buffer } = kernel;
  const { tables } = layout;
  const counts = new Int32Array(buffer, layout.binCounts, 8 * Math.ceil(train.edges.length / 8)).fill(0);
  counts.set(train.edges.map((edges) => edges.length + 1));
  new Uint8Array(buffer, layout.few, FEW_BYTES).fill(0);
  return {
    kernel,
    layout,
    train,
    wide,
    ...wholeNumbers(train.rows),
    bench: benchAt(kernel, 0),
    team,
    tables: new BigInt64Array(buffer, tables, (layout.slots * layout.tablesPerSlot) / 8),
  };
}
