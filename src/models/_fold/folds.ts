/** Train rows in order of time, with the rows that each one's label reads. */
export interface TrainRows {
  readonly rows: Int32Array;
  readonly first: Int32Array;
  readonly last: Int32Array;
}

export interface InnerFold {
  readonly fit: Int32Array;
  readonly check: Int32Array;
}

export type Scheme = 'time_series' | 'combinatorial';

interface Cut {
  readonly scheme: Scheme;
  readonly folds: number;
  /** Rows between what is fitted and what is checked, beyond the purge. */
  readonly embargo: number;
}

/**
 * Folds inside a train window, by place among its rows. `time_series`: folds + 1 blocks, each but the first checked with
 * a fit on those before it. `combinatorial`: every two of the blocks are checked with a fit on the others. No fit row's
 * label reads a row that a checked label reads, and the embargo lies on both sides of a checked block.
 * Source: López de Prado (2018), Advances in financial machine learning, 7.4 and 12.3.
 */
export function innerFolds(train: TrainRows, { scheme, folds, embargo }: Cut): readonly InnerFold[] {
  const count = scheme === 'time_series' ? folds + 1 : folds;
  const n = train.rows.length;
  if (n < 2 * count)
    throw new Error(`${n} train rows are too few for ${folds} inner folds; at least ${2 * count} are needed`);
  const edges = Array.from({ length: count + 1 }, (_, i) => Math.floor((i * n) / count));
  const blocks = edges.slice(1).map((to, i): Block => ({ from: edges[i], to }));
  const made =
    scheme === 'time_series'
      ? blocks.slice(1).map((block): InnerFold => ({
          fit: purged(train, [block], embargo, { from: 0, to: block.from }),
          check: placesOf([block]),
        }))
      : pairs(blocks).map((pair): InnerFold => ({
          fit: purged(train, pair, embargo, { from: 0, to: n }),
          check: placesOf(pair),
        }));
  const empty = made.findIndex(({ fit }) => fit.length < 2);
  if (empty >= 0)
    throw new Error(
      `inner fold ${empty + 1} has no row left to fit: labels and embargo reach over its ${n} train rows`,
    );
  return made;
}

interface Block {
  readonly from: number;
  readonly to: number;
}

const pairs = (blocks: readonly Block[]): Block[][] => blocks.flatMap((a, i) => blocks.slice(i + 1).map((b) => [a, b]));
const placesOf = (blocks: readonly Block[]): Int32Array =>
  Int32Array.from(blocks.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)));

function purged(
  { rows, first, last }: TrainRows,
  checked: readonly Block[],
  embargo: number,
  within: Block,
): Int32Array {
  const walls = checked.map(({ from, to }) => {
    let [start, end] = [rows[from], rows[to - 1]];
    for (let i = from; i < to; i++) {
      start = Math.min(start, first[i]);
      end = Math.max(end, last[i]);
    }
    return { from, to, start: start - embargo, end: end + embargo };
  });
  const kept: number[] = [];
  for (let i = within.from; i < within.to; i++) {
    const apart = walls.every(
      (w) => (i < w.from || i >= w.to) && (Math.max(rows[i], last[i]) < w.start || Math.min(rows[i], first[i]) > w.end),
    );
    if (apart) kept.push(i);
  }
  return Int32Array.from(kept);
}
