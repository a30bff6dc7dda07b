const DIGIT = 11;
const BUCKETS = 1 << DIGIT;

/** Below this the built-in sort is as fast. */
const FEW = 1000;

/** The upper 32 bits of the known values, turned so that they ascend as unsigned integers with the numbers; -0 is 0. */
function upperKeys(x: Float64Array, rows: Uint32Array): Uint32Array {
  const cell = new Float64Array(1);
  const words = new Uint32Array(cell.buffer);
  const keys = new Uint32Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    cell[0] = x[rows[i]] + 0;
    const upper = words[1];
    keys[i] = upper >>> 31 === 1 ? ~upper : upper | 0x80000000;
  }
  return keys;
}

interface Keyed {
  readonly keys: Uint32Array;
  readonly rows: Uint32Array;
}

/** One stable pass of a radix sort, by the digit of the keys at `shift`. */
function scatter({ keys, rows }: Keyed, shift: number): Keyed {
  const starts = new Uint32Array(BUCKETS + 1);
  for (let i = 0; i < keys.length; i++) starts[((keys[i] >>> shift) & (BUCKETS - 1)) + 1]++;
  for (let b = 1; b < BUCKETS; b++) starts[b] += starts[b - 1];
  const sorted = { keys: new Uint32Array(keys.length), rows: new Uint32Array(rows.length) };
  for (let i = 0; i < keys.length; i++) {
    const to = starts[(keys[i] >>> shift) & (BUCKETS - 1)]++;
    sorted.keys[to] = keys[i];
    sorted.rows[to] = rows[i];
  }
  return sorted;
}

function knownRows(x: Float64Array): Uint32Array {
  const rows = new Uint32Array(x.length);
  let count = 0;
  for (let i = 0; i < x.length; i++) if (x[i] === x[i]) rows[count++] = i;
  return rows.subarray(0, count);
}

/**
 * Rows of a column by ascending value, ties by row, rows without a value left out. In: any length, never changed.
 * Radix sort by the upper halves of the numbers, then by value within runs of one upper half.
 */
export function ascendingRows(x: Float64Array): Uint32Array {
  const known = knownRows(x);
  const byValue = (a: number, b: number): number => x[a] - x[b] || (x[a] < x[b] ? -1 : x[a] > x[b] ? 1 : a - b);
  if (known.length < FEW) return known.slice().sort(byValue);
  let pass: Keyed = { keys: upperKeys(x, known), rows: known };
  for (const shift of [0, DIGIT, 2 * DIGIT]) pass = scatter(pass, shift);
  const { keys, rows } = pass;
  for (let from = 0, to = 1; from < rows.length; from = to, to++) {
    let isSorted = true;
    for (; to < rows.length && keys[to] === keys[from]; to++) isSorted &&= x[rows[to - 1]] <= x[rows[to]];
    if (!isSorted) rows.subarray(from, to).sort(byValue);
  }
  return rows;
}

/** Rows per slot of the first pass, where the columns stay in a core's own cache and where not, and rows of one slot beyond which it is sorted as a whole. */
const [CACHED, PER_SLOT_CACHED, PER_SLOT] = [32_768, 4, 16];
const FULL = 256;

interface Pairs {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * Two columns by the ascending value of the first, ties in row order. In: the first one without NaN, never changed; -0 and 0
 * are ties. Rows are laid into slots of equal width, which are then sorted one by one; columns that crowd into few slots
 * are sorted by `ascendingRows`. `into`, where given, is as long, and may be what is returned.
 */
export function ascendingPairs(x: Float64Array, y: Float64Array, into?: Pairs): Pairs {
  const rows = x.length;
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < rows; i++) {
    if (x[i] < low) low = x[i];
    if (x[i] > high) high = x[i];
  }
  if (low === high) return { x: x.slice(), y: y.slice() };
  const slots = Math.max(1, Math.floor(rows / (rows <= CACHED ? PER_SLOT_CACHED : PER_SLOT)));
  const scale = slots / (high - low);
  if (rows < FEW || !(scale > 0 && scale < Infinity)) return pairsByRows(x, y);
  const ends = new Uint32Array(slots + 1);
  for (let i = 0; i < rows; i++) ends[Math.min(slots - 1, Math.floor((x[i] - low) * scale)) + 1]++;
  let crowded = 0;
  for (let slot = 1; slot <= slots; slot++) {
    if (ends[slot] > FULL) crowded += ends[slot];
    ends[slot] += ends[slot - 1];
  }
  if (crowded > rows / 8) return pairsByRows(x, y);
  const { x: xs, y: ys } = into ?? { x: new Float64Array(rows), y: new Float64Array(rows) };
  for (let i = 0; i < rows; i++) {
    const to = ends[Math.min(slots - 1, Math.floor((x[i] - low) * scale))]++;
    xs[to] = x[i];
    ys[to] = y[i];
  }
  for (let slot = 0, from = 0; slot < slots; from = ends[slot++])
    if (ends[slot] - from > FULL) sortSlot(xs.subarray(from, ends[slot]), ys.subarray(from, ends[slot]));
  insertAll(xs, ys);
  return { x: xs, y: ys };
}

