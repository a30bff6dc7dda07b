import { log, pearson, spearman } from '../../core/math/index.ts';

const EDGE = 1e-15;

const meanOf = (rows: number, at: (t: number) => number): number => {
  let sum = 0;
  for (let t = 0; t < rows; t++) sum += at(t);
  return sum / rows;
};

function r2(score: Float64Array, label: Float64Array): number {
  const centre = meanOf(label.length, (t) => label[t]);
  const [left, all] = [mse(score, label), meanOf(label.length, (t) => (label[t] - centre) * (label[t] - centre))];
  return 1 - left / all;
}

const mse = (score: Float64Array, label: Float64Array): number =>
  meanOf(label.length, (t) => (score[t] - label[t]) * (score[t] - label[t]));

/** What `tune` and `select` may aim at: metrics of scores against labels, both without NaN. */
export const FIT_METRICS = {
  information_coefficient: spearman,
  ic_pearson: pearson,
  r2,
  mse,
  mae: (score: Float64Array, label: Float64Array) => meanOf(label.length, (t) => Math.abs(score[t] - label[t])),
  /** Share of rows whose sign is right; for labels 0 and 1 the side of a half. */
  hit_rate: (score: Float64Array, label: Float64Array) => {
    const middle = label.every((y) => y === 0 || y === 1) ? 0.5 : 0;
    return meanOf(label.length, (t) => (score[t] > middle === label[t] > middle ? 1 : 0));
  },
  log_loss: (score: Float64Array, label: Float64Array) =>
    meanOf(label.length, (t) => {
      const p = Math.min(1 - EDGE, Math.max(EDGE, score[t]));
      return -(label[t] * log(p) + (1 - label[t]) * log(1 - p));
    }),
} as const;

export type FitMetric = keyof typeof FIT_METRICS;
export const isFitMetric = (name: string): name is FitMetric => Object.hasOwn(FIT_METRICS, name);

/** A metric over the rows where the score is known; NaN where none is, or where it has no value. */
export function fitMetric(name: FitMetric, score: Float64Array, label: Float64Array): number {
  const known = Int32Array.from(score.keys()).filter((t) => score[t] === score[t] && label[t] === label[t]);
  if (known.length === 0) return NaN;
  const pick = (x: Float64Array): Float64Array => Float64Array.from(known, (t) => x[t]);
  return FIT_METRICS[name](pick(score), pick(label));
}
