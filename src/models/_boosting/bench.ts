import { MOST_SEATS } from '../../core/team.ts';
import { HEAD_BYTES } from './held-matrix.ts';
import type { Kernel } from './kernel.ts';
import { GATHERED_ROWS } from './kernel/sizes.ts';

/** Bytes of the two candidate records of a scan. */
const RECORDS_BYTES = 128;

/** Bytes that each thread of a fit has for itself. */
const BENCH_BYTES = RECORDS_BYTES + 8 * GATHERED_ROWS;

/** The kernel as one thread uses it. */
export interface Bench {
  readonly kernel: Kernel;
  readonly doubles: Float64Array;
  readonly ints: Int32Array;
  /** The two records of a scan: score, g, h, n as f64, cut and direction as i32 at index 8 and 9 of 16. */
  readonly recordsAt: number;
  readonly records: Float64Array;
  readonly recordInts: Int32Array;
  /** Where bins are gathered. */
  readonly gathered: number;
}

/** Bytes of the benches of all threads, behind the head of kernel memory. */
export const BENCHES_BYTES = MOST_SEATS * BENCH_BYTES;

/** The kernel as the thread on a seat uses it; the job's own thread has seat 0. */
export function benchAt(kernel: Kernel, seat: number): Bench {
  const at = HEAD_BYTES + seat * BENCH_BYTES;
  const { buffer } = kernel;
  return {
    kernel,
    doubles: new Float64Array(buffer),
    ints: new Int32Array(buffer),
    recordsAt: at,
    records: new Float64Array(buffer, at, RECORDS_BYTES / 8),
    recordInts: new Int32Array(buffer, at, RECORDS_BYTES / 4),
    gathered: at + RECORDS_BYTES,
  };
}
