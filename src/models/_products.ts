/** Rows whose columns are multiplied together while they are in cache. */
const BLOCK = 512;

/**
 * Products of columns less their means, summed over rows: the lower triangle is filled. Rows go in blocks, columns in tiles of two by four, so that
 * a value once loaded serves several products; each product is summed in row order within its block.
 */
export function tiledProducts(columns: readonly Float64Array[], means?: readonly number[]): Float64Array {
  const k = columns.length;
  const rows = columns[0]?.length ?? 0;
  const gram = new Float64Array(k * k);
  const none = new Float64Array(rows);
  const padded = [...columns, none, none, none];
  const centres = Float64Array.from(padded, (_, i) => means?.[i] ?? 0);
  for (let from = 0; from < rows; from += BLOCK) {
    const to = Math.min(from + BLOCK, rows);
    for (let i = 0; i < k; i += 2) {
      for (let j = 0; j <= i + 1 && j < k; j += 4) addTile(gram, padded, centres, { k, i, j, from, to });
    }
  }
  return gram;
}

interface Tile {
  readonly k: number;
  readonly i: number;
  readonly j: number;
  readonly from: number;
  readonly to: number;
}

function addTile(
  gram: Float64Array,
  columns: readonly Float64Array[],
  centres: Float64Array,
  { k, i, j, from, to }: Tile,
): void {
  const [x, y] = [columns[i], columns[i + 1]];
  const [a, b, c, d] = [columns[j], columns[j + 1], columns[j + 2], columns[j + 3]];
  const mx = centres[i];
  const my = centres[i + 1];
  const ma = centres[j];
  const mb = centres[j + 1];
  const mc = centres[j + 2];
  const md = centres[j + 3];
  let xa = 0;
  let xb = 0;
  let xc = 0;
  let xd = 0;
  let ya = 0;
  let yb = 0;
  let yc = 0;
  let yd = 0;
  for (let t = from; t < to; t++) {
    const u = x[t] - mx;
    const v = y[t] - my;
    const p = a[t] - ma;
    const q = b[t] - mb;
    const r = c[t] - mc;
    const s = d[t] - md;
    xa += u * p;
    xb += u * q;
    xc += u * r;
    xd += u * s;
    ya += v * p;
    yb += v * q;
    yc += v * r;
    yd += v * s;
  }
  addRow(gram, k, i, j, [xa, xb, xc, xd]);
  if (i + 1 < k) addRow(gram, k, i + 1, j, [ya, yb, yc, yd]);
}

function addRow(gram: Float64Array, k: number, i: number, j: number, sums: readonly number[]): void {
  for (let c = 0; c < 4 && j + c <= i; c++) gram[i * k + j + c] += sums[c];
}
