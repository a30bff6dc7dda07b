import assert from 'node:assert/strict';
import fc from 'fast-check';
import isotonic from '../../src/calibrators/isotonic.ts';
import { honoursCalibratorContract } from '../contracts/calibrator.ts';
import { streamOf } from '../../src/core/rng.ts';
import { forecastsOf, near } from './_oracle.ts';

const mapOf = (score: ArrayLike<number>, label: ArrayLike<number>, winsorize = 0): ((s: number) => number) =>
  isotonic.load(isotonic.fit({ winsorize }, Float64Array.from(score), Float64Array.from(label)));

// rows of whole numbers with tied scores, so that another language makes the same ones
const rows = Array.from({ length: 40 }, (_, t) => t);
const score = rows.map((t) => Math.floor(((t * 37) % 41) / 2) / 8);
const label = rows.map((t, i) => ((t * 29) % 17) / 4 + score[i] / 2);
const asked = [-1, 0, 0.3, 0.7, 1.2, 1.9, 2.3, 2.6, 9];

describe('isotonic', () => {
  honoursCalibratorContract(isotonic, { winsorize: 0 }, { monotone: 'up', scores: 'any' });
  honoursCalibratorContract(isotonic, { winsorize: 0.1 }, { monotone: 'up', scores: 'probability' });

  for (const sport of ['nfl', 'nhl'] as const) {
    it(`agrees with scikit-learn on the ${sport} forecasts`, function () {
      const { oracle, ...fitted } = forecastsOf(this, sport);
      const map = mapOf(fitted.score, fitted.label);
      const { X_thresholds, y_thresholds } = oracle.isotonic;
      X_thresholds.forEach((x, i) => near(map(x), y_thresholds[i], 1e-9));
      oracle.first20_eval.raw.forEach((p, i) => near(map(p), oracle.first20_eval.isotonic[i], 1e-9));
    });
  }

  // scikit-learn 1.9.1: IsotonicRegression(out_of_bounds="clip").fit(score, label).predict(asked); second line: labels
  // clipped to numpy.quantile(label, [0.1, 0.9])
  const known = [
    [0, [0.125, 0.125, 1.8, 2.34375, 2.5124999999999997, 2.90625, 4.149999999999999, 5, 5]],
    [
      0.1,
      [0.675, 0.675, 1.8, 2.363541666666667, 2.5204166666666667, 2.8666666666666667, 4.102499999999999, 4.45, 4.45],
    ],
  ] as const;
  for (const [winsorize, expected] of known) {
    it(`agrees with scikit-learn on tied scores, labels winsorized by ${winsorize}`, () => {
      const map = mapOf(score, label, winsorize);
      asked.forEach((s, i) => near(map(s), expected[i], 1e-12));
    });
  }

  it('pools neighbours that fall and joins the rest by straight lines', () => {
    const map = mapOf([1, 2, 3, 4], [1, 5, 3, 8]);
    assert.deepEqual([1, 1.5, 2, 2.5, 3, 3.5, 4].map(map), [1, 2.5, 4, 4, 4, 6, 8]);
  });

  it('averages tied scores before it pools', () => {
    assert.deepEqual([1, 2].map(mapOf([1, 2, 1, 2], [0, 3, 2, 5])), [1, 4]);
  });

  it('is the same to the bit where only rows near the ends of its steps are sorted', () => {
    const rng = streamOf(5, 'test', 'isotonic');
    const rows = 30_000;
    const kinds: readonly ((t: number) => number)[] = [
      () => rng.uniform(),
      () => Math.round(200 * rng.uniform()) / 200,
      (t) => (t === 7 ? 500 : rng.normal()),
    ];
    for (const scoreAt of kinds) {
      const many = Float64Array.from({ length: rows }, (_, t) => scoreAt(t));
      const classes = many.map((s) => (rng.uniform() < 0.3 + 0.4 * Math.min(1, Math.abs(s)) ? 1 : 0));
      const ones = new Float64Array(rows).fill(1); // weighed, all rows are sorted
      const fit = (weight?: Float64Array) => isotonic.fit({ winsorize: 0 }, many, classes, weight);
      assert.deepEqual(fit(), fit(ones));
    }
  });

  it('keeps the mean of the labels', () => {
    const pair = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: -50, max: 50 }));
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 50 }), (pairs) => {
        const map = mapOf(
          pairs.map(([s]) => s),
          pairs.map(([, y]) => y),
        );
        const surplus = pairs.reduce((sum, [s, y]) => sum + map(s) - y, 0);
        near(surplus, 0, 1e-9);
      }),
    );
  });

  it('does not exceed a step just before it, to the last bit', () => {
    // seen from -1e9 both scores are as far away, and low + (high - low) rounds to more than high
    const map = mapOf([-1e9, 1], [-0.277, 0.000726]);
    assert.ok(map(1 - 1e-9) <= map(1));
  });
});
