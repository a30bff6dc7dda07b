import { sharedColumn } from '../core/artifacts.ts';
import type { Bars, CleanReport, TimeRange } from '../core/artifacts.ts';
import type { RawBars } from '../core/contracts/source.ts';
import { refuse } from '../core/problem.ts';
import { auditValues, findings, isUnknown, note, refuseFindings } from './_audit.ts';
import { showTime } from './_stamp.ts';

export interface CleanPolicy {
  /**
   * `error`: a missing bar is a problem; `keep`: it stays absent and is counted; `forward_fill`: it repeats the last close
   * with volume 0; `drop`: as `keep`, and bars with an empty price or volume are left out, counted as missing.
   */
  readonly gaps: 'error' | 'keep' | 'forward_fill' | 'drop';
  /** Longest gap, in bars, that `forward_fill` fills; absent = any. */
  readonly max_gap_bars: number | undefined;
  readonly duplicates: 'error' | 'keep_first' | 'keep_last';
  readonly zero_volume: 'error' | 'keep' | 'drop';
}

export interface CleanRequest {
  readonly symbol: string;
  readonly interval_ms: number;
  /** Half-open, epoch ms; absent bounds = all the source has. */
  readonly range: Partial<TimeRange>;
  readonly policy: CleanPolicy;
}

interface Gap {
  /** Position in `rows` of the first bar after the gap. */
  readonly at: number;
  readonly first: number;
  readonly missing: number;
}

const LISTED_GAPS = 10;
/** More missing bars than this is a broken stamp, not a gap. */
const MOST_MISSING = 100_000_000;

/**
 * Bars as read -> bars that every later step may trust: in range, on the grid, strictly increasing, prices sound, gaps as
 * the policy says. In: epoch ms and columns in the order of the source. Out: columns over shared memory (those of the
 * source itself where nothing had to move) and what was done, counted. Rows out of range are not looked at.
 */
export function cleanBars(read: RawBars, request: CleanRequest): { bars: Bars; report: CleanReport } {
  const { policy, symbol } = request;
  const raw: RawBars = { ...read, place: (row) => `${read.place(row)}, ${symbol}` };
  const inRange = rowsInRange(raw, request);
  auditGrid(raw, inRange, request.interval_ms);
  const single = withoutDuplicates(raw, inRange, policy.duplicates);
  const known = policy.gaps === 'drop' ? single.filter((row) => !isUnknown(raw, row)) : single;
  if (known.length === 0) throw nothingLeft(raw, request);
  auditValues(raw, known);
  const gaps = gapsOf(raw, known, request);
  const silent = countSilent(raw, known, policy);
  const bars = assemble(raw, known, gaps, request);
  return {
    bars,
    report: {
      rows_read: raw.time.length,
      rows_kept: bars.rows,
      outside_range: raw.time.length - inRange.length,
      duplicates: inRange.length - single.length,
      gaps: gaps.length,
      missing_bars: gaps.reduce((sum, gap) => sum + gap.missing, 0),
      filled_bars: policy.gaps === 'forward_fill' ? gaps.reduce((sum, gap) => sum + gap.missing, 0) : 0,
      zero_volume: silent,
      gap_list: gaps.slice(0, LISTED_GAPS).map((gap) => [gap.first, gap.missing] as const),
    },
  };
}

function rowsInRange(raw: RawBars, { range }: CleanRequest): Int32Array {
  const { from = -Infinity, to = Infinity } = range;
  const unknown = findings('DATA_VALUE');
  const rows = new Int32Array(raw.time.length);
  let kept = 0;
  for (let row = 0; row < raw.time.length; row++) {
    const time = raw.time[row];
    if (time >= from && time < to) rows[kept++] = row;
    else if (Number.isNaN(time)) note(unknown, row, 'the time is not known');
  }
  refuseFindings(unknown, raw);
  return rows.subarray(0, kept);
}

function auditGrid(raw: RawBars, rows: Int32Array, interval: number): void {
  const off = findings('DATA_ORDER');
  for (const row of rows) {
    if (raw.time[row] % interval !== 0)
      note(off, row, `is off the grid of ${interval / 1000} s bars`, String(raw.time[row]));
  }
  refuseFindings(off, raw, {
    hint: 'data.interval (or data.source.interval) must be the size of the bars in the file',
  });
}

/** Rows in order of time, one per stamp. A step back is accepted only where it repeats a stamp that the policy settles. */
function withoutDuplicates(raw: RawBars, rows: Int32Array, policy: CleanPolicy['duplicates']): Int32Array {
  const { time } = raw;
  if (isIncreasing(time, rows)) return rows;
  auditOrder(raw, rows, policy);
  const ordered = rows.slice().sort((a, b) => time[a] - time[b] || a - b);
  return ordered.filter((row, i) => {
    const neighbour = ordered[policy === 'keep_first' ? i - 1 : i + 1];
    return neighbour === undefined || time[neighbour] !== time[row];
  });
}

function isIncreasing(time: Float64Array, rows: Int32Array): boolean {
  for (let i = 1; i < rows.length; i++) if (!(time[rows[i]] > time[rows[i - 1]])) return false;
  return true;
}

function auditOrder(raw: RawBars, rows: Int32Array, policy: CleanPolicy['duplicates']): void {
  const bad = findings('DATA_ORDER');
  const seen = new Set<number>();
  let latest = -Infinity;
  for (const row of rows) {
    const time = raw.time[row];
    if (!seen.has(time)) {
      if (time < latest) note(bad, row, `is earlier than bar ${showTime(latest)} before it`);
      seen.add(time);
    } else if (policy === 'error') note(bad, row, 'repeats an earlier stamp');
    latest = Math.max(latest, time);
  }
  const settled = { hint: 'data.clean.duplicates: keep_first or keep_last settles repeated stamps' };
  refuseFindings(bad, raw, policy === 'error' ? settled : {});
}

