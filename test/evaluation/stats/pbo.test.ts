import assert from 'node:assert/strict';
import { streamOf } from '../../../src/core/rng.ts';
import { log, mean } from '../../../src/core/math/index.ts';
import { pbo } from '../../../src/evaluation/_stats/pbo.ts';
import { sd } from '../../../src/evaluation/_stats/sample.ts';
import { f64, near } from './_near.ts';
import { rNormals } from './_r-normals.ts';

const noise = (seed: number, trials: number, periods: number): Float64Array[] =>
  Array.from({ length: trials }, (_, k) => {
    const rng = streamOf(seed, 'pbo', k);
    return new Float64Array(periods).map(() => rng.normal());
  });

describe('probability of backtest overfitting', () => {
  it('matches two blocks by hand', () => {
    // Block means 2 | -2, 1 | 1, 0 | 2 with spread 1 in each block: the best of block one (trial 0) is last in block
    // two, w = 1/4; the best of block two (trial 2) is last in block one, w = 1/4.
    const trials = [f64(1, 3, -3, -1), f64(0, 2, 0, 2), f64(-1, 1, 1, 3)];
    const found = pbo(trials, 2);
    assert.equal(found.splits, 2);
    assert.equal(found.pbo, 1);
    found.logits.forEach((v) => near(v, log(1 / 3)));
    near(found.loss, 0.5); // trial 0 loses in block two; trial 2 nets 0 in block one
  });

  it('matches four blocks by hand', () => {
    // Two trials: + is a block with mean 1, o one with mean 0, same spread; A = + + o o, B = o o + o. Of the six halves,
    // in-sample best and its rank outside (w = 1/3 or 2/3, ties w = 1/2, the first of equals is A):
    // 12: A, outside A 0 < B: 1/3. 13: equal, A, outside A > B: 2/3. 14: A, outside equal: 1/2.
    // 23: equal, A: 2/3. 24: A, equal: 1/2. 34: B, outside B < A: 1/3. So 4 of 6 are not above 1/2.
    const plus = [0, 2];
    const zero = [-1, 1];
    const trials = [f64(...plus, ...plus, ...zero, ...zero), f64(...zero, ...zero, ...plus, ...zero)];
    const found = pbo(trials, 4);
    near(found.pbo, 4 / 6);
    assert.deepEqual(
      [...found.logits]
        .map((v) => Math.round((v / log(2)) * 1e9) / 1e9)
        .map((v) => v + 0)
        .sort((a, b) => a - b),
      [-1, -1, 0, 0, 1, 1],
    );
  });

  it('is near 1/2 or above for noise and near 0 for one real edge', () => {
    const average = [1, 2, 3, 4, 5].map((seed) => pbo(noise(seed, 20, 240), 8).pbo).reduce((a, b) => a + b / 5, 0);
    assert.ok(average > 0.35, `noise ${average}`);
    const skilled = noise(9, 20, 240);
    skilled[7] = skilled[7].map((v) => v + 0.6);
    assert.ok(pbo(skilled, 8).pbo < 0.02);
  });

  // Bailey, Borwein, Lopez de Prado and Zhu (2017), The probability of backtest overfitting, J. Computational Finance 20(4),
  // the study of accuracy and its appendix: 100 trials of 1,000 days, each moved to a Sharpe ratio of 0 a year over the
  // whole sample, one of them to a given ratio. With 0 the best of one half must be the worst of the other: PBO is 1 in
  // every split. With more, CSCV agrees with the share of plain halves in which the best falls below the median.
  const published = (seed: number, ratio: number): Float64Array[] =>
    noise(seed, 100, 1000).map((x, k) => {
      const year = (365.25 * 5) / 7;
      const mean = x.reduce((a, b) => a + b) / x.length;
      const sd = Math.sqrt(x.reduce((sum, v) => sum + (v - mean) * (v - mean), 0) / x.length);
      return x.map((v) => (v - mean) / sd / Math.sqrt(year) + (k === 99 ? ratio / year : 0));
    });

  it('reproduces the published case of nothing but overfitting: 1 in every split', () => {
    for (const seed of [1, 2, 3]) assert.equal(pbo(published(seed, 0), 8).pbo, 1);
  });

  it('agrees with plain halves on one edge of a Sharpe ratio of 1, as published', () => {
    const over = (seeds: number, blocks: number): number =>
      Array.from({ length: seeds }, (_, seed) => pbo(published(seed, 1), blocks).pbo).reduce((a, b) => a + b) / seeds;
    near(over(6, 8), over(60, 2), 0.08);
  });

  // Vignette and test of the R package pbo (Barry), https://cran.r-project.org/web/packages/pbo/vignettes/pbo.html:
  // p_bo 1.000000 and p_loss 1.000000 for 8 blocks and for 4; tests/test_pbo_function.R: both within 0.49..0.51.
  const RISK_FREE = 0.03 / 252;

  it('reproduces the published example of the R package: 100 trials of one level', () => {
    const normals = rNormals(765, 100 * 2400);
    const trials = Array.from({ length: 100 }, (_, k) => {
      const x = normals.slice(k * 2400, (k + 1) * 2400);
      const scale = 1 / sd(x) / Math.sqrt(252);
      const level = mean(x) * scale + RISK_FREE;
      return x.map((v) => v * scale - level);
    });
    for (const blocks of [8, 4]) {
      const { pbo: found, loss } = pbo(trials, blocks);
      assert.deepEqual([found, loss], [1, 1]);
    }
  });

  it('reproduces the published test of the R package: 40 trials of noise', () => {
    const normals = rNormals(852, 40 * 200);
    const trials = Array.from({ length: 40 }, (_, k) =>
      new Float64Array(200).map((_, t) => normals[40 * t + k] - RISK_FREE),
    );
    const { pbo: found, loss, splits } = pbo(trials, 4);
    assert.deepEqual([found, loss, splits], [0.5, 0.5, 6]);
  });

  it('draws the normals that R is known to draw', () => {
    rNormals(123, 3).forEach((v, i) => near(v, [-0.56047565, -0.23017749, 1.55870831][i], 5e-9));
  });

  it('does not change with the leverage of a trial', () => {
    const trials = noise(3, 6, 64);
    const levered = trials.map((r, k) => r.map((v) => v * (1 + k)));
    assert.equal(pbo(trials, 4).pbo, pbo(levered, 4).pbo);
  });

  it('counts 12,870 splits for 16 blocks', () => {
    assert.equal(pbo(noise(1, 2, 32), 16).splits, 12_870);
  });

  it('says which rule an input breaks', () => {
    assert.throws(() => pbo(noise(1, 1, 32), 4), /needs 2 trials, found 1/);
    assert.throws(() => pbo(noise(1, 2, 32), 3), /blocks must be even in 2..20, found 3/);
    assert.throws(() => pbo(noise(1, 2, 6), 4), /4 blocks need 8 periods, found 6/);
    assert.throws(() => pbo([f64(1, 2), f64(1)], 2), /differ in their number of periods/);
  });
});
