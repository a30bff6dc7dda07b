import type { BoostedTree } from './types.ts';

/** The nodes of the tree that grows, as typed arrays that all trees of a fit share. */
export interface NodeTable {
  count: number;
  readonly feature: Int32Array;
  /** First bin right of the split. */
  readonly cut: Uint8Array;
  readonly threshold: Float64Array;
  readonly defaultLeft: Uint8Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly value: Float64Array;
  readonly gain: Float64Array;
  readonly cover: Float64Array;
  readonly rows: Float64Array;
}

export const nodeTable = (most: number): NodeTable => ({
  count: 0,
  feature: new Int32Array(most),
  cut: new Uint8Array(most),
  threshold: new Float64Array(most),
  defaultLeft: new Uint8Array(most),
  left: new Int32Array(most),
  right: new Int32Array(most),
  value: new Float64Array(most),
  gain: new Float64Array(most),
  cover: new Float64Array(most),
  rows: new Float64Array(most),
});

/** A new leaf; gives its place. */
export function addNode(nodes: NodeTable, cover: number, rows: number): number {
  const id = nodes.count++;
  nodes.feature[id] = -1;
  nodes.cut[id] = 0;
  nodes.threshold[id] = 0;
  nodes.defaultLeft[id] = 0;
  nodes.left[id] = -1;
  nodes.right[id] = -1;
  nodes.value[id] = 0;
  nodes.gain[id] = 0;
  nodes.cover[id] = cover;
  nodes.rows[id] = rows;
  return id;
}

/** The grown tree as plain lists. */
export function treeOf(nodes: NodeTable): BoostedTree {
  const list = (values: Int32Array | Uint8Array | Float64Array): number[] => {
    const out = new Array<number>(nodes.count); // of its size from the start: lists are most of what a fit leaves behind
    for (let id = 0; id < nodes.count; id++) out[id] = values[id];
    return out;
  };
  return {
    feature: list(nodes.feature),
    threshold: list(nodes.threshold),
    default_left: list(nodes.defaultLeft) as (0 | 1)[],
    left: list(nodes.left),
    right: list(nodes.right),
    value: list(nodes.value),
    gain: list(nodes.gain),
    cover: list(nodes.cover),
    rows: list(nodes.rows),
  };
}
