import type { Bars } from '../core/artifacts.ts';
import { digestJson } from '../core/digest.ts';
import { formatDuration } from '../core/units.ts';
import { digestMonths } from '../data/digest.ts';
import type { MonthDigest } from '../data/digest.ts';
import type { FinerColumns } from '../execution/_simulator/types.ts';
import { keyedBy } from './instruments.ts';
import type { Plan } from './plan.ts';

const columnsKnown = new WeakMap<Bars, FinerColumns>();
const monthsKnown = new WeakMap<Bars, readonly MonthDigest[]>();

/** The finer bars of a symbol as the simulator reads them; undefined where its orders fill on the bars themselves. */
export function finerColumns(bars: Bars): FinerColumns | undefined {
  const { finer } = bars;
  if (finer === undefined) return undefined;
  let made = columnsKnown.get(bars);
  if (made === undefined) columnsKnown.set(bars, (made = pricedRows(bars, finer)));
  return made;
}

function pricedRows({ time, rows, interval_ms }: Bars, finer: Bars): FinerColumns {
  const column = (name: string): Float64Array => finer.columns.get(name) as Float64Array;
  const [open, high, low, close, volume] = ['open', 'high', 'low', 'close', 'volume'].map(column);
  const kept: number[] = [];
  const first = new Int32Array(rows + 1);
  let at = 0;
  for (let t = 0; t < rows; t++) {
    first[t] = kept.length;
    while (at < finer.rows && finer.time[at] < time[t]) at++;
    for (; at < finer.rows && finer.time[at] < time[t] + interval_ms; at++)
      if (open[at] + high[at] + low[at] + close[at] < Infinity) kept.push(at);
  }
  first[rows] = kept.length;
  const pick = (x: Float64Array): Float64Array => Float64Array.from(kept, (row) => x[row]);
  return {
    interval_ms: finer.interval_ms,
    open: pick(open),
    high: pick(high),
    low: pick(low),
    close: pick(close),
    volume: pick(volume),
    time: pick(finer.time),
    first,
  };
}

/** The finer columns of the rows [from, to) of decisions. */
export const finerWithin = (finer: FinerColumns | undefined, from: number, to: number): FinerColumns | undefined =>
  finer === undefined ? undefined : { ...finer, first: finer.first.subarray(from, to + 1) };

/** Digests of the finer bars by month; their names say the size of the bars. */
export function finerMonths({ finer }: Bars): readonly MonthDigest[] {
  if (finer === undefined) return [];
  let made = monthsKnown.get(finer);
  if (made === undefined) {
    const size = formatDuration(finer.interval_ms);
    made = digestMonths(finer).map((part) => ({ ...part, month: `${part.month} at ${size}` }));
    monthsKnown.set(finer, made);
  }
  return made;
}

/** The plan whose orders fill on finer bars, where there are any: the keys of what hangs on them say which they are. */
export function withFiner(plan: Plan): Plan {
  const digests = plan.panel.members.flatMap(({ bars }) => finerMonths(bars).map(({ digest }) => digest));
  return digests.length === 0 ? plan : keyedBy(plan, digestJson(digests));
}
