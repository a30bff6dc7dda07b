import { normalQuantile, pearson, ranksAverage, studentTTwoSided } from '../../core/math/index.ts';
import { neweyWest } from './newey-west.ts';
import { pairs, standardise } from './sample.ts';

export interface IcTest {
  /** Spearman, over all rows. */
  readonly ic: number;
  readonly t: number;
  /** Against "the coefficient is 0 or below": a model is trained to score in the label's direction. */
  readonly p: number;
  readonly p_two_sided: number;
  /** Bars of autocorrelation allowed for. */
  readonly lag: number;
  /** Degrees of freedom of the Student distribution. */
  readonly dof: number;
  readonly samples: number;
  /** p < level, with p of the chosen alternative. */
  readonly significant: boolean;
}

export interface IcTestOptions {
  /** Bars that a label reads ahead. */
  readonly horizon: number;
  readonly level?: number;
  readonly alternative?: 'greater' | 'two_sided';
}

/**
 * Significance of the overall information coefficient of ONE series whose labels overlap and whose scores are smooth.
 *
 * z[t] = u[t] v[t], u and v the normal scores (quantile of (rank - 1/2) / n, standardised) of score and label;
 * t = mean(z) / Newey-West error with lag = max(horizon - 1, ceil(1.3 sqrt(n))), against Student with 1.5 n / (lag + 1)
 * degrees of freedom.
 *
 * In: scores and labels in time order, one symbol; rows with a NaN are skipped and the rest counted as consecutive.
 * NaN and not significant under 30 rows or where a column is constant.
 *
 * Why not the plainer ones, by simulation: with lag horizon - 1 the Bartlett weights miss half of the overlap and noise
 * passes 10 to 12 times in 100 (two-sided); one coefficient per day is biased below 0 where the score is made of past
 * returns, because removing the day's mean ties score to label. This test, on 300 series of 10,000 rows with horizon 4,
 * passes noise 3 to 5 times in 100 (3 to 8 two-sided) and finds a correlation of 0.05 in 100 of 100 with a rough score,
 * 81 to 87 with a smooth one. Normal scores find a Gaussian edge about 5 % more sharply than plain ranks.
 *
 * Source: lag and degrees of freedom: Lazarus, Lewis, Stock and Watson (2018), HAR inference: recommendations for
 * practice, JBES 36, 541-559. Normal scores: van der Waerden (1952).
 */
export function icSignificance(scores: Float64Array, labels: Float64Array, options: IcTestOptions): IcTest {
  const { horizon, level = 0.05, alternative = 'greater' } = options;
  const { a, b } = pairs(scores, labels);
  const n = a.length;
  const lag = Math.max(horizon - 1, Math.ceil(1.3 * Math.sqrt(n)));
  const dof = Math.max(1, (1.5 * n) / (lag + 1));
  const ranks = [ranksAverage(a), ranksAverage(b)];
  const [u, v] = ranks.map(normalScores);
  const { t } = neweyWest(
    u.map((x, i) => x * v[i]),
    lag,
  );
  if (n < 30 || Number.isNaN(t)) {
    return { ic: NaN, t: NaN, p: NaN, p_two_sided: NaN, lag, dof, samples: n, significant: false };
  }
  const p_two_sided = studentTTwoSided(t, dof);
  const p = t > 0 ? p_two_sided / 2 : 1 - p_two_sided / 2;
  const significant = (alternative === 'greater' ? p : p_two_sided) < level;
  return { ic: pearson(ranks[0], ranks[1]), t, p, p_two_sided, lag, dof, samples: n, significant };
}

function normalScores(ranks: Float64Array): Float64Array {
  return standardise(ranks.map((rank) => normalQuantile((rank - 0.5) / ranks.length)));
}
