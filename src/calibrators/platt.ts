import { defineCalibrator } from '../core/contracts/calibrator.ts';
import { exp, log } from '../core/math/index.ts';
import { choice, number } from '../core/params.ts';
import { checkSample, momentsOf } from './_sample.ts';

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
 * l2 / 2 x slope², by Newton steps with halving. The penalty keeps separable samples finite: l2 = 1 is scikit-learn's
 * `LogisticRegression(C=1)`. A slope may be below 0.
 *
 * In: finite scores (probabilities for `input: logit`, 0 and 1 moved inside by 1e-12), labels 0 or 1 of both classes.
 * Out: probability, from 1e-12 to 1 - 1e-12. NaN stays NaN.
 */
export default defineCalibrator({
  type: 'platt',
  version: 1,
  summary: 'Logistic regression of the class on the score (Platt scaling).',
  source: 'Platt (1999), Probabilistic outputs for support vector machines',
  tasks: ['binary'],
  params: {
    input: choice('`logit` for scores that are probabilities, `raw` for any others.', ['logit', 'raw'], {
      default: 'logit',
    }),
    l2: number('Penalty on the slope.', { min: 0, default: 1e-6 }),
  },
  fit({ input, l2 }, score, label) {
    checkSample(score, label);
    const positives = label.reduce((count, y) => count + y, 0);
    if (positives === 0 || positives === label.length) {
      throw new Error(`all ${label.length} labels are of class ${label[0]}`);
    }
    const u = input === 'logit' ? score.map(logit) : score;
    const { mean, sd } = momentsOf(u);
    const even = log(positives / (label.length - positives));
    if (sd === 0) return { input, intercept: even, slope: 0 };
    // standardised scores keep the Hessian well away from singular
    const z = u.map((x) => (x - mean) / sd);
    const [a, b] = newton({ u: z, label, l2: l2 / (sd * sd) }, even);
    return { input, intercept: a - (b * mean) / sd, slope: b / sd };
  },
  load(fitted) {
    const { input, intercept, slope } = fitted as { input: string; intercept: number; slope: number };
    return (score) => {
      const p = logistic(intercept + slope * (input === 'logit' ? logit(score) : score));
      return Math.min(Math.max(p, EDGE), 1 - EDGE);
    };
  },
});

interface Likelihood {
  readonly u: Float64Array;
  readonly label: Float64Array;
  readonly l2: number;
}

/** Intercept and slope of the greatest penalised likelihood. */
function newton(sample: Likelihood, start: number): readonly [number, number] {
  let [a, b] = [start, 0];
  let loss = lossOf(sample, a, b);
  for (let step = 0; step < 100; step++) {
    const [da, db] = newtonStep(sample, a, b);
    let scale = 1;
    let next = lossOf(sample, a - da, b - db);
    while (!(next <= loss) && scale > 1e-10) {
      scale /= 2;
      next = lossOf(sample, a - scale * da, b - scale * db);
    }
    if (!(next <= loss)) break;
    a -= scale * da;
    b -= scale * db;
    loss = next;
    if (Math.abs(da) + Math.abs(db) < 1e-12 * (1 + Math.abs(a) + Math.abs(b))) break;
  }
  return [a, b];
}

/** Penalised negative log-likelihood. */
function lossOf({ u, label, l2 }: Likelihood, a: number, b: number): number {
  let loss = (l2 / 2) * b * b;
  for (let i = 0; i < u.length; i++) {
    const z = a + b * u[i];
    loss += Math.max(z, 0) - z * label[i] + log(1 + exp(-Math.abs(z)));
  }
  return loss;
}

/** Inverse Hessian times gradient. */
function newtonStep({ u, label, l2 }: Likelihood, a: number, b: number): readonly [number, number] {
  let ga = 0;
  let gb = l2 * b;
  let haa = 1e-12;
  let hab = 0;
  let hbb = l2 + 1e-12;
  for (let i = 0; i < u.length; i++) {
    const p = logistic(a + b * u[i]);
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
