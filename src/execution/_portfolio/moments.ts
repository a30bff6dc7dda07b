import type { Range } from '../../core/artifacts.ts';
import { momentsFrom } from '../../core/schedule.ts';
import type { Schedule } from '../../core/schedule.ts';

/** The grid row whose close decides, and the first one that opens at or after the moment. */
export interface Moment {
  readonly decision: number;
  readonly fill: number;
}

/** Moments of a schedule within a range of grid rows that have a bar to decide on and one to fill at. */
export function momentsOf(schedule: Schedule, time: Float64Array, interval_ms: number, { from, to }: Range): Moment[] {
  const found: Moment[] = [];
  let [decision, fill] = [from - 1, from];
  for (const moment of from < to ? momentsFrom(schedule, time[from], interval_ms) : []) {
    while (decision + 1 < to && time[decision + 1] + interval_ms <= moment) decision++;
    while (fill < to && time[fill] < moment) fill++;
    if (fill >= to) break;
    if (decision >= from && found.at(-1)?.decision !== decision) found.push({ decision, fill });
  }
  return found;
}