/** Sorts by insertion; quick where every pair lies near its place. */
function insertAll(xs: Float64Array, ys: Float64Array): void {
  for (let i = 1; i < xs.length; i++) {
    const a = xs[i];
    if (xs[i - 1] <= a) continue;
    const b = ys[i];
    let at = i;
    for (; at > 0 && xs[at - 1] > a; at--) {
      xs[at] = xs[at - 1];
      ys[at] = ys[at - 1];
    }
    xs[at] = a;
    ys[at] = b;
  }
}

function sortSlot(xs: Float64Array, ys: Float64Array): void {
  const sorted = pairsByRows(xs, ys);
  xs.set(sorted.x);
  ys.set(sorted.y);
}

function pairsByRows(x: Float64Array, y: Float64Array): { x: Float64Array; y: Float64Array } {
  const order = ascendingRows(x);
  const [xs, ys] = [new Float64Array(order.length), new Float64Array(order.length)];
  for (let i = 0; i < order.length; i++) {
    xs[i] = x[order[i]];
    ys[i] = y[order[i]];
  }
  return { x: xs, y: ys };
}

/**
 * Ranks from 1, ties share their mean rank; -0 and 0 are ties. In: any length. Out: same length; NaN keeps NaN and takes
 * no rank.
 */
export function ranksAverage(x: Float64Array): Float64Array {
  if (x.length < FEW) return ranksBySlots(x) ?? ranksOfFew(x);
  const rows = ascendingRows(x);
  const out = new Float64Array(x.length).fill(NaN);
  for (let start = 0, end = 0; start < rows.length; start = end) {
    const value = x[rows[start]];
    while (end < rows.length && x[rows[end]] === value) end++;
    const rank = (start + 1 + end) / 2;
    for (let i = start; i < end; i++) out[rows[i]] = rank;
  }
  return out;
}

/** Values in one slot beyond which a few are sorted otherwise. */
const CROWD = 24;

/** Lays a few values into slots of equal width and sorts by insertion; undefined where they crowd into few slots. */
function ranksBySlots(x: Float64Array): Float64Array | undefined {
  const slots = x.length;
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < x.length; i++) {
    if (x[i] < low) low = x[i];
    if (x[i] > high) high = x[i];
  }
  const scale = (slots - 1) / (high - low);
  if (!(scale > 0 && scale < Infinity)) return undefined;
  const places = new Uint16Array(x.length);
  const ends = new Uint16Array(slots + 1);
  for (let i = 0; i < x.length; i++) {
    if (x[i] !== x[i]) continue;
    places[i] = Math.floor((x[i] - low) * scale);
    if (++ends[places[i] + 1] > CROWD) return undefined;
  }
  for (let slot = 1; slot <= slots; slot++) ends[slot] += ends[slot - 1];
  const known = ends[slots];
  const [values, rows] = [new Float64Array(known), new Float64Array(known)];
  for (let i = 0; i < x.length; i++) {
    if (x[i] !== x[i]) continue;
    const to = ends[places[i]]++;
    values[to] = x[i];
    rows[to] = i;
  }
  insertAll(values, rows);
  return sharedRanks(values, rows, x.length);
}

/** Mean ranks of ascending values, put into their rows; NaN elsewhere. */
function sharedRanks(values: Float64Array, rows: Float64Array, length: number): Float64Array {
  const out = new Float64Array(length).fill(NaN);
  for (let start = 0, end = 0; start < values.length; start = end) {
    while (end < values.length && values[end] === values[start]) end++;
    const rank = (start + 1 + end) / 2;
    for (let i = start; i < end; i++) out[rows[i]] = rank;
  }
  return out;
}

/** Sorts the values alone, which is the fastest where they are few, and looks each of them up. */
function ranksOfFew(x: Float64Array): Float64Array {
  const sorted = x.slice().sort(); // NaN last
  const ranks = new Float64Array(x.length);
  for (let start = 0, end = 0; start < sorted.length; start = end) {
    while (end < sorted.length && (sorted[end] === sorted[start] || end === start)) end++;
    ranks[start] = (start + 1 + end) / 2;
  }
  const out = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) out[i] = x[i] === x[i] ? ranks[firstNotBelow(sorted, x[i])] : NaN;
  return out;
}

/** First place in `sorted` whose value is not below `value`; those that are NaN stand at the end. */
function firstNotBelow(sorted: Float64Array, value: number): number {
  let low = 0;
  let size = sorted.length;
  while (size > 0) {
    const half = size >>> 1;
    if (sorted[low + half] < value) {
      low += half + 1;
      size -= half + 1;
    } else size = half;
  }
  return low;
}
