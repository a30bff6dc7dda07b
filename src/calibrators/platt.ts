import { defineCalibrator } from '../core/contracts/calibrator.ts';
import { exp, log } from '../core/math/index.ts';
import { choice, number } from '../core/params.ts';

const EDGE = 1e-12;

/** logit with its argument kept inside (0, 1). */
function logit(p: number): number {
  const inside = Math.min(Math.max(p, EDGE), 1 - EDGE);
  return log(inside / (1 - inside));
}

/** 1 / (1 + exp(-z)), stable at both ends. */
function logistic(z: number): number {
  if (z >= 0) return 1 / (1 + exp(-z));
  const e = exp(z);
  return e / (1 + e);
}

/**
 * p = 1 / (1 + exp(-(intercept + slope x u))), u = logit(score) or the score itself; the maximum of the likelihood less
 * l2 / 2 x slope², by Newton steps with halving. The penalty keeps separable samples finite.
 *
 * In: score (a probability for `input: logit`), label 0 or 1. Out: probability in (0, 1).
 */
export default defineCalibrator({
  type: 'platt',
  version: 1,
  summary: 'Logistic regression of the class on the score (Platt scaling).',
  source: 'Platt (1999), Probabilistic outputs for support vector machines',
  tasks: ['binary'],
  params: {
    input: choice('`logit` for scores that are probabilities, `raw` for any others.', ['logit', 'raw'], { default: 'logit' }),
    l2: number('Penalty on the slope.', { min: 0, default: 1e-6 }),
  },
  fit({ input, l2 }, score, label) {
    const u = input === 'logit' ? score.map(logit) : score;
    let positives = 0;
    for (let i = 0; i < label.length; i++) positives += label[i];
    if (positives === 0 || positives === label.length) throw new Error(`all ${label.length} labels are of class ${label[0]}`);
    let intercept = log(positives / (label.length - positives));
    let slope = 0;
    let loss = lossOf(u, label, intercept, slope, l2);
    for (let step = 0; step < 100; step++) {
      const [da, db] = newtonStep(u, label, intercept, slope, l2);
      let scale = 1;
      let next = lossOf(u, label, intercept - da, slope - db, l2);
      while (next > loss && scale > 1e-10) {
        scale /= 2;
        next = lossOf(u, label, intercept - scale * da, slope - scale * db, l2);
      }
      intercept -= scale * da;
      slope -= scale * db;
      const gain = loss - next;
      loss = next;
      if (Math.abs(da) + Math.abs(db) < 1e-12 * (1 + Math.abs(intercept) + Math.abs(slope)) || gain < 0) break;
    }
    return { input, intercept, slope };
  },
  load(fitted) {
    const { input, intercept, slope } = fitted as { input: string; intercept: number; slope: number };
    return (score) => (score !== score ? NaN : logistic(intercept + slope * (input === 'logit' ? logit(score) : score)));
  },
});

/** Penalised negative log-likelihood. */
function lossOf(u: Float64Array, label: Float64Array, intercept: number, slope: number, l2: number): number {
  let loss = (l2 / 2) * slope * slope;
  for (let i = 0; i < u.length; i++) {
    const z = intercept + slope * u[i];
    loss += Math.max(z, 0) - z * label[i] + log(1 + exp(-Math.abs(z)));
  }
  return loss;
}

/** Inverse Hessian times gradient. */
function newtonStep(u: Float64Array, label: Float64Array, intercept: number, slope: number, l2: number): [number, number] {
  let ga = 0;
  let gb = l2 * slope;
  let haa = 1e-12;
  let hab = 0;
  let hbb = l2 + 1e-12;
  for (let i = 0; i < u.length; i++) {
    const p = logistic(intercept + slope * u[i]);
    const w = p * (1 - p);
    ga += p - label[i];
    gb += (p - label[i]) * u[i];
    haa += w;
    hab += w * u[i];
    hbb += w * u[i] * u[i];
  }
  const determinant = haa * hbb - hab * hab;
  return [(hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant];
}
