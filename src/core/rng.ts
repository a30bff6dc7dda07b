import { normalQuantile } from './math/special.ts';

/**
 * A seeded stream of random numbers. Each draw advances the stream; the same state gives the same bytes on every platform.
 */
export interface Rng {
  /** 32 random bits, 0 .. 2^32 - 1. One step. */
  readonly uint32: () => number;
  /** [0, 1) in steps of 2^-53. Two steps. */
  readonly uniform: () => number;
  /** Whole number in low .. high, both included, without bias. In: safe integers, low <= high, at most 2^53 values. */
  readonly int: (low: number, high: number) => number;
  /** Standard normal deviate: the normal quantile of a uniform one. Two steps, nothing kept between calls. */
  readonly normal: () => number;
  /** 0 .. n - 1 in random order. */
  readonly permutation: (n: number) => Int32Array;
  /** k different numbers of 0 .. n - 1, in the order drawn. */
  readonly choose: (n: number, k: number) => Int32Array;
  /** Four words from which `rngFrom` goes on at this place. */
  readonly state: () => RngState;
}

export type RngState = readonly [number, number, number, number];

const TWO_26 = 67108864;
const TWO_32 = 4294967296;
const TWO_53 = 9007199254740992;

/**
 * Generator xoshiro128** from a saved state; one of all zeros would stay there and is moved to 1.
 * Source: Blackman and Vigna, "Scrambled linear pseudorandom number generators" (2021), https://prng.di.unimi.it.
 */
export function rngFrom(state: RngState): Rng {
  const s = Int32Array.from(state);
  if ((s[0] | s[1] | s[2] | s[3]) === 0) s[0] = 1;

  function uint32(): number {
    const s1 = s[1];
    const five = Math.imul(s1, 5);
    const out = Math.imul((five << 7) | (five >>> 25), 9) >>> 0;
    const s2 = s[2] ^ s[0];
    const s3 = s[3] ^ s1;
    s[1] = s1 ^ s2;
    s[0] = s[0] ^ s3;
    s[2] = s2 ^ (s1 << 9);
    s[3] = (s3 << 11) | (s3 >>> 21);
    return out;
  }
  /** Uniform over 0 .. 2^53 - 1. */
  const bits53 = (): number => (uint32() >>> 5) * TWO_26 + (uint32() >>> 6);
  const uniform = (): number => bits53() / TWO_53;
  const normal = (): number => normalQuantile((bits53() + 0.5) / TWO_53);

  /** 0 .. count - 1; draws above the last full multiple of count are thrown away. */
  function below(count: number): number {
    const wide = count > TWO_32;
    const range = wide ? TWO_53 : TWO_32;
    const limit = range - (range % count);
    for (;;) {
      const draw = wide ? bits53() : uint32();
      if (draw < limit) return draw % count;
    }
  }

  function int(low: number, high: number): number {
    const count = high - low + 1;
    if (!(Number.isSafeInteger(low) && Number.isSafeInteger(high) && count >= 1 && count <= TWO_53)) {
      throw new RangeError(`int: low and high must be safe integers with low <= high, found ${low} and ${high}`);
    }
    return low + below(count);
  }

  function choose(n: number, k: number): Int32Array {
    if (!(Number.isInteger(n) && Number.isInteger(k) && k >= 0 && k <= n && n < 0x8000_0000)) {
      throw new RangeError(`choose: 0 <= k <= n < 2^31 must hold for whole numbers, found k=${k}, n=${n}`);
    }
    const order = new Int32Array(n);
    for (let i = 0; i < n; i++) order[i] = i;
    for (let i = 0; i < k; i++) {
      const j = i + below(n - i);
      const held = order[i];
      order[i] = order[j];
      order[j] = held;
    }
    return order.slice(0, k);
  }

  return Object.freeze({
    uint32,
    uniform,
    int,
    normal,
    permutation: (n: number) => choose(n, n),
    choose,
    state: (): RngState => [s[0], s[1], s[2], s[3]],
  });
}

/** One round over four lanes: each word enters every lane by another odd multiplier, then the lanes are crossed. */
function absorb(lanes: Int32Array, word: number): void {
  let a = Math.imul(lanes[0] ^ word, 0x239b961b);
  let b = Math.imul(lanes[1] ^ word, 0xab0e9789 | 0);
  let c = Math.imul(lanes[2] ^ word, 0x38b34ae5);
  let d = Math.imul(lanes[3] ^ word, 0xa1e38b93 | 0);
  a = Math.imul(a ^ (a >>> 15), 0x2c1b3c6d) + d;
  b = Math.imul(b ^ (b >>> 13), 0x297a2d39) + a;
  c = Math.imul(c ^ (c >>> 16), 0x85ebca6b | 0) + b;
  d = Math.imul(d ^ (d >>> 14), 0xc2b2ae35 | 0) + c;
  lanes[0] = a ^ (d >>> 16);
  lanes[1] = b ^ (a >>> 15);
  lanes[2] = c ^ (b >>> 16);
  lanes[3] = d ^ (c >>> 13);
}

const word64 = new Float64Array(1);
const words32 = new Int32Array(word64.buffer);

/** Kind and length come first, so that no two lists of labels spell the same words. */
function absorbLabel(lanes: Int32Array, label: string | number): void {
  if (typeof label === 'number') {
    word64[0] = label === 0 ? 0 : label; // -0 is 0
    absorb(lanes, 1);
    absorb(lanes, words32[0]);
    absorb(lanes, words32[1]);
    return;
  }
  absorb(lanes, 2);
  absorb(lanes, label.length);
  for (let i = 0; i < label.length; i++) absorb(lanes, label.charCodeAt(i));
}

/**
 * The stream of a seed and its labels, as (seed, room, type, fold, label, purpose). Streams of different labels are
 * unrelated; no label depends on another's place in a run, so trials and folds may run in any order.
 * In: any number and labels; the string "1" and the number 1 differ. Out: a fresh stream at its start.
 */
export function streamOf(seed: number, ...labels: readonly (string | number)[]): Rng {
  const lanes = Int32Array.of(0x243f6a88, 0x85a308d3 | 0, 0x13198a2e, 0x03707344); // pi, fraction bits
  absorbLabel(lanes, seed);
  for (const label of labels) absorbLabel(lanes, label);
  for (let round = 0; round < 4; round++) absorb(lanes, labels.length);
  return rngFrom([lanes[0], lanes[1], lanes[2], lanes[3]]);
}
