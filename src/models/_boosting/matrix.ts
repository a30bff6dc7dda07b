import { binEdges, edgeRoom } from './bin-edges.ts';
import { contentOf, forget, hold, holds, isSame } from './held-matrix.ts';
import type { Content } from './held-matrix.ts';
import type { Kernel } from './kernel.ts';

/** Edges of a column, padded to what the search for a value's bin takes. */
const EDGE_BYTES = 256 * 8;
/** Rows that are put into bins at a time, so that they and their bins stay in the cache. */
const CHUNK = 4096;

/** Bytes that putting rows into bins takes. */
export const CHUNK_BYTES = 8 * EDGE_BYTES + 8 * CHUNK;

/** Bytes of one block of eight features. */
export const blockBytes = (rows: number): number => rows * 8;

/** The rows of a fit in bins, which lie in kernel memory; `edges` part the bins of each feature. */
export interface Matrix {
  readonly rows: number;
  readonly edges: readonly Float64Array[];
}

/** Where bins come to lie in kernel memory, and where there is room for what making them takes. */
export interface MatrixPlace {
  readonly bins: number;
  readonly room: number;
}

/** Puts the rows of up to eight columns, chunk by chunk, into the bins of one block. */
function assignBlock(
  { buffer, functions }: Kernel,
  { bins, room }: MatrixPlace,
  columns: readonly Float64Array[],
  edges: readonly Float64Array[],
): void {
  const rows = columns[0].length;
  const padded = new Float64Array(buffer, room, 8 * 256).fill(Infinity);
  edges.forEach((of, lane) => padded.set(of, lane * 256));
  const valuesAt = room + 8 * EDGE_BYTES;
  const values = new Float64Array(buffer, valuesAt, CHUNK);
  new Uint8Array(buffer, bins, blockBytes(rows)).fill(0);
  for (let from = 0; from < rows; from += CHUNK) {
    const to = Math.min(rows, from + CHUNK);
    columns.forEach((column, lane) => {
      values.set(column.subarray(from, to));
      functions.assignBins(valuesAt, to - from, room + lane * EDGE_BYTES, bins + 8 * from + lane);
    });
  }
}

/**
 * Puts rows into bins: blocks of eight features, each block row by row, one byte a feature: the number of edges at or
 * below the value, 255 for NaN.
 */
export function assignBins(
  kernel: Kernel,
  { bins, room }: MatrixPlace,
  columns: readonly Float64Array[],
  edges: readonly Float64Array[],
): void {
  const rows = columns[0].length;
  for (let first = 0; first < columns.length; first += 8) {
    const place = { bins: bins + (first / 8) * blockBytes(rows), room };
    assignBlock(kernel, place, columns.slice(first, first + 8), edges.slice(first, first + 8));
  }
}

/** The last edges of this thread, by what their columns hold. */
let last: { readonly content: Content; readonly edges: readonly Float64Array[] } | undefined;

/**
 * Cuts train columns into at most `maxBins` bins each, in kernel memory. What was made last is not made again for the
 * same content, wherever that lies.
 *
 * In: columns of equal length; NaN = missing, infinities count as the largest finite numbers.
 */
export function placeMatrix(
  kernel: Kernel,
  place: MatrixPlace,
  columns: readonly Float64Array[],
  maxBins: number,
  content = contentOf(columns, maxBins),
): Matrix {
  const { buffer } = kernel;
  const rows = columns[0].length;
  if (last === undefined || !isSame(last.content, content)) {
    forget(buffer);
    const room = edgeRoom(rows, buffer, place.room);
    last = { content, edges: columns.map((column) => binEdges(column, maxBins, room)) };
  }
  const { edges } = last;
  if (!holds(buffer, content)) {
    forget(buffer);
    assignBins(kernel, place, columns, edges);
    hold(buffer, content);
  }
  return { rows, edges };
}
