/**
 * The first words of kernel memory tell whose bins lie in it, so that fits of one train window that follow each other
 * make them once: the horizons and trials of a fold. It saves time and changes no number.
 */
const WORDS = 6;

/** Bytes at the start of kernel memory that nothing else may use. */
export const HEAD_BYTES = 64;

/** What columns hold and how they are cut, as words: 64 bits of the content, NaN payloads and all, and the shape. */
export type Content = Int32Array;

const mixed = (word: number, factor: number): number => {
  const product = Math.imul(word, factor);
  return product ^ (product >>> 15);
};

export function contentOf(columns: readonly Float64Array[], maxBins: number): Content {
  let [a, b] = [0x243f6a88, 0x13198a2e];
  for (const column of columns) {
    const words = new Int32Array(column.buffer, column.byteOffset, 2 * column.length);
    a = mixed(a ^ column.length, 0x2c1b3c6d);
    for (let k = 0; k < words.length; k += 2) {
      a = (mixed(a ^ words[k], 0x297a2d39) + b) | 0;
      b = mixed(b ^ words[k + 1] ^ a, 0x85ebca6b | 0);
    }
  }
  return Int32Array.of(1, columns.length, columns[0]?.length ?? 0, maxBins, a, b);
}

export const isSame = (one: Content, other: Content): boolean => one.every((word, k) => word === other[k]);

const head = (buffer: SharedArrayBuffer): Content => new Int32Array(buffer, 0, WORDS);

export const holds = (buffer: SharedArrayBuffer, content: Content): boolean => isSame(head(buffer), content);

export const hold = (buffer: SharedArrayBuffer, content: Content): void => head(buffer).set(content);

/** Whoever writes over the bins says so first. */
export const forget = (buffer: SharedArrayBuffer): void => {
  head(buffer).fill(0);
};
