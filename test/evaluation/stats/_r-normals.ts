import { normalQuantile } from '../../../src/core/math/index.ts';

const N = 624;
const M = 397;

/**
 * `set.seed(seed); rnorm(count)` of R >= 3.6 with its default generators: Mersenne Twister, seeded by 50 + 625 steps of a
 * congruential generator, and inversion of 53 bits. Source: R sources, src/main/RNG.c and src/nmath/snorm.c; Matsumoto and
 * Nishimura (1998), ACM TOMACS 8(1).
 */
export function rNormals(seed: number, count: number): Float64Array {
  const next = uniforms(seed);
  const big = 2 ** 27;
  return Float64Array.from({ length: count }, () => {
    const high = Math.floor(big * next());
    return normalQuantile((high + next()) / big);
  });
}

function uniforms(seed: number): () => number {
  const state = new Uint32Array(N + 1);
  let scrambled = seed >>> 0;
  const scramble = (): number => (scrambled = (Math.imul(69069, scrambled) + 1) >>> 0);
  for (let i = 0; i < 50; i++) scramble();
  for (let i = 0; i <= N; i++) state[i] = scramble();
  const words = state.subarray(1);
  let at = N;
  return () => {
    if (at === N) at = twist(words);
    let y = words[at++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return Math.min(Math.max((y >>> 0) * 2.3283064365386963e-10, 2.328306437080797e-10 / 2), 1 - 2 ** -33);
  };
}

function twist(words: Uint32Array): number {
  for (let k = 0; k < N; k++) {
    const y = (words[k] & 0x80000000) | (words[(k + 1) % N] & 0x7fffffff);
    words[k] = words[(k + M) % N] ^ (y >>> 1) ^ ((y & 1) === 0 ? 0 : 0x9908b0df);
  }
  return 0;
}
