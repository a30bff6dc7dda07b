import assert from 'node:assert/strict';
import fc from 'fast-check';
import { binOf, equalCountEdges, tabulate } from '../../../src/evaluation/_stats/bins.ts';
import { f64, near } from './_near.ts';

describe('bins', () => {
  it('are numbered from 1 and right-closed', () => {
    assert.deepEqual(
      [0, 1, 1.5, 2, 3].map((v) => binOf(v, f64(1, 2))),
      [1, 1, 2, 2, 3],
    );
  });

  it('cut at type 7 quantiles', () => {
    assert.deepEqual([...equalCountEdges(f64(4, 1, 3, 2, 5), 4)], [2, 3, 4]);
  });

  it('hold each row once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1 }),
        fc.integer({ min: 1, max: 9 }),
        (x, bins) => {
          const values = Float64Array.from(x);
          const edges = equalCountEdges(values, bins);
          const table = tabulate(values, values, { bin: x.map((v) => binOf(v, edges)), bins, edges });
          assert.equal(
            table.reduce((sum, bin) => sum + bin.count, 0),
            x.length,
          );
        },
      ),
    );
  });

  it('state mean, standard error and hit rate of the outcome', () => {
    const [bin] = tabulate(f64(1, 2, 3), f64(-1, 1, 3), { bin: [1, 1, 1], bins: 1 });
    near(bin.predicted, 2);
    near(bin.realised, 1);
    near(bin.se, 2 / Math.sqrt(3));
    near(bin.hit_rate, 2 / 3);
  });
});
