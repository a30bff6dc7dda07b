import { sharedColumn } from '../core/artifacts.ts';
import type { Bars } from '../core/artifacts.ts';
import { refuse } from '../core/problem.ts';
import { sumAsWritten } from './_sum.ts';

/** The rows [from, to) that make one coarse bar. */
type Bucket = readonly [from: number, to: number];

/**
 * Bars of `interval_ms` from finer ones: open first, high max, low min, close last, amounts summed, vwap weighted by volume
 * (the close where the volume is 0). In: clean bars whose interval divides `interval_ms`. Out: bars over shared memory.
 * A coarse bar is made of the fine bars there are; the first is left out unless the data start with it, the last unless
 * the fine bar that ends with it is there. NaN in an amount makes the sum NaN.
 */
export function resampleBars(bars: Bars, interval_ms: number): Bars {
  if (interval_ms === bars.interval_ms) return bars;
  if (interval_ms % bars.interval_ms !== 0) {
    throw refuse(
      'DATA_RANGE',
      'data.interval',
      `bars of ${interval_ms / 1000} s cannot be made of ${bars.interval_ms / 1000} s bars`,
      {
        hint: 'a coarser interval must be a whole multiple of the finer one',
      },
    );
  }
  const buckets = bucketsOf(bars, interval_ms);
  const time = sharedColumn(buckets.length);
  buckets.forEach(([from], i) => (time[i] = startOf(bars.time[from], interval_ms)));
  const columns = new Map([...bars.columns].map(([name, values]) => [name, merge(name, values, bars, buckets)]));
  return { symbol: bars.symbol, interval_ms, rows: buckets.length, time, columns };
}

const startOf = (time: number, interval: number): number => Math.floor(time / interval) * interval;

function bucketsOf({ time, rows, interval_ms: fine }: Bars, interval: number): Bucket[] {
  const buckets: Bucket[] = [];
  for (let from = 0; from < rows;) {
    const start = startOf(time[from], interval);
    let to = from + 1;
    while (to < rows && time[to] < start + interval) to += 1;
    const headMissing = from === 0 && time[0] !== start;
    const tailMissing = to === rows && time[rows - 1] + fine !== start + interval;
    if (!headMissing && !tailMissing) buckets.push([from, to]);
    from = to;
  }
  return buckets;
}

function merge(name: string, values: Float64Array, bars: Bars, buckets: readonly Bucket[]): Float64Array {
  const out = sharedColumn(buckets.length);
  const volume = bars.columns.get('volume') as Float64Array;
  const close = bars.columns.get('close') as Float64Array;
  const one = mergerOf(name, volume, close);
  buckets.forEach(([from, to], i) => (out[i] = one(values, from, to)));
  return out;
}

type Merger = (values: Float64Array, from: number, to: number) => number;

function mergerOf(name: string, volume: Float64Array, close: Float64Array): Merger {
  switch (name) {
    case 'open':
      return (x, from) => x[from];
    case 'close':
      return (x, _, to) => x[to - 1];
    case 'high':
      return (x, from, to) => x.subarray(from, to).reduce((a, b) => Math.max(a, b), -Infinity);
    case 'low':
      return (x, from, to) => x.subarray(from, to).reduce((a, b) => Math.min(a, b), Infinity);
    case 'vwap':
      return (x, from, to) => meanPrice(x, volume, from, to) ?? close[to - 1];
    default:
      return sumAsWritten;
  }
}

function meanPrice(price: Float64Array, volume: Float64Array, from: number, to: number): number | undefined {
  let [paid, bought] = [0, 0];
  for (let i = from; i < to; i++) {
    if (volume[i] === 0) continue;
    paid += price[i] * volume[i];
    bought += volume[i];
  }
  return bought === 0 ? undefined : paid / bought;
}

export interface AsOf {
  /** Opens of the coarse bars. */
  readonly coarse: Float64Array;
  readonly coarse_ms: number;
  /** Opens of the fine bars. */
  readonly fine: Float64Array;
  readonly fine_ms: number;
}

/**
 * For each fine bar, the row of the latest coarse bar that is known at the fine bar's close (a bar is known at its own
 * close, so at open + interval); -1 where none is.
 */
export function asOf({ coarse, coarse_ms, fine, fine_ms }: AsOf): Int32Array {
  const rows = new Int32Array(fine.length);
  let next = 0;
  for (let i = 0; i < fine.length; i++) {
    while (next < coarse.length && coarse[next] + coarse_ms <= fine[i] + fine_ms) next += 1;
    rows[i] = next - 1;
  }
  return rows;
}

/** A coarse column seen from fine bars: NaN before the first coarse bar is known. */
export function takeAsOf(values: Float64Array, rows: Int32Array): Float64Array {
  const out = sharedColumn(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = rows[i] < 0 ? NaN : values[rows[i]];
  return out;
}
