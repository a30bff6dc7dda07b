const CELLS_PER_VALUE = 4;
const MOST_CELLS = 1 << 16;

/**
 * For ascending values without NaN: how many of them are at or below (`closed`) or below a number that is not NaN. A table
 * of equal cells says where to begin, so that the search takes a step or two however many values there are.
 */
export function placeFinder(ascending: Float64Array, closed = true): (x: number) => number {
  const count = ascending.length;
  if (count === 0) return () => 0;
  const [low, high] = [ascending[0], ascending[count - 1]];
  const cells = Math.min(MOST_CELLS, CELLS_PER_VALUE * count);
  const scale = cells / (high - low);
  if (!(scale > 0 && scale < Infinity)) return (x) => searched(ascending, x, closed);
  const starts = new Int32Array(cells + 1);
  for (let cell = 0, at = 0; cell <= cells; cell++) {
    while (at < count && Math.min(cells, Math.floor((ascending[at] - low) * scale)) < cell) at++;
    starts[cell] = at;
  }
  // the cell of a number is found by the same arithmetic as that of a value, so no value below it lies in a later cell
  if (closed)
    return (x) => {
      if (!(x >= low)) return 0;
      if (x >= high) return count;
      let at = starts[Math.floor((x - low) * scale)];
      while (ascending[at] <= x) at++;
      return at;
    };
  return (x) => {
    if (!(x > low)) return 0;
    if (x > high) return count;
    let at = starts[Math.min(cells, Math.floor((x - low) * scale))];
    while (ascending[at] < x) at++;
    return at;
  };
}

/** By halving: for values whose range is 0 or has no inverse. */
function searched(ascending: Float64Array, x: number, closed: boolean): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < x || (closed && ascending[middle] === x)) low = middle + 1;
    else high = middle;
  }
  return low;
}
