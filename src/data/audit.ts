import { BAR_COLUMNS } from '../core/artifacts.ts';
import type { TimeRange } from '../core/artifacts.ts';
import type { RawBars } from '../core/contracts/source.ts';

/** A stretch of missing bars: open of the first, number of them. */
export interface MissingBars {
  readonly from: number;
  readonly bars: number;
}

/** Rows that break a rule: how many, and the times of the first few. */
export interface Fault {
  readonly count: number;
  readonly times: readonly number[];
}

/** What a source holds, before anything is mended. Times are epoch ms of the bar's open. */
export interface DataAudit {
  readonly interval_ms: number;
  readonly rows: number;
  readonly outside_range: number;
  /** Of the first and last bar in time; NaN where there are none. */
  readonly first: number;
  readonly last: number;
  readonly columns: readonly string[];
  readonly gaps: { readonly count: number; readonly missing_bars: number; readonly list: readonly MissingBars[] };
  /** Rows whose time another row before them has. */
  readonly duplicates: Fault;
  /** Rows earlier than the row before them. */
  readonly backward: Fault;
  readonly off_grid: Fault;
  /** Rows with an empty price or volume, or without a time. */
  readonly unknown: Fault;
  readonly zero_volume: Fault;
  /** Prices not above 0, open or close outside low..high, negative amounts. */
  readonly violations: Fault;
  /** The last bar was not over when the data were written. */
  readonly forming: boolean;
}

export interface AuditRequest {
  readonly interval_ms: number;
  readonly range: Partial<TimeRange>;
  /** When the data were written, epoch ms. */
  readonly seen_ms: number;
}

const SHOWN = 20;
const LISTED_GAPS = 1000;

interface Tally {
  count: number;
  readonly times: number[];
}

function add(tally: Tally, time: number): void {
  tally.count += 1;
  if (tally.times.length < SHOWN) tally.times.push(time);
}

/** Looks at every row in range and refuses none. Gaps are counted on the grid, between the first and the last bar. */
export function auditBars(raw: RawBars, { interval_ms, range, seen_ms }: AuditRequest): DataAudit {
  const { from = -Infinity, to = Infinity } = range;
  const faults = { backward: tally(), off_grid: tally(), unknown: tally(), zero_volume: tally(), violations: tally() };
  const seen: number[] = [];
  let before = -Infinity;
  for (let row = 0; row < raw.time.length; row++) {
    const time = raw.time[row];
    if (time < from || time >= to) continue;
    if (time < before) add(faults.backward, time);
    before = time;
    if (Number.isNaN(time)) add(faults.unknown, time);
    else if (time % interval_ms !== 0) add(faults.off_grid, time);
    seen.push(time);
    auditRow(raw, row, faults);
  }
  const times = Float64Array.from(seen.filter((time) => !Number.isNaN(time))).sort();
  return {
    interval_ms,
    rows: seen.length,
    outside_range: raw.time.length - seen.length,
    first: times[0] ?? NaN,
    last: times[times.length - 1] ?? NaN,
    columns: [...raw.columns.keys()],
    gaps: gapsIn(times, interval_ms),
    duplicates: duplicatesIn(times),
    ...faults,
    forming: isForming(times[times.length - 1] ?? NaN, interval_ms, seen_ms),
  };
}

/** Written while its last bar ran. A file older than that bar was copied without its time: nothing is known then. */
const isForming = (last: number, interval: number, seen: number): boolean => seen >= last && seen < last + interval;

const tally = (): Tally => ({ count: 0, times: [] });

function auditRow(
  raw: RawBars,
  row: number,
  faults: { readonly unknown: Tally; readonly zero_volume: Tally; readonly violations: Tally },
): void {
  const value = (name: string): number => raw.columns.get(name)?.[row] ?? NaN;
  const [open, high, low, close, volume] = ['open', 'high', 'low', 'close', 'volume'].map(value);
  const time = raw.time[row];
  if ([open, high, low, close, volume].some(Number.isNaN)) add(faults.unknown, time);
  else if (
    !isSound(open, high, low, close) ||
    BAR_COLUMNS.some((name) => raw.columns.has(name) && (value(name) < 0 || value(name) === Infinity))
  ) {
    add(faults.violations, time);
  }
  if (volume === 0) add(faults.zero_volume, time);
}

const isSound = (open: number, high: number, low: number, close: number): boolean =>
  low > 0 && low <= open && low <= close && open <= high && close <= high;

function gapsIn(times: Float64Array, interval: number): DataAudit['gaps'] {
  const list: MissingBars[] = [];
  let [count, missing] = [0, 0];
  for (let i = 1; i < times.length; i++) {
    const bars = Math.ceil((times[i] - times[i - 1]) / interval) - 1;
    if (bars < 1) continue;
    count += 1;
    missing += bars;
    if (list.length < LISTED_GAPS) list.push({ from: times[i - 1] + interval, bars });
  }
  return { count, missing_bars: missing, list };
}

function duplicatesIn(times: Float64Array): Fault {
  const found = tally();
  for (let i = 1; i < times.length; i++) if (times[i] === times[i - 1]) add(found, times[i]);
  return found;
}

/** The commonest distance of neighbouring rows: the bar size of a file that nobody states. Undefined below 3 rows. */
export function likelyInterval({ time }: RawBars): number | undefined {
  const counts = new Map<number, number>();
  for (let i = 1; i < time.length; i++) {
    const step = time[i] - time[i - 1];
    if (step > 0) counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  if (time.length < 3) return undefined;
  return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0];
}
