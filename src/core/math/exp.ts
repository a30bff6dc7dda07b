import { scale, powerOfTwo } from './bits.ts';

/*
 * Method of FreeBSD's msun (e_exp.c, s_expm1.c, published with netlib fdlibm): x = k ln 2 + r with |r| <= ln 2 / 2, then
 * exp(r) = 1 + r + r c / (2 - c) with c = r - r^2 P(r^2), P minimax. The constants are fdlibm's.
 */
const INV_LN2 = 1.4426950408889634;
const LN2_HI = 0.6931471803691238; // 32 bits, so that k * LN2_HI is exact
const LN2_LO = 1.9082149292705877e-10;
const OVERFLOW = 709.782712893384;
const UNDERFLOW = -745.1332191019411;

/** exp(r) - 1 - r for |r| <= 0.35, by the rational form above. */
function expRest(r: number): number {
  const t = r * r;
  const c =
    r -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8))));
  return (r * c) / (2 - c);
}

/**
 * e^x. In: any number. Out: [0, Infinity], below 1 ulp, subnormal results included. NaN for NaN.
 * Source: netlib fdlibm e_exp.c (method and constants).
 */
export function exp(x: number): number {
  if (!(x <= OVERFLOW)) return x !== x ? NaN : Infinity;
  if (x < UNDERFLOW) return 0;
  const k = Math.floor(x * INV_LN2 + 0.5);
  const hi = x - k * LN2_HI;
  const lo = k * LN2_LO;
  return scale(1 + (hi + (expRest(hi - lo) - lo)), k);
}

/** e^x / 2 where e^x alone may overflow. In: x >= 0 or NaN. */
export function halfExp(x: number): number {
  if (!(x <= OVERFLOW + 1)) return x !== x ? NaN : Infinity;
  const k = Math.floor(x * INV_LN2 + 0.5);
  const hi = x - k * LN2_HI;
  const lo = k * LN2_LO;
  return scale(1 + (hi + (expRest(hi - lo) - lo)), k - 1);
}

/** The same with the leading r^2 / 2 taken apart, which is rounded once: for results smaller than 1. */
function expRestFine(r: number): number {
  const t = r * r;
  const p =
    t *
    (0.16666666666666602 +
      t *
        (-0.0027777777777015593 +
          t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8))));
  const c = r - p;
  return 0.5 * t + (r * (r * c - 2 * p)) / (4 - 2 * c);
}

/**
 * e^x as an unevaluated sum, about 56 correct bits. In: |x| <= 700; out: two numbers. For functions that subtract
 * from or divide by e^x and still owe less than 1 ulp.
 */
export function expTwo(x: number, out: Float64Array): void {
  const k = Math.floor(x * INV_LN2 + 0.5);
  const hi = x - k * LN2_HI;
  const lo = k * LN2_LO;
  const head = 1 + hi;
  const tail = hi - (head - 1) + (expRestFine(hi - lo) - lo);
  const sum = head + tail;
  const power = powerOfTwo(k);
  out[0] = sum * power;
  out[1] = (tail - (sum - head)) * power;
}

/**
 * e^x - 1 without cancellation near 0. In: any number. Out: [-1, Infinity], below 1 ulp; keeps -0. NaN for NaN.
 * Source: netlib fdlibm s_expm1.c (argument reduction); the sum is taken with an exact two-sum instead of cases.
 */
export function expm1(x: number): number {
  if (!(x <= OVERFLOW)) return x !== x ? NaN : Infinity;
  if (x < -38) return -1;
  if (Math.abs(x) < 5.6e-17) return x;
  const k = Math.floor(x * INV_LN2 + 0.5);
  if (k === 0) return x + expRestFine(x);
  const hi = x - k * LN2_HI;
  const lo = k * LN2_LO;
  const rest = expRestFine(hi - lo) - lo;
  if (k > 56) return scale(1 + (hi + rest), k);
  const base = 1 - powerOfTwo(-k);
  const lost = 1 - base - powerOfTwo(-k);
  const head = base + hi;
  return (head + (hi - (head - base) + (rest + lost))) * powerOfTwo(k);
}
