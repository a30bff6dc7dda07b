import type { Bounds, NodeSums, SplitSearch } from './split.ts';
import type { NodeTable } from './node-table.ts';

/** A node on its way: rows [from, from + count) of the buffers of its depth. */
export interface OpenNode extends NodeSums {
  readonly id: number;
  readonly depth: number;
  readonly from: number;
  readonly bounds: Bounds;
}

/** What growing a tree needs beside the search for splits. */
export interface TreePlan extends SplitSearch {
  /** Where the nodes go. */
  readonly nodes: NodeTable;
  /** Where the scores lie that the tree is added to. */
  readonly scores: number;
  /** The constant of a leaf whose rows and whole gradients lie at `items`; the formula's where undefined. */
  readonly leafValue?: ((items: Uint32Array) => number) | undefined;
}

export const itemsAt = ({ space }: Pick<TreePlan, 'space'>, depth: number, from: number): number =>
  space.layout.items[depth & 1] + from * 8;
export const hessiansAt = ({ space }: Pick<TreePlan, 'space'>, depth: number, from: number): number =>
  space.layout.hessians[depth & 1] + from * 4;
