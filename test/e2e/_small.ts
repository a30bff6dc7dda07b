/** A whole strategy that runs in a moment: ridge on hourly generated bars, calibrated, gated, four segments. */
export const SMALL = `version: 1
name: small
seed: 7
data:
  source: { type: synthetic, predictability: 0.05, horizon: 4, regimes: 3 }
  symbols: [SYNUSD]
  interval: 1h
  range: { from: 2024-01-01, to: 2024-07-01 }
features:
  ret: { type: returns, windows: [1, 4] }
  rsi: { type: rsi, window: 14 }
  sigma: { type: realized_volatility, window: 30 }
  atr: { type: atr, window: 14 }
labels:
  h1: { type: forward_return, horizon: 1 }
  h4: { type: forward_return, horizon: 4 }
split: { type: walk_forward, train: 6w, calibrate: 2w, test: 4w }
models:
  lin: { type: ridge, labels: [h1, h4], features: [ret, rsi] }
calibrators:
  cal: { type: linear, of: lin, min_samples: 100 }
signals:
  edge: { type: weighted_horizons, of: cal, weights: { h1: 0.4, h4: 0.6 }, sigma: sigma }
gates:
  warmup: { type: warmup, window: 50 }
  z: { type: z_threshold, min: 0.01 }
portfolio:
  of: edge
  sizing: { type: edge_over_volatility, samples: 20, quantile: 0.9, max_position: 1, min_trade: 0.01 }
execution:
  type: event
  cash: 100000
  fees: { taker: 1bps, maker: 0bps }
  slippage: { type: fixed, rate: 0.5bps }
  funding: none
  exits:
    stop_loss: { type: scaled, of: atr, multiple: 3 }
    take_profit: { type: scaled, of: atr, multiple: 5 }
    max_hold: 12
    opposite: ignore
    neutral: ignore
evaluation: { label: h4 }
`;

/** The same on bars of a file below `data/`. */
export const onFile = (file: string, range = 'from: 2024-01-01'): string =>
  SMALL.replace(/source: .*/, `source: { type: csv, path: ${file} }`).replace(/range: .*/, `range: { ${range} }`);

const HOUR = 3_600_000;
const START = 1_704_067_200_000; // 2024-01-01

export interface Row {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** Hourly bars from 2024-01-01: a walk whose steps come from a plain congruence, so that a longer one begins the same. */
export function hourlyBars(rows: number): Row[] {
  let state = 12345;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  let close = 40_000;
  return Array.from({ length: rows }, (_, i) => {
    const open = close;
    close = open * (1 + 0.01 * (uniform() - 0.5));
    const high = Math.max(open, close) * (1 + 0.002 * uniform());
    const low = Math.min(open, close) * (1 - 0.002 * uniform());
    return { time: START + i * HOUR, open, high, low, close, volume: 1 + 10 * uniform() };
  });
}

export function csvOfBars(bars: readonly Row[]): string {
  const lines = bars.map((b) => [b.time, b.open, b.high, b.low, b.close, b.volume].join(','));
  return `timestamp,open,high,low,close,volume\n${lines.join('\n')}\n`;
}

/** Rows from 2024-01-01 to the first of a later month of that year. */
export const rowsBefore = (month: number): number =>
  [0, 31, 29, 31, 30, 31, 30, 31, 31].slice(0, month).reduce((a, b) => a + b, 0) * 24;
