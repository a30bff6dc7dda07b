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
export function resampleBars(bars: Bars, interval_ms: number, path = 'data.interval'): Bars {
  if (interval_ms === bars.interval_ms) return bars;
  if (interval_ms % bars.interval_ms !== 0) {
    throw refuse(
      'DATA_RANGE',
      path,
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
  const one = mergerOf(barRule(name), {
    volume: bars.columns.get('volume') as Float64Array,
    close: bars.columns.get('close') as Float64Array,
  });
  buckets.forEach(([from, to], i) => (out[i] = one(values, from, to)));
  return out;
}

/** How fine values become a coarse one, here and in features with an `interval`. */
export type CoarseRule = 'first' | 'last' | 'high' | 'low' | 'vwap' | 'sum';

const RULES: { readonly [column: string]: CoarseRule } = {
  open: 'first',
  high: 'high',
  low: 'low',
  close: 'last',
  vwap: 'vwap',
  timestamp: 'last',
};

/** The rule of a bar column; amounts are summed. */
export const barRule = (name: string): CoarseRule => RULES[name] ?? 'sum';

/** One value of the fine rows [from, to), which are not none. */
export type Merger = (values: Float64Array, from: number, to: number) => number;

/** Columns that only `vwap` reads. */
export interface Weights {
  readonly volume: Float64Array;
  readonly close: Float64Array;
}

export function mergerOf(rule: CoarseRule, { volume, close }: Weights): Merger {
  switch (rule) {
    case 'first':
      return (x, from) => x[from];
    case 'last':
      return (x, _, to) => x[to - 1];
    case 'high':
      return (x, from, to) => x.subarray(from, to).reduce((a, b) => Math.max(a, b), -Infinity);
    case 'low':
      return (x, from, to) => x.subarray(from, to).reduce((a, b) => Math.min(a, b), Infinity);
    case 'vwap':
      return (x, from, to) => meanPrice(x, volume, from, to) ?? close[to - 1];
    case 'sum':
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
