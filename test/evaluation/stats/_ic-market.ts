import { exp } from '../../../src/core/math/index.ts';
import { streamOf } from '../../../src/core/rng.ts';

export interface IcMarket {
  /** AR(1) coefficient of the score's own noise, or the score is the return of the last 96 bars. */
  readonly score: number | 'momentum';
  /** How an edge with correlation 0.05 to the label enters: the score knows the label, or returns follow the score. */
  readonly edge?: 'in_score' | 'in_returns';
  readonly rows?: number;
}

export const HORIZON = 4;
const WARM = 200;

/**
 * Bars with log volatility AR(1) 0.995 of sd 0.5, a label = return of the next 4 bars (overlapping), and a score.
 * 10,000 rows: what six months of 15-minute bars leave out of sample.
 */
export function icMarket(
  seed: number,
  { score, edge, rows = 10_000 }: IcMarket,
): { scores: Float64Array; labels: Float64Array } {
  const rng = streamOf(seed, 'test', 'ic');
  const n = rows + WARM + HORIZON;
  const phi = score === 'momentum' ? 0 : score;
  // sqrt(HORIZON) and the sum of powers turn one bar's correlation into the label's; 0.8825 = E s / sqrt(E s^2).
  const gain =
    edge === 'in_returns' ? (0.05 * Math.sqrt(HORIZON)) / (1 + phi + phi * phi + phi * phi * phi) / 0.8825 : 0;
  const price = new Float64Array(n + 1);
  const own = new Float64Array(n + 1);
  let volatility = 0;
  for (let t = 0; t < n; t++) {
    volatility = 0.995 * volatility + 0.05 * rng.normal();
    price[t + 1] = price[t] + exp(volatility) * (gain * own[t] + rng.normal());
    own[t + 1] = phi * own[t] + Math.sqrt(1 - phi * phi) * rng.normal();
  }
  const labels = new Float64Array(rows).map((_, i) => price[i + WARM + HORIZON] - price[i + WARM]);
  const scale = Math.sqrt(labels.reduce((sum, v) => sum + v * v, 0) / rows);
  const scores = new Float64Array(rows).map((_, i) => {
    const t = i + WARM;
    const base = score === 'momentum' ? (price[t] - price[t - 96]) / 10 : own[t];
    return base + (edge === 'in_score' ? (0.05 * labels[i]) / scale : 0);
  });
  return { scores, labels };
}
