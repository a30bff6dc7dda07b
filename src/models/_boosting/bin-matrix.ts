import { binEdges, edgeRoom } from './bin-edges.ts';
import { withKernel } from './kernel.ts';
import type { Binned } from './types.ts';

const EDGE_BYTES = 256 * 8;

/** Bytes of one block of eight features. */
export const blockBytes = (rows: number): number => rows * 8;

function assign(columns: readonly Float64Array[], edges: readonly Float64Array[], rows: number): Uint8Array {
  const blocks = Math.ceil(columns.length / 8);
  const bins = new Uint8Array(blocks * blockBytes(rows));
  const valuesAt = EDGE_BYTES;
  const outAt = valuesAt + rows * 8;
  withKernel(outAt + blockBytes(rows), ({ buffer, functions }) => {
    const padded = new Float64Array(buffer, 0, 256);
    const values = new Float64Array(buffer, valuesAt, rows);
    const block = new Uint8Array(buffer, outAt, blockBytes(rows));
    for (let b = 0; b < blocks; b++) {
      block.fill(0);
      for (let feature = b * 8; feature < Math.min(columns.length, b * 8 + 8); feature++) {
        padded.fill(Infinity).set(edges[feature]);
        values.set(columns[feature]);
        functions.assignBins(valuesAt, rows, 0, outAt + (feature & 7));
      }
      bins.set(block, b * blockBytes(rows));
    }
  });
  return bins;
}

function rowsOf(columns: readonly Float64Array[]): number {
  const rows = columns[0]?.length ?? 0;
  const odd = columns.findIndex((column) => column.length !== rows);
  if (odd >= 0) throw new Error(`column ${odd} has ${columns[odd].length} rows, column 0 has ${rows}`);
  return rows;
}

/**
 * Cuts train columns into at most `maxBins` bins each.
 *
 * In: columns of equal length; NaN = missing, infinities count as the largest finite numbers.
 */
export function binMatrix(columns: readonly Float64Array[], maxBins: number): Binned {
  if (!Number.isInteger(maxBins) || maxBins < 2 || maxBins > 255) {
    throw new Error(`max_bins must be a whole number from 2 to 255, found ${maxBins}`);
  }
  const rows = rowsOf(columns);
  const room = edgeRoom(rows);
  const edges = columns.map((column) => binEdges(column, maxBins, room));
  return { rows, max_bins: maxBins, edges, bins: assign(columns, edges, rows) };
}

/** Puts other rows (a validation set) into the bins of the train rows. */
export function binLike(train: Binned, columns: readonly Float64Array[]): Binned {
  if (columns.length !== train.edges.length) {
    throw new Error(`found ${columns.length} columns, the train set has ${train.edges.length}`);
  }
  const rows = rowsOf(columns);
  return { rows, max_bins: train.max_bins, edges: train.edges, bins: assign(columns, train.edges, rows) };
}
