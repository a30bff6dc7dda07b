/**
 * Which of the places 0 … size - 1 are taken: bits, and how many of them are set in every 32, 1,024 and 32,768. A place is
 * taken or left in four steps, and those taken below one are counted in a few dozen additions.
 */
export interface PlaceSet {
  readonly bits: Uint32Array;
  readonly words: Uint8Array;
  readonly blocks: Uint16Array;
  readonly spans: Uint32Array;
}

export function placeSet(size: number): PlaceSet {
  const of = (places: number): number => Math.floor(size / places) + 1;
  return {
    bits: new Uint32Array(of(32)),
    words: new Uint8Array(of(32)),
    blocks: new Uint16Array(of(1024)),
    spans: new Uint32Array(of(32_768)),
  };
}

/** Takes a place that is free (`by` 1) or leaves one that is taken (-1). */
export function movePlace({ bits, words, blocks, spans }: PlaceSet, place: number, by: 1 | -1): void {
  bits[place >>> 5] ^= 1 << (place & 31);
  words[place >>> 5] += by;
  blocks[place >>> 10] += by;
  spans[place >>> 15] += by;
}

/** Number of places taken below one. */
export function takenBelow({ bits, words, blocks, spans }: PlaceSet, place: number): number {
  const [word, block, span] = [place >>> 5, place >>> 10, place >>> 15];
  let count = 0;
  for (let i = 0; i < span; i++) count += spans[i];
  for (let i = span << 5; i < block; i++) count += blocks[i];
  for (let i = block << 5; i < word; i++) count += words[i];
  return count + ones(bits[word] & ((1 << (place & 31)) - 1));
}

/** Set bits of 32. */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The last place taken below one, -1 where there is none. */
export function lastTakenBelow({ bits }: PlaceSet, place: number): number {
  let word = place >>> 5;
  let left = bits[word] & ((1 << (place & 31)) - 1);
  while (left === 0 && word > 0) left = bits[--word];
  return left === 0 ? -1 : (word << 5) + 31 - Math.clz32(left);
}

/** The first place taken at or above one, -1 where there is none. */
export function firstTakenFrom({ bits }: PlaceSet, place: number): number {
  let word = place >>> 5;
  let left = bits[word] & (-1 << (place & 31));
  while (left === 0 && word < bits.length - 1) left = bits[++word];
  return left === 0 ? -1 : (word << 5) + 31 - Math.clz32(left & -left);
}
