/**
 * What is done for every block of eight features of a tree: the rows of one node are summed per bin, another node's sums
 * are its parent's less those, and the best split of each is searched. Pointers are bytes of kernel memory.
 */
const WORDS = [
  ...(['features', 'bins', 'blockBytes', 'tables', 'tablesPerSlot', 'wide', 'shift'] as const),
  ...(['binCounts', 'masks', 'results', 'l1', 'l2', 'leastHessian', 'leastRows'] as const),
  /** Rows of the node that is summed into slot `small`; a slot of -1 = there is no such node. */
  ...(['items', 'count', 'hessians', 'small', 'large'] as const),
  /** Sums of the two nodes, and the score that a split must beat: infinity = none is searched. */
  ...(['smallG', 'smallH', 'smallN', 'smallBar', 'largeG', 'largeH', 'largeN', 'largeBar'] as const),
] as const;

export type Order = Readonly<Record<(typeof WORDS)[number], number>>;

export const ORDER_BYTES = 8 * WORDS.length;

/** Numbers of a found split: score, sums of the left side (g, h, n), feature, cut, whether missing values go left. */
export const RESULT = 8;

export function writeOrder(order: Order, to: Float64Array): void {
  for (let k = 0; k < WORDS.length; k++) to[k] = order[WORDS[k]];
}

export function readOrder(from: Float64Array): Order {
  const order: Partial<Record<keyof Order, number>> = {};
  for (let k = 0; k < WORDS.length; k++) order[WORDS[k]] = from[k]; // read for each block: five times as fast as fromEntries
  return order as Order;
}
