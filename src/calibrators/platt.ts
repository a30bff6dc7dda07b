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
  version: 2,
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

/** Below this share of the loss, what a full step can still gain is rounding, and no search along it could tell. */
const SETTLED = 1e-12;

/** Intercept and slope of the greatest penalised likelihood. */
function newton(sample: Likelihood, start: number): readonly [number, number] {
  let [a, b] = [start, 0];
  let at = localFit(sample, a, b);
  let settled = 0;
  for (let step = 0; step < 100 && settled < 3; step++) {
    const { da, db } = at;
    if (at.gain <= SETTLED * at.loss) settled++;
    let scale = 1;
    let next = localFit(sample, a - da, b - db);
    while (settled === 0 && !(next.loss <= at.loss) && scale > 1e-10) {
      scale /= 2;
      next = localFit(sample, a - scale * da, b - scale * db);
    }
    if (settled === 0 && !(next.loss <= at.loss)) break;
    a -= scale * da;
    b -= scale * db;
    at = next;
    if (Math.abs(da) + Math.abs(db) < 1e-13 * (1 + Math.abs(a) + Math.abs(b))) break;
  }
  return [a, b];
}

interface LocalFit {
  /** Penalised negative log-likelihood. */
  readonly loss: number;
  /** Inverse Hessian times gradient, and that times the gradient. */
  readonly da: number;
  readonly db: number;
  readonly gain: number;
}

/** Factors multiplied before one logarithm is taken: 2^512 is far from overflow. */
const FACTORS = 512;

function localFit({ u, label, l2 }: Likelihood, a: number, b: number): LocalFit {
  let loss = (l2 / 2) * b * b;
  let [ga, gb] = [0, l2 * b];
  let [haa, hab, hbb] = [1e-12, 0, l2 + 1e-12];
  for (let from = 0; from < u.length; from += FACTORS) {
    const to = Math.min(u.length, from + FACTORS);
    let product = 1;
    for (let i = from; i < to; i++) {
      const x = u[i];
      const z = a + b * x;
      const e = exp(-Math.abs(z));
      const q = 1 / (1 + e);
      const error = (z >= 0 ? q : e * q) - label[i];
      const w = e * q * q;
      const wx = w * x;
      product *= 1 + e;
      loss += Math.max(z, 0) - z * label[i];
      ga += error;
      gb += error * x;
      haa += w;
      hab += wx;
      hbb += wx * x;
    }
    loss += log(product);
  }
  const determinant = haa * hbb - hab * hab;
  const [da, db] = [(hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant];
  return { loss, da, db, gain: ga * da + gb * db };
}
