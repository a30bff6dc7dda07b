import { exp } from './exp.ts';

/*
 * Method and constants of netlib fdlibm s_erf.c: rational minimax forms on |x| < 27/32, < 5/4, < 1/0.35 and < 28.
 * The lists hold ascending powers.
 */
const ERX = 0.845062911510467529297; // erf(1) to 24 bits, taken out on 27/32 .. 5/4
const NEAR_ZERO_P = [
  1.28379167095512558561e-1, -3.2504210724700149937e-1, -2.84817495755985104766e-2, -5.77027029648944159157e-3,
  -2.37630166566501626084e-5,
];
const NEAR_ZERO_Q = [
  1, 3.97917223959155352819e-1, 6.50222499887672944485e-2, 5.08130628187576562776e-3, 1.32494738004321644526e-4,
  -3.9602282787753681232e-6,
];
const NEAR_ONE_P = [
  -2.36211856075265944077e-3, 4.14856118683748331666e-1, -3.72207876035701323847e-1, 3.18346619901161753674e-1,
  -1.10894694282396677476e-1, 3.54783043256182359371e-2, -2.166375594868790843e-3,
];
const NEAR_ONE_Q = [
  1, 1.06420880400844228286e-1, 5.40397917702171048937e-1, 7.18286544141962662868e-2, 1.26171219808761642112e-1,
  1.36370839120290507362e-2, 1.1984499846799107417e-2,
];
const MIDDLE_R = [
  -9.86494403484714822705e-3, -6.93858572707181764372e-1, -1.05586262253232909814e1, -6.23753324503260060396e1,
  -1.62396669462573470355e2, -1.84605092906711035994e2, -8.12874355063065934246e1, -9.81432934416914548592,
];
const MIDDLE_S = [
  1, 1.96512716674392571292e1, 1.376577541435190426e2, 4.34565877475229228821e2, 6.45387271733267880336e2,
  4.29008140027567833386e2, 1.08635005541779435134e2, 6.57024977031928170135, -6.04244152148580987438e-2,
];
const FAR_R = [
  -9.86494292470009928597e-3, -7.99283237680523006574e-1, -1.77579549177547519889e1, -1.60636384855821916062e2,
  -6.37566443368389627722e2, -1.02509513161107724954e3, -4.83519191608651397019e2,
];
const FAR_S = [
  1, 3.03380607434824582924e1, 3.25792512996573918826e2, 1.53672958608443695994e3, 3.19985821950859553908e3,
  2.55305040643316442583e3, 4.74528541206955367215e2, -2.24409524465858183362e1,
];

function ratio(top: readonly number[], bottom: readonly number[], x: number): number {
  let p = 0;
  for (let i = top.length - 1; i >= 0; i--) p = p * x + top[i];
  let q = 0;
  for (let i = bottom.length - 1; i >= 0; i--) q = q * x + bottom[i];
  return p / q;
}

/** erfc(x) for 5/4 <= x < 28. */
function complementAbove(x: number): number {
  const s = 1 / (x * x);
  const r = x < 1 / 0.35 ? ratio(MIDDLE_R, MIDDLE_S, s) : ratio(FAR_R, FAR_S, s);
  const head = Math.fround(x); // head^2 is exact, so that the exponential sees no rounding of x^2
  return (exp(-head * head - 0.5625) * exp((head - x) * (head + x) + r)) / x;
}

/** Error function. In: any number. Out: [-1, 1], about 1 ulp; keeps -0. NaN for NaN. Source: netlib fdlibm s_erf.c. */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size < 0.84375)
    return size < 3e-9 ? x + x * 0.1283791670955125739 : x + x * ratio(NEAR_ZERO_P, NEAR_ZERO_Q, x * x);
  if (x !== x) return NaN;
  let value = 1;
  if (size < 1.25) value = ERX + ratio(NEAR_ONE_P, NEAR_ONE_Q, size - 1);
  else if (size < 6) value = 1 - complementAbove(size);
  return x < 0 ? -value : value;
}

/** 1 - erf(x), accurate in the right tail down to subnormals. In: any number. Out: [0, 2]. NaN for NaN. Source: as erf. */
export function erfc(x: number): number {
  const size = Math.abs(x);
  if (size < 0.84375) {
    if (size < 1e-17) return 1;
    const y = ratio(NEAR_ZERO_P, NEAR_ZERO_Q, x * x);
    return x < 0.25 ? 1 - (x + x * y) : 0.5 - (x - 0.5 + x * y);
  }
  if (x !== x) return NaN;
  if (size < 1.25) {
    const y = ratio(NEAR_ONE_P, NEAR_ONE_Q, size - 1);
    return x > 0 ? 1 - ERX - y : 1 + (ERX + y);
  }
  if (size < 28) return x > 0 ? complementAbove(x) : x < -6 ? 2 : 2 - complementAbove(size);
  return x > 0 ? 0 : 2;
}
