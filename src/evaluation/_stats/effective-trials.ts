import { pearson } from '../../core/math/index.ts';

/** Correlation matrix of trials' return series, row-major; a series without variance correlates 0 with all others. */
export function correlations(trials: readonly Float64Array[]): Float64Array {
  const n = trials.length;
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    out[i * n + i] = 1;
    for (let j = 0; j < i; j++) {
      const r = pearson(trials[i], trials[j]);
      out[i * n + j] = out[j * n + i] = Number.isNaN(r) ? 0 : r;
    }
  }
  return out;
}

/**
 * Effective number of independent trials from the average correlation r of their returns: r + (1 - r) N, with r cut
 * to 0..1. Overstates where trials form a few tight groups.
 * Source: Bailey and Lopez de Prado (2014), The deflated Sharpe ratio, appendix 3.
 */
export function effectiveTrialsByCorrelation(trials: readonly Float64Array[]): number {
  const n = trials.length;
  if (n < 2) return n;
  const matrix = correlations(trials);
  let total = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) total += matrix[i * n + j];
  const r = Math.min(1, Math.max(0, total / ((n * (n - 1)) / 2)));
  return r + (1 - r) * n;
}

/**
 * Effective number of independent trials = number of clusters: average linkage joins the two groups with the highest
 * mean correlation until none reaches `threshold`. Simpler than the silhouette search of Lopez de Prado and Lewis
 * (2019, Detection of false investment strategies using unsupervised learning methods, Quantitative Finance 19(9)),
 * and it can answer "all one" and "all different". Ties join the first pair. Cost grows with the cube of the trials.
 */
export function effectiveTrialsByClusters(trials: readonly Float64Array[], threshold = 0.5): number {
  const n = trials.length;
  const link = correlations(trials);
  const size = new Float64Array(n).fill(1);
  const alive = Array.from({ length: n }, (_, i) => i);
  for (;;) {
    const pair = closest(link, alive, n);
    if (pair === undefined || pair.link < threshold) return alive.length;
    const { a, b } = pair;
    for (const c of alive) {
      link[a * n + c] = (size[a] * link[a * n + c] + size[b] * link[b * n + c]) / (size[a] + size[b]);
      link[c * n + a] = link[a * n + c];
    }
    size[a] += size[b];
    alive.splice(alive.indexOf(b), 1);
  }
}

function closest(
  link: Float64Array,
  alive: readonly number[],
  n: number,
): { a: number; b: number; link: number } | undefined {
  let best: { a: number; b: number; link: number } | undefined;
  for (let i = 0; i < alive.length; i++) {
    for (let j = i + 1; j < alive.length; j++) {
      const value = link[alive[i] * n + alive[j]];
      if (best === undefined || value > best.link) best = { a: alive[i], b: alive[j], link: value };
    }
  }
  return best;
}
