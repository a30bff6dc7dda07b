import { isoOf } from '../../src/core/calendar.ts';
import type { TimeRange } from '../../src/core/artifacts.ts';

/** Epoch ms of `2024-01-31` or `2024-01-31T12:00Z`. */
export const at = (iso: string): number => Date.parse(iso);

export const range = (from: string, to: string): TimeRange => ({ from: at(from), to: at(to) });

/** `2024-01-01 .. 2024-02-01`. */
export const text = ({ from, to }: TimeRange): string => `${isoOf(from)} .. ${isoOf(to)}`;
