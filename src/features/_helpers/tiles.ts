/** Rows per tile: scratch columns of this length stay in the nearest cache. */
const TILE = 2048;

type Columns = readonly Float64Array[];
type Work = (inputs: Columns, outputs: Columns, scratch: Columns) => void;

/**
 * Gives a kernel of several passes `count` scratch columns and walks its chunk tile by tile, so that what one pass
 * writes the next one reads from cache. A kernel that is the same for any chunking is the same for any tiling.
 */
export function inTiles(inputs: Columns, outputs: Columns, count: number, work: Work): void {
  const rows = inputs[0].length;
  const scratch = Array.from({ length: count }, () => new Float64Array(Math.min(rows, TILE)));
  if (rows <= TILE) {
    if (rows > 0) work(inputs, outputs, scratch);
    return;
  }
  for (let from = 0; from < rows; from += TILE) {
    const to = Math.min(rows, from + TILE);
    const cut = (column: Float64Array): Float64Array => column.subarray(from, to);
    const short = to - from < TILE ? scratch.map((column) => column.subarray(0, to - from)) : scratch;
    work(inputs.map(cut), outputs.map(cut), short);
  }
}
