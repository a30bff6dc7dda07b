import type { Rng } from '../../core/rng.ts';

/** A leaf: its box on the unit cube and the mean loss of its trials. */
export interface Leaf {
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly value: number;
}

/** A regression tree, as its leaves in order and as nodes to walk. */
export interface Tree {
  readonly leaves: readonly Leaf[];
  predict(at: (column: number) => number): number;
  /** Rows that the tree has not seen. */
  readonly unseen: Int32Array;
}

interface Data {
  readonly columns: readonly Float64Array[];
  readonly loss: Float64Array;
}

type Node =
  | { readonly value: number }
  | { readonly column: number; readonly threshold: number; readonly below: Node; readonly above: Node };

const MOST_DEPTH = 64;

/**
 * Regression trees on samples with replacement, all columns at every split, grown until leaves are pure.
 * Source: Breiman (2001), Random forests, Machine Learning 45(1).
 */
export function growForest(data: Data, trees: number, rng: Rng): readonly Tree[] {
  const rows = data.loss.length;
  return Array.from({ length: trees }, () => {
    const drawn = Int32Array.from({ length: rows }, () => rng.int(0, rows - 1));
    const taken = new Set(drawn);
    const leaves: Leaf[] = [];
    const wide = data.columns.length;
    const root = grow(data, drawn, {
      low: new Float64Array(wide),
      high: new Float64Array(wide).fill(1),
      depth: 0,
      leaves,
    });
    return {
      leaves,
      predict: (at) => walk(root, at),
      unseen: Int32Array.from({ length: rows }, (_, i) => i).filter((i) => !taken.has(i)),
    };
  });
}

function walk(root: Node, at: (column: number) => number): number {
  let node = root;
  while ('column' in node) node = at(node.column) <= node.threshold ? node.below : node.above;
  return node.value;
}

interface Growing {
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly depth: number;
  readonly leaves: Leaf[];
}

function grow(data: Data, rows: Int32Array, { low, high, depth, leaves }: Growing): Node {
  const split = depth < MOST_DEPTH ? bestSplit(data, rows) : undefined;
  if (split === undefined) {
    let total = 0;
    for (const row of rows) total += data.loss[row];
    const value = total / rows.length;
    leaves.push({ low, high, value });
    return { value };
  }
  const { column, threshold } = split;
  const values = data.columns[column];
  const side = (from: Float64Array): Float64Array => {
    const copy = from.slice();
    copy[column] = threshold;
    return copy;
  };
  const next = { depth: depth + 1, leaves };
  return {
    column,
    threshold,
    below: grow(
      data,
      rows.filter((row) => values[row] <= threshold),
      { ...next, low, high: side(high) },
    ),
    above: grow(
      data,
      rows.filter((row) => values[row] > threshold),
      { ...next, low: side(low), high },
    ),
  };
}

interface Split {
  readonly column: number;
  readonly threshold: number;
}

/** The split that leaves the least squared deviation; undefined where nothing is to be split. Ties: the first column, the lowest threshold. */
function bestSplit({ columns, loss }: Data, rows: Int32Array): Split | undefined {
  const n = rows.length;
  let total = 0;
  for (const row of rows) total += loss[row];
  const plain = (total * total) / n;
  let best: Split | undefined;
  let most = plain + 1e-12 * Math.abs(plain);
  columns.forEach((values, column) => {
    const order = rows.slice().sort((a, b) => values[a] - values[b] || a - b);
    let sum = 0;
    for (let i = 0; i < n - 1; i++) {
      sum += loss[order[i]];
      const [here, next] = [values[order[i]], values[order[i + 1]]];
      if (here === next) continue;
      const rest = total - sum;
      const gain = (sum * sum) / (i + 1) + (rest * rest) / (n - i - 1);
      if (gain <= most) continue;
      most = gain;
      best = { column, threshold: 0.5 * (here + next) };
    }
  });
  return best;
}
