import type { Bounds, NodeSums, SplitSearch } from './split.ts';
import type { NodeTable } from './node-table.ts';

/** A node on its way: rows [from, from + count) of the buffers of its depth. */
export interface OpenNode extends NodeSums {
  readonly id: number;
  readonly depth: number;
  readonly from: number;
  /** Of the formula's constants, which the search compares. */
  readonly bounds: Bounds;
  /** Of the constants of leaves, where those are a statistic of their rows. */
  readonly limits: Bounds;
}

/** The constant of a leaf by its rows, which stand at the even places of its items. */
export type LeafValue = (items: Uint32Array) => number;

/** What growing a tree needs beside the search for splits. */
export interface TreePlan extends SplitSearch {
  /** Where the nodes go. */
  readonly nodes: NodeTable;
  /** Where the scores lie that the tree is added to. */
  readonly scores: number;
  /** The formula's constant where undefined. */
  readonly leafValue?: LeafValue | undefined;
}

export const itemsAt = ({ space }: Pick<TreePlan, 'space'>, depth: number, from: number): number =>
  space.layout.items[depth & 1] + from * 8;
export const hessiansAt = ({ space }: Pick<TreePlan, 'space'>, depth: number, from: number): number =>
  space.layout.hessians[depth & 1] + from * 4;
