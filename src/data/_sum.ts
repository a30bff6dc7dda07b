const SCALES = [1e8, 1e4];

/**
 * Sum of values [from, to) as one would get it on paper. Exchanges write amounts with at most eight decimals: where all are
 * such decimals, they are summed as whole numbers and the result is the double nearest to the decimal sum, the same that
 * the exchange's own coarser bar has. Otherwise a compensated sum (Neumaier 1974).
 */
export function sumAsWritten(values: Float64Array, from: number, to: number): number {
  for (const scale of SCALES) {
    const sum = decimalSum(values, from, to, scale);
    if (sum !== undefined) return sum;
  }
  return compensatedSum(values, from, to);
}

/** Whole units and fractions apart, so that neither exceeds 2^53; undefined where a value is no such decimal. */
function decimalSum(values: Float64Array, from: number, to: number, scale: number): number | undefined {
  let [units, parts] = [0, 0];
  for (let i = from; i < to; i++) {
    const whole = Math.round(values[i] * scale);
    if (!(Math.abs(whole) <= Number.MAX_SAFE_INTEGER) || whole / scale !== values[i]) return undefined;
    const unit = Math.floor(whole / scale);
    units += unit;
    parts += whole - unit * scale;
  }
  units += Math.floor(parts / scale);
  parts -= Math.floor(parts / scale) * scale;
  const whole = units * scale + parts;
  if (whole <= Number.MAX_SAFE_INTEGER) return whole / scale;
  return Number(`${units}.${String(parts).padStart(String(scale).length - 1, '0')}`);
}

function compensatedSum(values: Float64Array, from: number, to: number): number {
  let [sum, lost] = [0, 0];
  for (let i = from; i < to; i++) {
    const x = values[i];
    const next = sum + x;
    lost += Math.abs(sum) >= Math.abs(x) ? sum - next + x : x - next + sum;
    sum = next;
  }
  return sum + lost;
}
