/**
 * `pick` (Math.max or Math.min) over values[t] … values[t + width - 1], NaN where the window leaves the data or holds a
 * NaN. A window meets at most two blocks of its own width: the rest of one and the beginning of the next, so O(rows).
 * Source: van Herk (1992); Gil & Werman (1993).
 */
export function slidingExtreme(
  values: Float64Array,
  width: number,
  pick: (a: number, b: number) => number,
): Float64Array {
  const rows = values.length;
  const head = values.slice();
  const tail = values.slice();
  for (let t = 1; t < rows; t++) if (t % width !== 0) head[t] = pick(head[t - 1], values[t]);
  for (let t = rows - 2; t >= 0; t--) if ((t + 1) % width !== 0) tail[t] = pick(tail[t + 1], values[t]);
  return tail.map((rest, t) => (t + width <= rows ? pick(rest, head[t + width - 1]) : NaN));
}
