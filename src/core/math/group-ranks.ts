/** Ranks neighbours: twice the mean rank of keys[from … to - 1] among themselves, 2, 4, … , ties share theirs. */
export type Ranker = (keys: Uint32Array, from: number, to: number, twice: Uint32Array) => void;

/** Groups up to this length are sorted by insertion. */
const FEW = 40;
/** Bits of a digit, in groups that are worth so many counts, and in others. */
const [DIGIT, SHORT_DIGIT, SHORT] = [11, 8, 512];

/** A ranker of groups of up to `most` whole numbers, which works in scratch columns of that length. `twice` begins at 0. */
export function groupRanker(most: number): Ranker {
  const [a, b] = [0, 1].map((): Sorted => ({ keys: new Uint32Array(most), rows: new Uint32Array(most) }));
  const starts = new Uint32Array((1 << DIGIT) + 1);
  return (keys, from, to, twice) => {
    const size = to - from;
    let highest = 0;
    for (let i = 0; i < size; i++) {
      const key = keys[from + i];
      a.keys[i] = key;
      a.rows[i] = i;
      if (key > highest) highest = key;
    }
    share(size <= FEW ? inserted(a, size) : radix(a, b, { size, highest, starts }), size, twice);
  };
}

/** Keys, and the rows they come from. */
interface Sorted {
  readonly keys: Uint32Array;
  readonly rows: Uint32Array;
}

function inserted({ keys, rows }: Sorted, size: number): Sorted {
  for (let i = 1; i < size; i++) {
    const [key, row] = [keys[i], rows[i]];
    let at = i;
    for (; at > 0 && keys[at - 1] > key; at--) {
      keys[at] = keys[at - 1];
      rows[at] = rows[at - 1];
    }
    keys[at] = key;
    rows[at] = row;
  }
  return { keys, rows };
}

interface Extent {
  readonly size: number;
  readonly highest: number;
  /** Room for the counts of a digit. */
  readonly starts: Uint32Array;
}

/** Stable passes by digit, as many as the highest key has. */
function radix(a: Sorted, b: Sorted, { size, highest, starts }: Extent): Sorted {
  const digit = size < SHORT ? SHORT_DIGIT : DIGIT;
  let [from, to] = [a, b];
  for (let shift = 0; shift < 32 && highest >>> shift > 0; shift += digit) {
    const mask = (1 << digit) - 1;
    starts.fill(0, 0, mask + 2);
    for (let i = 0; i < size; i++) starts[((from.keys[i] >>> shift) & mask) + 1]++;
    for (let d = 1; d <= mask; d++) starts[d] += starts[d - 1];
    for (let i = 0; i < size; i++) {
      const key = from.keys[i];
      const at = starts[(key >>> shift) & mask]++;
      to.keys[at] = key;
      to.rows[at] = from.rows[i];
    }
    [from, to] = [to, from];
  }
  return from;
}

function share({ keys, rows }: Sorted, size: number, twice: Uint32Array): void {
  for (let start = 0, end = 0; start < size; start = end) {
    const key = keys[start];
    while (end < size && keys[end] === key) end++;
    for (let i = start; i < end; i++) twice[rows[i]] = start + end + 1;
  }
}
