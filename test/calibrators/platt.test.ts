import assert from 'node:assert/strict';
import platt from '../../src/calibrators/platt.ts';
import type { Values } from '../../src/core/params.ts';
import { honoursCalibratorContract } from '../contracts/calibrator.ts';
import { forecastsOf, near } from './_oracle.ts';

type Platt = Values<typeof platt.params>;
interface Line {
  readonly intercept: number;
  readonly slope: number;
}
const fit = (values: Platt, score: ArrayLike<number>, label: ArrayLike<number>): Line =>
  platt.fit(values, Float64Array.from(score), Float64Array.from(label)) as unknown as Line;
const raw: Platt = { input: 'raw', l2: 1 };
const logit: Platt = { input: 'logit', l2: 1 };

// rows of whole numbers, so that another language makes the same ones
const rows = Array.from({ length: 40 }, (_, t) => t);
const score = rows.map((t) => ((t * 37) % 41) / 8 - 2);
const label = rows.map((t) => ((t * 29) % 17 < 8 ? 1 : 0));

describe('platt', () => {
  honoursCalibratorContract(platt, logit, { monotone: 'either', scores: 'probability' });
  honoursCalibratorContract(platt, { input: 'logit', l2: 1e-6 }, { monotone: 'either', scores: 'probability' });
  honoursCalibratorContract(platt, raw, { monotone: 'either', scores: 'any' });

  for (const sport of ['nfl', 'nhl'] as const) {
    it(`agrees with scikit-learn on the ${sport} forecasts, l2 = 1 / C`, function () {
      const { oracle, ...fitted } = forecastsOf(this, sport);
      for (const [l2, { a, b }] of [
        [1, oracle.platt_logit_C1],
        [0, oracle.platt_logit_unregularised],
      ] as const) {
        const { intercept, slope } = fit({ input: 'logit', l2 }, fitted.score, fitted.label);
        near(slope, a, 1e-6);
        near(intercept, b, 1e-6);
      }
    });

    it(`calibrates ${sport} forecasts it has not seen as scikit-learn does`, function () {
      const { oracle, ...fitted } = forecastsOf(this, sport);
      const map = platt.load({ ...fit(logit, fitted.score, fitted.label), input: 'logit' });
      oracle.first20_eval.raw.forEach((p, i) => near(map(p), oracle.first20_eval.platt_logit_C1[i], 1e-6));
    });
  }

  // scikit-learn 1.9.1: LogisticRegression(C=1 / l2, solver="newton-cholesky", tol=1e-14); the slope is below 0
  const known = [
    [1, -0.4025867517485903, 0.11343399490663754],
    [10, -0.2781490501967633, 0.049004849227050375],
    [0, -0.42470796957947055, 0.12475820206662633],
  ] as const;
  for (const [l2, a, b] of known) {
    it(`agrees with scikit-learn on raw scores for l2 ${l2}`, () => {
      const { intercept, slope } = fit({ input: 'raw', l2 }, score, label);
      near(slope, a, 1e-9);
      near(intercept, b, 1e-9);
    });
  }

  it('finds the same line however far the scores are from 0', () => {
    const far = fit(
      { input: 'raw', l2: 0 },
      score.map((s) => s / 1024 + 4096),
      label,
    );
    const plain = fit({ input: 'raw', l2: 0 }, score, label);
    near(far.slope / 1024, plain.slope, 1e-7);
    near(far.intercept + far.slope * 4096, plain.intercept, 1e-6);
  });

  it('takes probabilities of exactly 0 and 1', () => {
    const fitted = fit(logit, [0, 0, 0.4, 0.6, 1, 1], [0, 1, 0, 1, 0, 1]);
    const map = platt.load({ ...fitted, input: 'logit' });
    for (const p of [0, 1]) assert.ok(map(p) > 0 && map(p) < 1);
    assert.ok(Number.isFinite(fitted.slope) && fitted.slope > 0);
  });

  it('stays finite, and inside (0, 1), on classes that a score separates', () => {
    const fitted = fit({ input: 'raw', l2: 1e-6 }, [-3, -2, -1, 1, 2, 3], [0, 0, 0, 1, 1, 1]);
    assert.ok(fitted.slope > 1 && Number.isFinite(fitted.slope));
    const map = platt.load({ ...fitted, input: 'raw' });
    assert.ok(map(1e9) < 1 && map(-1e9) > 0);
  });

  it('gives the base rate where all scores are alike', () => {
    const fitted = fit({ input: 'raw', l2: 0 }, new Array(10).fill(0.1), [1, 1, 1, 0, 0, 0, 0, 0, 0, 0]);
    assert.equal(fitted.slope, 0);
    near(platt.load({ ...fitted, input: 'raw' })(123), 0.3, 1e-15);
  });

  it('refuses labels of one class', () => {
    assert.throws(() => fit(logit, [0.1, 0.2], [1, 1]), /all 2 labels are of class 1/);
    assert.throws(() => fit(logit, [0.1, 0.2], [0, 0]), /all 2 labels are of class 0/);
  });
});

describe('platt on many rows', () => {
  it('settles where the likelihood is flat to the last bit', () => {
    const score = Float64Array.from({ length: 200_000 }, (_, i) => 0.02 + 0.96 * (((i * 7919) % 100_003) / 100_003));
    const label = Float64Array.from(score, (p, i) => (((i * 104_729) % 65_537) / 65_537 < 0.2 + 0.3 * p ? 1 : 0));
    const map = platt.load(platt.fit({ input: 'logit', l2: 1e-6 }, score, label));
    // at the maximum the probabilities sum to the labels, and so do their products with the log odds
    let [sum, moment] = [0, 0];
    for (let i = 0; i < score.length; i++) {
      const error = map(score[i]) - label[i];
      sum += error;
      moment += error * Math.log(score[i] / (1 - score[i]));
    }
    assert.ok(Math.abs(sum) < 1e-6 && Math.abs(moment) < 1e-5, `${sum} ${moment}`);
  });
});
