import { blockBytes } from './bin-matrix.ts';
import { hessiansAt, itemsAt } from './growth.ts';
import type { Growth, OpenNode } from './growth.ts';
import { tableBytes } from './workspace.ts';

/** Bit masks of the selected features by four. */
export function halfMasks(selected: Uint8Array): number[] {
  const masks = Array.from({ length: 2 * Math.ceil(selected.length / 8) }, () => 0);
  selected.forEach((isSelected, feature) => {
    masks[feature >> 2] |= isSelected << (feature & 3);
  });
  return masks;
}

/** Sums of the node's rows per bin, into a slot. */
export function buildHistogram(growth: Growth, node: OpenNode, slot: number): void {
  const { kernel, layout, train, wide, shift } = growth.space;
  const { gathered } = layout;
  const bytes = tableBytes(wide);
  const items = itemsAt(growth, node.depth, node.from);
  const hessians = hessiansAt(growth, node.depth, node.from);
  for (let half = 0; half < growth.masks.length; half += 2) {
    const [low, high] = [growth.masks[half], growth.masks[half + 1]];
    if ((low | high) === 0) continue;
    const block = half / 2;
    const tables = layout.tables + slot * layout.tablesPerSlot + block * bytes;
    const bins = layout.bins + block * blockBytes(train.rows);
    kernel.functions.clear(tables, bytes);
    if (!wide && low === 15 && high === 15) {
      kernel.functions.accumulate255(bins, items, node.count, tables, shift, 0, gathered);
      continue;
    }
    const add = wide ? kernel.accumulateWide : kernel.accumulate;
    if (low > 0) add[low](bins, items, node.count, tables, shift, hessians, gathered);
    if (high > 0) add[high](bins + 4, items, node.count, tables + bytes / 2, shift, hessians, gathered);
  }
}

/** The larger child's histogram is its parent's, in whose slot it comes to lie, less its sibling's. */
export function subtractHistogram({ space, masks }: Growth, larger: number, smaller: number): void {
  const { kernel, layout, wide } = space;
  const bytes = tableBytes(wide) / 2;
  masks.forEach((mask, half) => {
    if (mask === 0) return;
    const at = (slot: number): number => layout.tables + slot * layout.tablesPerSlot + half * bytes;
    kernel.functions.subtract(at(larger), at(smaller), bytes);
  });
}
