import { reduce, remainder } from './trig-reduce.ts';

/*
 * Kernels on |x| <= pi/4 after netlib fdlibm (k_sin.c, k_cos.c, k_tan.c): minimax polynomials, constants fdlibm's; y is the
 * tail of the reduced argument.
 */
const QUARTER_PI = 0.7853981633974483;
const QUARTER_PI_LO = 3.061616997868383e-17;

function sinKernel(x: number, y: number): number {
  const z = x * x;
  const v = z * x;
  const r =
    0.00833333333332249 +
    z *
      (-0.0001984126982985795 + z * (2.7557313707070068e-6 + z * (-2.5050760253406863e-8 + z * 1.58969099521155e-10)));
  return x - (z * (0.5 * y - v * r) - y - v * -0.16666666666666632);
}

function cosKernel(x: number, y: number): number {
  const z = x * x;
  const r =
    z *
    (0.0416666666666666 +
      z *
        (-0.001388888888887411 +
          z *
            (2.480158728947673e-5 +
              z * (-2.7557314351390663e-7 + z * (2.087572321298175e-9 + z * -1.1359647557788195e-11)))));
  const half = 0.5 * z;
  const w = 1 - half;
  return w + (1 - w - half + (z * r - x * y));
}

/** tan(x + y), or -1 / tan(x + y) when `inverted`. */
function tanKernel(x: number, y: number, inverted: boolean): number {
  const folded = Math.abs(x) >= 0.67434;
  const sign = x < 0 ? -1 : 1;
  if (folded) {
    x = QUARTER_PI - sign * x + (QUARTER_PI_LO - sign * y);
    y = 0;
  }
  const z = x * x;
  const w2 = z * z;
  const odd =
    0.13333333333320124 +
    w2 *
      (0.021869488294859542 +
        w2 *
          (0.0035920791075913124 +
            w2 * (0.0005880412408202641 + w2 * (7.817944429395571e-5 + w2 * -1.8558637485527546e-5))));
  const even =
    z *
    (0.05396825397622605 +
      w2 *
        (0.0088632398235993 +
          w2 *
            (0.0014562094543252903 +
              w2 * (0.0002464631348184699 + w2 * (7.140724913826082e-5 + w2 * 2.590730518636337e-5)))));
  const s = z * x;
  const r = y + z * (s * (odd + even) + y) + 0.3333333333333341 * s;
  const w = x + r;
  if (folded) {
    const v = inverted ? -1 : 1;
    return sign * (v - 2 * (x - ((w * w) / (w + v) - r)));
  }
  return inverted ? minusReciprocal(x, r, w) : w;
}

/** -1 / (x + r) to full precision, with w = x + r rounded. */
function minusReciprocal(x: number, r: number, w: number): number {
  const head = Math.fround(w);
  const tail = r - (head - x);
  const a = -1 / w;
  const t = Math.fround(a);
  return t + a * (1 + t * head + t * tail);
}

/**
 * Sine of x radians, below 1 ulp for every finite x. Out: [-1, 1]; keeps -0. NaN for NaN and the infinities.
 * Source: netlib fdlibm s_sin.c (method and constants).
 */
export function sin(x: number): number {
  const size = Math.abs(x);
  if (size <= QUARTER_PI) return size < 7e-9 ? x : sinKernel(x, 0);
  if (!(size < Infinity)) return NaN;
  const n = reduce(x);
  const value = (n & 1) === 0 ? sinKernel(remainder[0], remainder[1]) : cosKernel(remainder[0], remainder[1]);
  return n < 2 ? value : -value;
}

/** Cosine of x radians. In, Out, NaN, source: as sin. */
export function cos(x: number): number {
  const size = Math.abs(x);
  if (size <= QUARTER_PI) return cosKernel(x, 0);
  if (!(size < Infinity)) return NaN;
  const n = reduce(x);
  const value = (n & 1) === 0 ? cosKernel(remainder[0], remainder[1]) : sinKernel(remainder[0], remainder[1]);
  return n === 1 || n === 2 ? -value : value;
}

/** Tangent of x radians, below 1 ulp for every finite x; keeps -0. NaN for NaN and the infinities. Source: as sin. */
export function tan(x: number): number {
  const size = Math.abs(x);
  if (size <= QUARTER_PI) return size < 7e-9 ? x : tanKernel(x, 0, false);
  if (!(size < Infinity)) return NaN;
  const n = reduce(x);
  return tanKernel(remainder[0], remainder[1], (n & 1) === 1);
}
