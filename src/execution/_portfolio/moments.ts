import type { Range } from '../../core/artifacts.ts';
import { momentsFrom } from '../../core/schedule.ts';
import type { Schedule } from '../../core/schedule.ts';

/**
 * The grid row whose close decides, and the first one that opens at or after the moment; with finer bars the first one
 * that has not ended by then, and how many ms after its open the moment is.
 */
export interface Moment {
  readonly decision: number;
  readonly fill: number;
  readonly within_ms: number;
}

/** Moments of a schedule within a range of grid rows that have a bar to decide on and one to fill at. */
export function momentsOf(
  schedule: Schedule,
  {
    time,
    interval_ms,
    isFiner,
  }: { readonly time: Float64Array; readonly interval_ms: number; readonly isFiner: boolean },
  { from, to }: Range,
): Moment[] {
  const found: Moment[] = [];
  const before = isFiner ? interval_ms - 1 : 0;
  let [decision, fill] = [from - 1, from];
  for (const moment of from < to ? momentsFrom(schedule, time[from], interval_ms) : []) {
    while (decision + 1 < to && time[decision + 1] + interval_ms <= moment) decision++;
    while (fill < to && time[fill] + before < moment) fill++;
    if (fill >= to) break;
    if (decision >= from && found.at(-1)?.decision !== decision)
      found.push({ decision, fill, within_ms: Math.max(0, moment - time[fill]) });
  }
  return found;
}
