import { sharedColumn } from '../core/artifacts.ts';
import type { Bars } from '../core/artifacts.ts';
import { refuse } from '../core/problem.ts';
import { showTime } from './_stamp.ts';

/** Stamps (epoch ms, rising) and the rate that a long position pays at each, as a fraction of its value. */
export interface FundingRates {
  readonly time: Float64Array;
  readonly rate: Float64Array;
}

export type FundingGaps = 'error' | 'unpaid';

/** Exchanges stamp a settlement some ms late. */
const JITTER_MS = 1000;
/** The longest time between two settlements that exchanges use. */
const LONGEST_MS = 8 * 3_600_000;

/**
 * Column `funding_rate`: the rate at the bar whose open is at the stamp or next after it (stamps less than a second late
 * count as on time), summed where several fall on one bar; 0 where none falls. In: rates by time. Out: fraction per
 * settlement. A hole of more than 8 hours within the bars is refused, since a position would be held for free; with `unpaid`
 * it is NaN there, and nothing is paid.
 */
export function withFunding(bars: Bars, rates: FundingRates, where: string, gaps: FundingGaps = 'error'): Bars {
  const holes = holesOf(bars, rates);
  if (holes.length > 0 && gaps === 'error') throw holesRefused(bars.symbol, holes, where);
  const column = sharedColumn(bars.rows).fill(0);
  for (const [from, to] of holes)
    for (let t = 0; t < bars.rows; t++) if (bars.time[t] > from + JITTER_MS && bars.time[t] < to) column[t] = NaN;
  let row = 0;
  for (let i = 0; i < rates.time.length; i++) {
    while (row < bars.rows && bars.time[row] <= rates.time[i] - JITTER_MS) row += 1;
    if (row === bars.rows) break;
    if (rates.time[i] > bars.time[0] - bars.interval_ms) column[row] += rates.rate[i];
  }
  return { ...bars, columns: new Map([...bars.columns, ['funding_rate', column]]) };
}

/** Generated bars pay the exchanges' default rate, 1 bps, at 00:00, 08:00 and 16:00 UTC. */
export function withGeneratedFunding(bars: Bars): Bars {
  const first = Math.ceil(bars.time[0] / LONGEST_MS) * LONGEST_MS;
  const stamps = Math.max(0, Math.ceil((bars.time[bars.rows - 1] + bars.interval_ms - first) / LONGEST_MS));
  const time = Float64Array.from({ length: stamps }, (_, k) => first + k * LONGEST_MS);
  return withFunding(bars, { time, rate: new Float64Array(stamps).fill(1e-4) }, 'the generated market');
}

type Hole = readonly [from: number, to: number];

function holesOf({ time, rows, interval_ms }: Bars, rates: FundingRates): readonly Hole[] {
  const end = time[rows - 1] + interval_ms;
  let before = time[0];
  const holes: Hole[] = [];
  for (let i = 0; i <= rates.time.length; i++) {
    const next = i === rates.time.length ? end : rates.time[i];
    if (next < time[0]) continue;
    if (Math.min(next, end) - before > LONGEST_MS + JITTER_MS) holes.push([before, Math.min(next, end)]);
    if (next >= end) break;
    before = next;
  }
  return holes;
}

function holesRefused(symbol: string, holes: readonly Hole[], where: string): Error {
  const texts = holes.map(([from, to]) => `${showTime(from).slice(0, 16)} to ${showTime(to).slice(0, 16)}`);
  return refuse('DATA_GAP', 'data.funding', `${where} has no funding of ${symbol} for more than 8 hours`, {
    found: `${texts.slice(0, 5).join(', ')}${holes.length > 5 ? `, and ${holes.length - 5} more` : ''}`,
    hint: 'shorten data.range, fetch the rates (assay fetch --funding), or write data.funding.gaps: unpaid, or take data.funding out and write execution.funding: none',
  });
}
