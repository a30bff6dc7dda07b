import type { Refits } from '../core/contracts/signal.ts';
import * as p from '../core/params.ts';
import type { Values } from '../core/params.ts';

/** The `fit` block of a signal that learns. */
export const REFITS = {
  type: p.choice('On the rows before each date.', ['rolling'], { default: 'rolling' }),
  window: p.period('How far each fit looks back; absent: to the first out-of-sample bar.', { optional: true }),
  every: p.period('Distance of the dates on the calendar; absent: where each test segment begins.', { optional: true }),
  min_samples: p.integer('Fewer rows with a known outcome than this teach nothing.', { min: 2, default: 100 }),
};

export const refitsOf = (fit: Values<typeof REFITS> | undefined): Refits | undefined =>
  fit === undefined ? undefined : { window: fit.window, every: fit.every };
