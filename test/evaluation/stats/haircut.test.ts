import assert from 'node:assert/strict';
import { adjustPValues, haircutSharpe, sharpePValue } from '../../../src/evaluation/_stats/haircut.ts';
import { f64, near } from './_near.ts';

const P = f64(0.03, 0.01, 0.05, 0.02, 0.04);
const rounded = (p: Float64Array): number[] => [...p].map((v) => Math.round(v * 1e9) / 1e9);

describe('p-values adjusted for many tests', () => {
  // By hand, as R's p.adjust: sorted .01 .02 .03 .04 .05.
  it('by Bonferroni', () => assert.deepEqual(rounded(adjustPValues(P, 'bonferroni')), [0.15, 0.05, 0.25, 0.1, 0.2]));

  // .05 .08 .09 .08 -> .09 .05 -> .09
  it('by Holm', () => assert.deepEqual(rounded(adjustPValues(P, 'holm')), [0.09, 0.05, 0.09, 0.08, 0.09]));

  // N p(i) / i = .05 throughout; c(5) = 137 / 60.
  it('by BHY', () => adjustPValues(P, 'bhy').forEach((p) => near(p, (0.05 * 137) / 60)));
});

describe('haircut Sharpe ratio', () => {
  it('has no haircut for a single test', () => {
    const found = haircutSharpe(f64(0.1), 0, 500, 'bonferroni');
    near(found.sharpe, 0.1, 1e-9);
    near(found.haircut, 0, 1e-9);
  });

  it('needs the adjusted p-value alone', () => {
    const found = haircutSharpe(f64(0.15, 0.02, -0.01), 0, 500, 'holm');
    near(sharpePValue(found.sharpe, 500), 3 * sharpePValue(0.15, 500), 1e-9);
    assert.ok(found.haircut > 0 && found.haircut < 1);
  });

  it('leaves nothing of a ratio that luck explains', () => {
    assert.deepEqual(haircutSharpe(f64(0.01, 0.01), 0, 50, 'bonferroni'), { sharpe: 0, haircut: 1, p: 1 });
  });
});
