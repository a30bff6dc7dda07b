import { highWord, lowWord } from './bits.ts';

/** Remainder of the last `reduce`: head and tail. Read at once by the caller, never kept. */
export const remainder = new Float64Array(2);

/*
 * Up to 2^20 pi/2: Cody and Waite with pi/2 in pieces of 33 bits (netlib fdlibm e_rem_pio2.c), so that n * piece is exact.
 */
const TWO_OVER_PI = 0.6366197723675814;
const PIECE_1 = 1.5707963267341256;
const REST_1 = 6.077100506506192e-11;
const PIECE_2 = 6.077100506303966e-11;
const REST_2 = 2.0222662487959506e-21;
const PIECE_3 = 2.0222662487111665e-21;
const REST_3 = 8.4784276603689e-32;
const MEDIUM = 1647099;

/**
 * x = n pi/2 + remainder, |remainder| <= pi/4 (a hair more where rounding decides).
 * In: finite x. Out: n modulo 4; the remainder in `remainder`, good to 2^-68 of its own size or better.
 */
export function reduce(x: number): number {
  if (Math.abs(x) >= MEDIUM) return reduceLarge(x);
  const n = Math.floor(x * TWO_OVER_PI + 0.5);
  let r = x - n * PIECE_1;
  let w = n * REST_1;
  let y = r - w;
  if (Math.abs(y) < 1e-4 * Math.abs(x)) {
    const before = r;
    w = n * PIECE_2;
    r = before - w;
    w = n * REST_2 - (before - r - w);
    y = r - w;
    if (Math.abs(y) < 1e-14 * Math.abs(x)) {
      const second = r;
      w = n * PIECE_3;
      r = second - w;
      w = n * REST_3 - (second - r - w);
      y = r - w;
    }
  }
  remainder[0] = y;
  remainder[1] = r - y - w;
  return n & 3;
}

/** floor(2/pi * 2^1280) and floor(pi/2 * 2^191): digits of pi, from mpmath 1.4.1 at 2000 bits. */
const TWO_OVER_PI_DIGITS = BigInt(
  '0xa2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe5163abdebbc561b7246e3a424dd2e006492eea09d1921cfe1deb1cb129a73ee8' +
    '8235f52ebb4484e99c7026b45f7e413991d639835339f49c845f8bbdf9283b1ff897ffde05980fef2f118b5a0a6d1f6d367ecf27cb09b74f46' +
    '3f669e5fea2d7527bac7ebe5f17b3d0739f78a5292ea6bfb5fb11f8d5d0856033046fc7b6babf0cfbc209af4361d',
);
const HALF_PI_DIGITS = BigInt('0xc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74');
const TWO_M96 = 1 / 79228162514264337593543950336;

/**
 * The same for large arguments, after Payne and Hanek (1983): x 2/pi in whole numbers with all the digits of 2/pi that can
 * matter. Big integers are exact everywhere; a call costs about a microsecond, and prices never reach 1.6 million radians.
 */
function reduceLarge(x: number): number {
  const high = highWord(x) & 0x7fffffff;
  const mantissa = (BigInt((high & 0xfffff) | 0x100000) << 32n) | BigInt(lowWord(x) >>> 0);
  const places = BigInt(1280 - ((high >>> 20) - 1075)); // fraction bits of the product
  const product = mantissa * TWO_OVER_PI_DIGITS;
  const half = 1n << (places - 1n);
  const turns = (product + half) >> places;
  const fraction = product - (turns << places);
  const angle = fraction * HALF_PI_DIGITS; // in units of 2^-(places + 191)
  const size = angle < 0n ? -angle : angle;
  const surplus = BigInt(size.toString(16).length * 4 - 124);
  const leading = size >> surplus; // 121 to 124 bits
  const top = leading >> 64n; // at most 60 bits: the conversion rounds, and the tail takes up what it lost
  const head = Number(top);
  const tail = Number(((top - BigInt(head)) << 64n) + (leading & 0xffffffffffffffffn));
  let unit = Number(surplus - places - 191n);
  let factor = angle < 0n !== x < 0 ? -1 : 1;
  for (; unit < -96; unit += 96) factor *= TWO_M96;
  for (; unit < 0; unit++) factor *= 0.5;
  const y = head * 18446744073709551616 * factor;
  const z = tail * factor;
  remainder[0] = y + z;
  remainder[1] = z - (remainder[0] - y);
  const n = Number(turns & 3n);
  return x < 0 ? (4 - n) & 3 : n;
}
