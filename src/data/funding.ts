import { sharedColumn } from '../core/artifacts.ts';
import type { Bars } from '../core/artifacts.ts';
import { refuse } from '../core/problem.ts';
import { showTime } from './_stamp.ts';

/** Stamps (epoch ms, rising) and the rate that a long position pays at each, as a fraction of its value. */
export interface FundingRates {
  readonly time: Float64Array;
  readonly rate: Float64Array;
}

/** Exchanges stamp a settlement some ms late. */
const JITTER_MS = 1000;
/** The longest time between two settlements that exchanges use. */
const LONGEST_MS = 8 * 3_600_000;

/**
 * Column `funding_rate`: the rate at the bar whose open is at the stamp or next after it (stamps less than a second late
 * count as on time), summed where several fall on one bar; 0 where none falls. In: rates by time. Out: fraction per
 * settlement. A hole of more than 8 hours within the bars is refused: a position would be held for free.
 */
export function withFunding(bars: Bars, rates: FundingRates, where: string): Bars {
  needWhole(bars, rates, where);
  const column = sharedColumn(bars.rows).fill(0);
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

function needWhole({ time, rows, interval_ms, symbol }: Bars, rates: FundingRates, where: string): void {
  const end = time[rows - 1] + interval_ms;
  let before = time[0];
  const holes: string[] = [];
  for (let i = 0; i <= rates.time.length; i++) {
    const next = i === rates.time.length ? end : rates.time[i];
    if (next < time[0]) continue;
    if (Math.min(next, end) - before > LONGEST_MS + JITTER_MS)
      holes.push(`${showTime(before).slice(0, 16)} to ${showTime(Math.min(next, end)).slice(0, 16)}`);
    if (next >= end) break;
    before = next;
  }
  if (holes.length === 0) return;
  throw refuse('DATA_GAP', 'data.funding', `${where} has no funding of ${symbol} for more than 8 hours`, {
    found: `${holes.slice(0, 5).join(', ')}${holes.length > 5 ? `, and ${holes.length - 5} more` : ''}`,
    hint: 'shorten data.range, fetch the rates (assay fetch --funding), or take data.funding out and write execution.funding: none',
  });
}
