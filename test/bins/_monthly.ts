import { streamOf } from '../../src/core/rng.ts';
import { csvOfBars, hourlyBars } from '../e2e/_small.ts';
import type { Row } from '../e2e/_small.ts';

/** Predictions of a class, calibrated on two months and binned in five each month. */
export const MONTHLY = `version: 1
name: monthly
seed: 3
data:
  source: { type: csv, path: bars.csv }
  symbols: [BTCUSDT]
  interval: 1h
  range: { from: 2024-01-01 }
  clean: { gaps: keep }
labels:
  up: { type: tp_before_sl, take_profit: 1%, stop_loss: 1%, horizon: 12 }
models:
  clf: { type: predictions, labels: [up], source: { type: csv, path: predictions.csv }, trained_until: 2023-12-31 }
calibrators:
  p: { type: platt, of: clf, fit: { type: rolling, window: 2mo, every: 1mo }, min_samples: 50 }
signals:
  bins: { type: quantile, of: p, bins: 5, scope: fitted }
execution:
  type: event
  fees: { taker: 5bps, maker: 2bps }
  slippage: none
  funding: none
  exits: { opposite: flip, neutral: ignore }
`;

export interface Prediction {
  readonly time: number;
  readonly y_pred: number;
}

/** One probability per bar, that knows a little of what comes. */
export function predictionsOf(bars: readonly Row[], seed = 1): Prediction[] {
  const rng = streamOf(seed, 'test', 'predictions');
  return bars.map(({ time, close }, i) => {
    const next = bars[Math.min(i + 12, bars.length - 1)].close / close - 1;
    return { time, y_pred: Math.min(1, Math.max(0, 0.4 + 8 * next + 0.3 * (rng.uniform() - 0.5))) };
  });
}

export const csvOfPredictions = (rows: readonly Prediction[]): string =>
  `timestamp,y_pred\n${rows.map((r) => `${r.time},${r.y_pred}`).join('\n')}\n`;

/** Files of a workspace with bars up to a time and predictions for them. */
export function filesOf(
  bars: readonly Row[],
  predictions: readonly Prediction[] = predictionsOf(bars),
): { [path: string]: string } {
  return { 'data/bars.csv': csvOfBars(bars), 'data/predictions.csv': csvOfPredictions(predictions) };
}

export { hourlyBars };
