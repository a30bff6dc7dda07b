import { expTwo, halfExp } from './exp.ts';

const two = new Float64Array(2);

/** Sum of c[i] z^i by Horner. */
function polynomial(coefficients: readonly number[], z: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * z + coefficients[i];
  return sum;
}

/** Taylor series in z = x^2 up to 1: (sinh x - x) / x^3, cosh x, and (x cosh x - sinh x) / x^3. */
const SINH_REST: number[] = [];
const COSH: number[] = [];
const TANH_REST: number[] = [];
for (let k = 0, factorial = 1; k <= 10; k++) {
  COSH.push(1 / factorial); // 1 / (2k)!
  factorial *= (2 * k + 1) * (2 * k + 2);
  const odd = factorial * (2 * k + 3); // (2k + 3)!
  SINH_REST.push(1 / odd);
  TANH_REST.push((2 * k + 2) / odd);
}

/** Hyperbolic sine, below 1 ulp; keeps -0. In: any number. NaN for NaN. */
export function sinh(x: number): number {
  const size = Math.abs(x);
  if (size < 1) return size < 1e-9 ? x : x + x * (x * x) * polynomial(SINH_REST, x * x);
  if (!(size < 700)) return x > 0 ? halfExp(x) : -halfExp(-x);
  expTwo(size, two);
  const head = two[0];
  const inverse = 1 / head;
  const value = 0.5 * (head - (inverse - two[1]));
  return x > 0 ? value : -value;
}

/** Hyperbolic cosine, below 1 ulp. In: any number. Out: [1, Infinity]. NaN for NaN. */
export function cosh(x: number): number {
  const size = Math.abs(x);
  if (!(size < 700)) return halfExp(size);
  expTwo(size, two);
  const head = two[0];
  return 0.5 * (head + (1 / head + two[1]));
}

/**
 * Hyperbolic tangent, below 1 ulp; keeps -0. In: any number. Out: [-1, 1]. NaN for NaN.
 * Below 0.6 it is x - x^3 N / cosh x with N = (x cosh x - sinh x) / x^3, above 1 - 2 / (e^2x + 1): both subtract less than
 * they keep.
 */
export function tanh(x: number): number {
  const size = Math.abs(x);
  if (size < 0.6) {
    if (size < 1e-9) return x;
    const z = x * x;
    return x - x * z * (polynomial(TANH_REST, z) / polynomial(COSH, z));
  }
  if (x !== x) return NaN;
  if (size > 22) return x > 0 ? 1 : -1;
  expTwo(2 * size, two);
  const sum = two[0] + 1;
  const sumHi = Math.fround(sum);
  const sumLo = two[0] - (sum - 1) + two[1] + (sum - sumHi);
  const head = Math.fround(2 / sum);
  const value = 1 - head - (2 - head * sumHi - head * sumLo) / sum;
  return x > 0 ? value : -value;
}
