import { defineCalibrator } from '../core/contracts/calibrator.ts';
import { expOfNegative } from '../core/math/exp-many.ts';
import { log, sum } from '../core/math/index.ts';
import { choice, number } from '../core/params.ts';
import { checkSample, momentsOf } from './_sample.ts';

const EDGE = 1e-12;

/** logit with its argument kept inside (0, 1). */
function logit(p: number): number {
  const inside = Math.min(Math.max(p, EDGE), 1 - EDGE);
  return log(inside / (1 - inside));
}

function logits(score: Float64Array): Float64Array {
  const u = new Float64Array(score.length);
  for (let i = 0; i < score.length; i++) u[i] = logit(score[i]);
  return u;
}

/** 1 / (1 + exp(-z)), stable at both ends. */
function logistic(z: number): number {
  const e = expOfNegative(-Math.abs(z));
  return (z >= 0 ? 1 : e) / (1 + e);
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
  version: 4,
  summary: 'Logistic regression of the class on the score (Platt scaling).',
  source: 'Platt (1999), Probabilistic outputs for support vector machines',
  tasks: ['binary'],
  params: {
    input: choice('`logit` for scores that are probabilities, `raw` for any others.', ['logit', 'raw'], {
      default: 'logit',
    }),
    l2: number('Penalty on the slope.', { min: 0, default: 1e-6 }),
  },
  fit({ input, l2 }, score, label, weight) {
    checkSample(score, label);
    const positives = sum(label);
    if (positives === 0 || positives === label.length) {
      throw new Error(`all ${label.length} labels are of class ${label[0]}`);
    }
    const u = input === 'logit' ? logits(score) : score.slice();
    const { mean, sd } = momentsOf(u);
    const ones = weight === undefined ? positives : sum(label.map((y, i) => y * weight[i]));
    const even = log(ones / ((weight === undefined ? label.length : sum(weight)) - ones));
    if (sd === 0) return { input, intercept: even, slope: 0 };
    // standardised scores keep the Hessian well away from singular
    for (let i = 0; i < u.length; i++) u[i] = (u[i] - mean) / sd;
    const sample = { u, label, weight, l2: l2 / (sd * sd) };
    const [a, b] = newton(sample, startOf(sample, even));
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
  readonly weight: Float64Array | undefined;
  readonly l2: number;
}

/** Below this share of the loss, one more full step ends within 1e-8 of the maximum, and no search along it could tell. */
const SETTLED = 1e-9;

/** Intercept and slope of the greatest penalised likelihood. */
function newton(sample: Likelihood, start: readonly [number, number]): readonly [number, number] {
  let [a, b] = start;
  let at = localFit(sample, a, b);
  for (let step = 0; step < 100 && at.gain > SETTLED * at.loss; step++) {
    const { da, db } = at;
    let scale = 1;
    let next = localFit(sample, a - da, b - db);
    while (!(next.loss <= at.loss) && scale > 1e-10) {
      scale /= 2;
      next = localFit(sample, a - scale * da, b - scale * db);
    }
    if (!(next.loss <= at.loss)) return [a, b];
    a -= scale * da;
    b -= scale * db;
    at = next;
  }
  return [a - at.da, b - at.db];
}

const CELLS = 4096;

/** Where to start: the fit of the rows' means in cells of equal width, so near that one step over all rows is left. */
function startOf({ u, label, weight, l2 }: Likelihood, even: number): readonly [number, number] {
  if (u.length < 4 * CELLS) return [even, 0];
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < u.length; i++) {
    if (u[i] < low) low = u[i];
    if (u[i] > high) high = u[i];
  }
  const scale = CELLS / (high - low);
  const [counts, us, ys] = [0, 1, 2].map(() => new Float64Array(CELLS));
  for (let i = 0; i < u.length; i++) {
    const cell = Math.min(CELLS - 1, Math.floor((u[i] - low) * scale));
    const w = weight === undefined ? 1 : weight[i];
    counts[cell] += w;
    us[cell] += w * u[i];
    ys[cell] += w * label[i];
  }
  for (let cell = 0; cell < CELLS; cell++) {
    if (!(counts[cell] > 0)) continue;
    us[cell] /= counts[cell];
    ys[cell] /= counts[cell];
  }
  return newton({ u: us, label: ys, weight: counts, l2 }, [even, 0]);
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

function localFit({ u, label, weight, l2 }: Likelihood, a: number, b: number): LocalFit {
  let loss = (l2 / 2) * b * b;
  let [ga, gb] = [0, l2 * b];
  let [haa, hab, hbb] = [1e-12, 0, l2 + 1e-12];
  for (let from = 0; from < u.length; from += FACTORS) {
    const to = Math.min(u.length, from + FACTORS);
    let product = 1;
    for (let i = from; i < to; i++) {
      const x = u[i];
      const z = a + b * x;
      const e = expOfNegative(-Math.abs(z));
      const q = 1 / (1 + e);
      const counts = weight === undefined ? 1 : weight[i];
      const error = counts * ((z >= 0 ? q : e * q) - label[i]);
      const w = counts * e * q * q;
      const wx = w * x;
      if (weight === undefined) product *= 1 + e;
      else loss += counts * log(1 + e);
      loss += counts * (Math.max(z, 0) - z * label[i]);
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
