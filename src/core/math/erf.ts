import { exp } from './exp.ts';

/*
 * Method and constants of netlib fdlibm s_erf.c: rational minimax forms on |x| < 27/32, < 5/4, < 1/0.35 and < 28.
 * The lists hold ascending powers.
 */
const ERX = 0.8450629115104675; // erf(1) to 24 bits, taken out on 27/32 .. 5/4
const NEAR_ZERO_P = [
  0.12837916709551256, -0.3250421072470015, -0.02848174957559851, -0.005770270296489442, -2.3763016656650163e-5,
];
const NEAR_ZERO_Q = [
  1, 0.39791722395915535, 0.0650222499887673, 0.005081306281875766, 0.00013249473800432164, -3.960228278775368e-6,
];
const NEAR_ONE_P = [
  -0.0023621185607526594, 0.41485611868374833, -0.3722078760357013, 0.31834661990116175, -0.11089469428239668,
  0.035478304325618236, -0.002166375594868791,
];
const NEAR_ONE_Q = [
  1, 0.10642088040084423, 0.540397917702171, 0.07182865441419627, 0.12617121980876164, 0.01363708391202905,
  0.011984499846799107,
];
const MIDDLE_R = [
  -0.009864944034847148, -0.6938585727071818, -10.558626225323291, -62.375332450326006, -162.39666946257347,
  -184.60509290671104, -81.2874355063066, -9.814329344169145,
];
const MIDDLE_S = [
  1, 19.651271667439257, 137.65775414351904, 434.56587747522923, 645.3872717332679, 429.00814002756783,
  108.63500554177944, 6.570249770319282, -0.0604244152148581,
];
const FAR_R = [
  -0.0098649429247001, -0.799283237680523, -17.757954917754752, -160.63638485582192, -637.5664433683896,
  -1025.0951316110772, -483.5191916086514,
];
const FAR_S = [
  1, 30.33806074348246, 325.7925129965739, 1536.729586084437, 3199.8582195085955, 2553.0504064331644,
  474.52854120695537, -22.44095244658582,
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
  if (size < 0.84375) return size < 3e-9 ? x + x * 0.1283791670955126 : x + x * ratio(NEAR_ZERO_P, NEAR_ZERO_Q, x * x);
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
