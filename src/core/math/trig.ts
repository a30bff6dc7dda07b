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
    8.33333333332248946124e-3 +
    z *
      (-1.98412698298579493134e-4 +
        z * (2.75573137070700676789e-6 + z * (-2.50507602534068634195e-8 + z * 1.58969099521155010221e-10)));
  return x - (z * (0.5 * y - v * r) - y - v * -1.66666666666666324348e-1);
}

function cosKernel(x: number, y: number): number {
  const z = x * x;
  const r =
    z *
    (4.16666666666666019037e-2 +
      z *
        (-1.38888888888741095749e-3 +
          z *
            (2.48015872894767294178e-5 +
              z * (-2.75573143513906633035e-7 + z * (2.0875723212981748279e-9 + z * -1.13596475577881948265e-11)))));
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
    1.33333333333201242699e-1 +
    w2 *
      (2.18694882948595424599e-2 +
        w2 *
          (3.59207910759131235356e-3 +
            w2 * (5.88041240820264096874e-4 + w2 * (7.817944429395570923e-5 + w2 * -1.85586374855275456654e-5))));
  const even =
    z *
    (5.39682539762260521377e-2 +
      w2 *
        (8.86323982359930005737e-3 +
          w2 *
            (1.45620945432529025516e-3 +
              w2 * (2.46463134818469906812e-4 + w2 * (7.14072491382608190305e-5 + w2 * 2.59073051863633712884e-5)))));
  const s = z * x;
  const r = y + z * (s * (odd + even) + y) + 3.33333333333334091986e-1 * s;
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