function gapsOf(raw: RawBars, rows: Int32Array, { interval_ms, policy }: CleanRequest): Gap[] {
  const gaps: Gap[] = [];
  const bad = findings('DATA_GAP');
  const longest = policy.gaps === 'forward_fill' ? (policy.max_gap_bars ?? MOST_MISSING) : MOST_MISSING;
  let total = 0;
  for (let i = 1; i < rows.length; i++) {
    const first = raw.time[rows[i - 1]] + interval_ms;
    const missing = (raw.time[rows[i]] - first) / interval_ms;
    if (missing === 0) continue;
    total += missing;
    gaps.push({ at: i, first, missing });
    const before = `${missing} ${missing === 1 ? 'bar is' : 'bars are'} missing before it, from ${showTime(first)}`;
    if (policy.gaps === 'error') note(bad, rows[i], before);
    else if (missing > longest || total > MOST_MISSING)
      note(bad, rows[i], `${before}; clean.max_gap is ${longest} bars`);
  }
  const hint =
    policy.gaps === 'error'
      ? { hint: 'data.clean.gaps: keep leaves them absent, forward_fill repeats the last close' }
      : { hint: 'raise data.clean.max_gap, or data.clean.gaps: keep' };
  refuseFindings(bad, raw, hint);
  return gaps;
}

function countSilent(raw: RawBars, rows: Int32Array, policy: CleanPolicy): number {
  const volume = raw.columns.get('volume') as Float64Array;
  const bad = findings('DATA_VALUE');
  for (const row of rows) if (volume[row] === 0) note(bad, row, 'volume is 0');
  if (policy.zero_volume === 'error') refuseFindings(bad, raw, { hint: 'data.clean.zero_volume: keep or drop' });
  return bad.count;
}

/** Copies the rows kept, and the filled ones, unless the rows are one stretch of the source: then its memory serves. */
function assemble(
  raw: RawBars,
  rows: Int32Array,
  gaps: readonly Gap[],
  { symbol, interval_ms, policy }: CleanRequest,
): Bars {
  const filled = policy.gaps === 'forward_fill' ? gaps : [];
  const volume = raw.columns.get('volume') as Float64Array;
  const kept = policy.zero_volume === 'drop' ? rows.filter((row) => volume[row] !== 0) : rows;
  if (kept.length === 0) throw refuse('DATA_RANGE', 'data.clean.zero_volume', 'every bar has volume 0 and is dropped');
  const stretch = filled.length === 0 && kept[kept.length - 1] - kept[0] === kept.length - 1;
  const take = (values: Float64Array, name: string): Float64Array => {
    const shared = values.buffer instanceof SharedArrayBuffer && kept.length * 2 > values.length;
    if (stretch && shared && isAscending(kept)) return values.subarray(kept[0], kept[0] + kept.length);
    return copied(values, name, { raw, rows, kept, filled, interval_ms });
  };
  const time = take(raw.time, 'time');
  const columns = new Map([...raw.columns].map(([name, values]) => [name, take(values, name)]));
  return { symbol, interval_ms, rows: time.length, time, columns };
}

function isAscending(rows: Int32Array): boolean {
  for (let i = 1; i < rows.length; i++) if (rows[i] !== rows[i - 1] + 1) return false;
  return true;
}

interface Pieces {
  readonly raw: RawBars;
  /** Rows before bars of no volume were dropped: gaps point into them. */
  readonly rows: Int32Array;
  readonly kept: Int32Array;
  readonly filled: readonly Gap[];
  readonly interval_ms: number;
}

function copied(values: Float64Array, name: string, { raw, rows, kept, filled, interval_ms }: Pieces): Float64Array {
  const out = sharedColumn(kept.length + filled.reduce((sum, gap) => sum + gap.missing, 0));
  const close = raw.columns.get('close') as Float64Array;
  const isPrice = ['open', 'high', 'low', 'close', 'vwap'].includes(name);
  let gap = 0;
  let to = 0;
  const fillBefore = (time: number): void => {
    for (; gap < filled.length && filled[gap].first < time; gap++) {
      const last = close[rows[filled[gap].at - 1]];
      for (let k = 0; k < filled[gap].missing; k++) {
        out[to++] = name === 'time' ? filled[gap].first + k * interval_ms : isPrice ? last : 0;
      }
    }
  };
  for (const row of kept) {
    fillBefore(raw.time[row]);
    out[to++] = values[row];
  }
  fillBefore(Infinity);
  return out;
}

/** With nothing in range: says what the source has. */
function nothingLeft(raw: RawBars, { symbol, range }: CleanRequest): Error {
  const { time } = raw;
  let [first, last] = [Infinity, -Infinity];
  for (const t of time) {
    first = Math.min(first, t);
    last = Math.max(last, t);
  }
  const asked = `${range.from === undefined ? 'the start' : showTime(range.from)} to ${range.to === undefined ? 'the end' : showTime(range.to)}`;
  return refuse('DATA_RANGE', 'data.range', `no bars of ${symbol} from ${asked}`, {
    found: time.length === 0 ? 'no bars at all' : `${time.length} bars from ${showTime(first)} to ${showTime(last)}`,
  });
}
