/** Greatest values of aligned blocks of 1, 2, 4 … rows, level by level. An unknown value counts as beyond any bound. */
function blockMaxima(values: Float64Array): readonly Float64Array[] {
  const levels = [values.map((x) => (x === x ? x : Infinity))];
  for (let below = levels[0]; below.length > 1; below = levels[levels.length - 1]) {
    const above = new Float64Array((below.length + 1) >> 1);
    for (let i = 0; i < above.length; i++) above[i] = Math.max(below[2 * i], below[2 * i + 1] ?? -Infinity);
    levels.push(above);
  }
  return levels;
}

/** First row in [from, to) whose value is at least `bound`, or `to`. Skips whole blocks below it: O(log rows). */
function firstReaching(levels: readonly Float64Array[], bound: number, from: number, to: number): number {
  let level = 0;
  let block = from;
  while (block << level < to) {
    if (levels[level][block] >= bound) {
      if (level === 0) return block;
      level -= 1;
      block *= 2;
      continue;
    }
    block += 1;
    while (block % 2 === 0 && level < levels.length - 1) {
      block /= 2;
      level += 1;
    }
  }
  return to;
}

export interface Barriers {
  readonly take_profit: number;
  readonly stop_loss: number;
  readonly horizon: number;
}

/** Which barrier a long position taken at close[t] meets first, in which row, at which price. */
export interface Touch {
  readonly reached: 'target' | 'stop' | 'neither' | 'unknown';
  readonly row: number;
  readonly price: number;
}

/**
 * The first touch within rows t + 1 … t + horizon, which must lie inside the data: a high at close[t] x (1 + take_profit)
 * or a low at close[t] x (1 - stop_loss); both in one row = the stop. `unknown` where a price is NaN up to that row.
 */
export function touchFinder(
  [high, low, close]: readonly Float64Array[],
  { take_profit, stop_loss, horizon }: Barriers,
): (t: number) => Touch {
  const highs = blockMaxima(high);
  const lows = blockMaxima(low.map((x) => -x));
  return (t) => {
    const end = t + horizon + 1;
    const target = close[t] * (1 + take_profit);
    const stop = close[t] * (1 - stop_loss);
    const stopRow = firstReaching(lows, -stop, t + 1, end);
    const targetRow = firstReaching(highs, target, t + 1, stopRow);
    const row = Math.min(targetRow, end - 1);
    if (close[t] !== close[t] || high[row] !== high[row] || low[row] !== low[row]) {
      return { reached: 'unknown', row, price: NaN };
    }
    if (targetRow < stopRow) return { reached: 'target', row, price: target };
    if (stopRow < end) return { reached: 'stop', row, price: stop };
    return { reached: 'neither', row, price: close[row] };
  };
}
