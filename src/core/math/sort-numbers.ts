const DIGIT = 11;
const BUCKETS = 1 << DIGIT;

/** Below this the built-in sort is as fast. */
const FEW = 1000;

/** The upper 32 bits of each number, turned so that they ascend as unsigned integers with the numbers. */
function upperKeys(values: Float64Array): Uint32Array {
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  const keys = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const upper = words[2 * i + 1];
    keys[i] = upper >>> 31 === 1 ? ~upper : upper | 0x80000000;
  }
  return keys;
}

/** One stable pass of a radix sort, by the digit of the keys at `shift`. */
function scatter(
  [keys, values]: readonly [Uint32Array, Float64Array],
  shift: number,
): [keys: Uint32Array, values: Float64Array] {
  const starts = new Uint32Array(BUCKETS + 1);
  for (let i = 0; i < keys.length; i++) starts[((keys[i] >>> shift) & (BUCKETS - 1)) + 1]++;
  for (let b = 1; b < BUCKETS; b++) starts[b] += starts[b - 1];
  const sortedKeys = new Uint32Array(keys.length);
  const sorted = new Float64Array(values.length);
  for (let i = 0; i < keys.length; i++) {
    const to = starts[(keys[i] >>> shift) & (BUCKETS - 1)]++;
    sortedKeys[to] = keys[i];
    sorted[to] = values[i];
  }
  return [sortedKeys, sorted];
}

/** Sorts what a sort by the upper halves has left unsorted: runs of one upper half with several lower ones. */
function sortRuns(keys: Uint32Array, values: Float64Array): void {
  for (let from = 0, to = 1; from < values.length; from = to, to++) {
    let isSorted = true;
    for (; to < values.length && keys[to] === keys[from]; to++) isSorted &&= values[to - 1] <= values[to];
    if (!isSorted) values.subarray(from, to).sort();
  }
}

/**
 * Numbers in ascending order, several times faster than the built-in sort: radix sort by the upper halves, then by value.
 * In: no NaN; the array may be reused. -0 comes before 0.
 */
export function sortNumbers(values: Float64Array): Float64Array {
  if (values.length < FEW) return values.sort();
  let pass: [Uint32Array, Float64Array] = [upperKeys(values), values];
  for (const shift of [0, DIGIT, 2 * DIGIT]) pass = scatter(pass, shift);
  sortRuns(...pass);
  return pass[1];
}
