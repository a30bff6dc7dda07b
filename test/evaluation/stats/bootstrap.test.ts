import assert from 'node:assert/strict';
import { mean } from '../../../src/core/math/index.ts';
import { streamOf } from '../../../src/core/rng.ts';
import {
  bootstrapDifference,
  bootstrapInterval,
  defaultBlock,
  drawRows,
} from '../../../src/evaluation/_stats/bootstrap.ts';
import { f64, near } from './_near.ts';

const series = (seed: number, n: number, carry: number): Float64Array => {
  const rng = streamOf(seed, 'test', 'bootstrap');
  let level = 0;
  return new Float64Array(n).map(() => (level = carry * level + rng.normal()));
};

describe('block bootstrap', () => {
  it('gives the same interval for the same stream', () => {
    const x = series(1, 100, 0);
    const run = () => bootstrapInterval(x, mean, { rng: streamOf(1, 'b'), replicates: 50 });
    assert.deepEqual(run(), run());
  });

  it('draws circular blocks of full length that wrap', () => {
    const rows = new Uint32Array(9);
    drawRows(rows, { rng: { uniform: () => 0.99 }, kind: 'circular', block: 3 });
    assert.deepEqual([...rows], [8, 0, 1, 8, 0, 1, 8, 0, 1]);
  });

  it('draws stationary blocks of the mean length asked for', () => {
    const rows = new Uint32Array(20_000);
    drawRows(rows, { rng: streamOf(3, 'blocks'), kind: 'stationary', block: 10 });
    let starts = 1;
    for (let i = 1; i < rows.length; i++) if (rows[i] !== (rows[i - 1] + 1) % rows.length) starts++;
    assert.ok(Math.abs(rows.length / starts - 10) < 0.7, `mean block ${rows.length / starts}`);
  });

  for (const kind of ['stationary', 'circular'] as const) {
    it(`covers the true mean of an autocorrelated series about as often as asked (${kind})`, () => {
      // AR(1) 0.5, 300 periods, 90 % interval: 100 series. Independent draws would cover about 65 times.
      let covered = 0;
      for (let seed = 0; seed < 100; seed++) {
        const rng = streamOf(seed, 'cover', kind);
        const found = bootstrapInterval(series(seed, 300, 0.5), mean, {
          rng,
          kind,
          block: 12,
          replicates: 200,
          level: 0.9,
        });
        if (found.low <= 0 && found.high >= 0) covered++;
      }
      assert.ok(covered >= 80 && covered <= 97, `covered ${covered}`);
    });
  }

  it('knows the standard error of a mean of independent returns', () => {
    const x = series(5, 400, 0);
    const { se } = bootstrapInterval(x, mean, { rng: streamOf(5, 'se'), block: 1, replicates: 2000 });
    near(se, 1 / Math.sqrt(400), 0.01);
  });

  it('resamples two series by the same rows, so a constant difference has no error', () => {
    const a = series(7, 60, 0);
    const found = bootstrapDifference(
      a,
      a.map((v) => v - 0.25),
      mean,
      { rng: streamOf(7, 'd'), replicates: 50 },
    );
    near(found.low, 0.25);
    near(found.high, 0.25);
  });

  it('skips periods without a return, and has no bounds under two', () => {
    const found = bootstrapInterval(f64(1, NaN), mean, { rng: streamOf(1, 'x') });
    assert.equal(found.estimate, 1);
    assert.ok(Number.isNaN(found.low));
  });

  it('takes cube root blocks by default', () => {
    assert.deepEqual([1, 8, 9, 1000].map(defaultBlock), [1, 2, 3, 10]);
  });
});
