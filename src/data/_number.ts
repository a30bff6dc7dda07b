const TENS = Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));
const LIMIT = Math.floor(Number.MAX_SAFE_INTEGER / 10) - 1;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/**
 * The double nearest to the decimal text in bytes [from, to), NaN where it is no number. With a mantissa below 2^53 and at
 * most 22 decimals one division rounds once and is exact; longer texts and exponents take the language's own parser.
 */
export function parseDecimal(bytes: Uint8Array, from: number, to: number): number {
  let i = from;
  const first = bytes[i];
  if (first === 45 || first === 43) i += 1;
  let mantissa = 0;
  let digits = 0;
  let decimals = -1;
  for (; i < to; i++) {
    const digit = bytes[i] - 48;
    if (digit >= 0 && digit <= 9) {
      if (mantissa > LIMIT) return parseSlowly(bytes, from, to);
      mantissa = mantissa * 10 + digit;
      digits += 1;
      if (decimals >= 0) decimals += 1;
    } else if (bytes[i] === 46 && decimals < 0) decimals = 0;
    else return parseSlowly(bytes, from, to);
  }
  if (digits === 0 || decimals > 22) return parseSlowly(bytes, from, to);
  const value = decimals > 0 ? mantissa / TENS[decimals] : mantissa;
  return first === 45 ? -value : value;
}

function parseSlowly(bytes: Uint8Array, from: number, to: number): number {
  const text = textOf(bytes, from, to);
  return NUMBER.test(text) ? Number(text) : NaN;
}

export function textOf(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8');
}
