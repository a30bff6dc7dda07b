import { ascendingPairs } from '../core/math/index.ts';

/** Rows in ascending order of their scores, some of them together: their ones, and how many they are. */
export interface Units {
  /** Score of a single row, NaN for rows together. */
  readonly x: Float64Array;
  readonly total: Float64Array;
  readonly rows: Float64Array;
  readonly count: number;
}

const PER_SLOT = 16;
const MOST_SLOTS = 65_536;
const FEW = 20_000;

/**
 * What pooling needs of rows of two classes. Rows are counted in slots of equal width; a slot whose rows cannot reach below
 * the greatest convex minorant of the sums at the ends of slots, in whatever order they lie, holds no end of a block, and
 * its rows stay together. Only those of the others are sorted. Undefined where that is no gain.
 */
export function unitsOfClasses(score: Float64Array, label: Float64Array): Units | undefined {
  const slots = Math.min(MOST_SLOTS, Math.floor(score.length / PER_SLOT));
  const [low, scale] = scaleOf(score, slots);
  if (score.length < FEW || !(scale > 0 && scale < Infinity)) return undefined;
  const [rows, ones] = [new Int32Array(slots), new Int32Array(slots)];
  const slotOf = new Uint16Array(score.length);
  for (let i = 0; i < score.length; i++) {
    const slot = Math.min(slots - 1, Math.floor((score[i] - low) * scale));
    if (label[i] !== 0 && label[i] !== 1) return undefined;
    slotOf[i] = slot;
    rows[slot]++;
    ones[slot] += label[i];
  }
  const isOpen = openSlots(rows, ones);
  let open = 0;
  for (let slot = 0; slot < slots; slot++) open += isOpen[slot] * rows[slot];
  const [x, y] = [new Float64Array(open), new Float64Array(open)];
  for (let i = 0, n = 0; i < score.length; i++) {
    if (isOpen[slotOf[i]] === 0) continue;
    x[n] = score[i];
    y[n++] = label[i];
  }
  return inOrder({ rows, ones, isOpen }, ascendingPairs(x, y));
}

function scaleOf(score: Float64Array, slots: number): readonly [low: number, scale: number] {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < score.length; i++) {
    if (score[i] < low) low = score[i];
    if (score[i] > high) high = score[i];
  }
  return [low, slots / (high - low)];
}

/** 1 for the slots that may hold an end of a block. All numbers are whole, and the comparisons exact. */
function openSlots(rows: Int32Array, ones: Int32Array): Uint8Array {
  const [first, size, sum] = [0, 1, 2].map(() => new Float64Array(rows.length));
  let blocks = 0;
  for (let slot = 0; slot < rows.length; slot++) {
    if (rows[slot] === 0) continue;
    let [from, n, total] = [slot, rows[slot], ones[slot]];
    for (; blocks > 0 && sum[blocks - 1] * n >= total * size[blocks - 1]; blocks--) {
      from = first[blocks - 1];
      n += size[blocks - 1];
      total += sum[blocks - 1];
    }
    first[blocks] = from;
    size[blocks] = n;
    sum[blocks++] = total;
  }
  const isOpen = new Uint8Array(rows.length);
  for (let block = 0; block < blocks; block++) {
    const end = block + 1 < blocks ? first[block + 1] : rows.length;
    let [before, onesBefore] = [0, 0];
    for (let slot = first[block]; slot < end; slot++) {
      // lowest where its zeros come first
      const lowest = before + rows[slot] - ones[slot];
      if (rows[slot] > 0 && onesBefore * size[block] <= sum[block] * lowest) isOpen[slot] = 1;
      before += rows[slot];
      onesBefore += ones[slot];
    }
  }
  return isOpen;
}

interface Slots {
  readonly rows: Int32Array;
  readonly ones: Int32Array;
  readonly isOpen: Uint8Array;
}

function inOrder({ rows, ones, isOpen }: Slots, open: { x: Float64Array; y: Float64Array }): Units {
  const closed = isOpen.reduce((n, is, slot) => n + Number(is === 0 && rows[slot] > 0), 0);
  const [x, total, size] = [0, 1, 2].map(() => new Float64Array(open.x.length + closed));
  let [at, row] = [0, 0];
  for (let slot = 0; slot < rows.length; slot++) {
    if (isOpen[slot] === 0) {
      if (rows[slot] === 0) continue;
      x[at] = NaN;
      total[at] = ones[slot];
      size[at++] = rows[slot];
      continue;
    }
    for (const end = row + rows[slot]; row < end; row++) {
      x[at] = open.x[row];
      total[at] = open.y[row];
      size[at++] = 1;
    }
  }
  return { x, total, rows: size, count: at };
}
