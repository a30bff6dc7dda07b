import type { Calibrator } from '../core/contracts/calibrator.ts';
import { refuse } from '../core/problem.ts';
import { binNumber } from '../core/quantile-bins.ts';
import { registry } from '../runner/registry.ts';
import type { BinFile } from './file.ts';
import { monthOf } from './months.ts';

export interface RawPredictions {
  /** Epoch ms at which each bar opens. */
  readonly timestamp: Float64Array;
  readonly y_pred: Float64Array;
}

export interface BinnedPredictions extends RawPredictions {
  readonly p_cal: Float64Array;
  /** 1 to n_bins; NaN where y_pred is. */
  readonly q_bin: Float64Array;
}

/** Calibrates and bins predictions, with the bins given or with those that `bins` gives for each row's month. */
export async function scoreWithBins(
  { timestamp, y_pred }: RawPredictions,
  bins: BinFile | ((month: string) => BinFile),
): Promise<BinnedPredictions> {
  if (timestamp.length !== y_pred.length)
    throw refuse('DATA_FORMAT', '', `${timestamp.length} timestamps stand beside ${y_pred.length} predictions`);
  const p_cal = new Float64Array(y_pred.length);
  const q_bin = new Float64Array(y_pred.length);
  const ready = new Map<string, { map: (score: number) => number; number: (p: number) => number }>();
  for (let row = 0; row < y_pred.length; row++) {
    const month = typeof bins === 'function' ? monthOf(timestamp[row]) : bins.bin_month;
    let month_bins = ready.get(month);
    if (month_bins === undefined) {
      month_bins = await opened(typeof bins === 'function' ? bins(month) : bins);
      ready.set(month, month_bins);
    }
    p_cal[row] = month_bins.map(y_pred[row]);
    q_bin[row] = month_bins.number(p_cal[row]);
  }
  return { timestamp, y_pred, p_cal, q_bin };
}

async function opened(file: BinFile): Promise<{ map: (score: number) => number; number: (p: number) => number }> {
  const calibrator = (await registry.load('calibrators', file.calibration_method)) as Calibrator;
  const bins = { edges: Float64Array.from(file.bin_edges), numbers: Int32Array.from(file.bins) };
  return { map: calibrator.load(file.calibrator), number: (p) => binNumber(bins, p) };
}

export interface BinRule {
  readonly long_from: number;
  readonly long_to?: number;
  readonly short_from?: number;
  readonly short_to: number;
}

/** 1 from `long_from` on, -1 up to `short_to`, else 0, with their counts. */
export function binSignals(
  { q_bin }: Pick<BinnedPredictions, 'q_bin'>,
  { long_from, long_to = Infinity, short_from = 1, short_to }: BinRule,
): BinSignals {
  if (short_to >= long_from)
    throw refuse('USAGE', '', 'a bin cannot be bought and sold', {
      expected: `short_to below ${long_from}`,
      found: String(short_to),
    });
  const signal = new Int8Array(q_bin.length);
  const counts = { long: 0, short: 0, none: 0 };
  for (let row = 0; row < q_bin.length; row++) {
    const bin = q_bin[row];
    if (bin >= long_from && bin <= long_to) signal[row] = 1;
    else if (bin >= short_from && bin <= short_to) signal[row] = -1;
    counts[signal[row] === 1 ? 'long' : signal[row] === -1 ? 'short' : 'none']++;
  }
  return { signal, counts };
}

export interface BinSignals {
  readonly signal: Int8Array;
  readonly counts: { readonly long: number; readonly short: number; readonly none: number };
}
