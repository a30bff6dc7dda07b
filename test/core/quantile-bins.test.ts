import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sortedFinite } from '../../src/core/math/index.ts';
import { binNumber, binNumbers, quantileBins, quantileBinsOf } from '../../src/core/quantile-bins.ts';

const sorted = (x: readonly number[]): Float64Array => Float64Array.from(x).sort();

describe('quantile bins', () => {
  it('lie between type-7 quantiles and are closed on the right', () => {
    // quantiles of 0 … 4 at 1/4, 2/4, 3/4 are 1, 2, 3 (numpy.quantile, default method)
    const bins = quantileBins(sorted([0, 1, 2, 3, 4]), 4);
    assert.deepEqual([...bins.edges], [1, 2, 3]);
    assert.deepEqual(
      [-9, 1, 1.5, 2, 3, 3.01].map((x) => binNumber(bins, x)),
      [1, 1, 2, 2, 3, 4],
    );
    assert.ok(Number.isNaN(binNumber(bins, NaN)));
  });

  it('merge where values tie, keeping the number nearest to the middle', () => {
    const tied = quantileBins(sorted([0, 0, 0, 0, 1, 2, 3, 4, 5, 6]), 10);
    assert.ok(tied.edges.length < 9);
    assert.equal(binNumber(tied, 0), 3); // bins 1 to 3 are one
    assert.equal(binNumber(tied, 7), 10);
  });

  it('call a constant score neither high nor low', () => {
    const constant = quantileBins(sorted(Array.from({ length: 50 }, () => 0.3)), 20);
    assert.equal(binNumber(constant, 0.3), 10);
  });

  it('are the same of many values in any order, ties and unknown ones among them', () => {
    const values = Float64Array.from({ length: 50_000 }, (_, i) =>
      i % 11 === 0 ? NaN : Math.floor(((i * 7919) % 10_007) / (i % 3 === 0 ? 500 : 1)) / 7,
    );
    for (const n of [2, 10, 20, 37]) assert.deepEqual(quantileBinsOf(values, n), quantileBins(sortedFinite(values), n));
    assert.deepEqual(
      quantileBinsOf(
        values.map(() => 0.3),
        20,
      ),
      quantileBins(
        values.map(() => 0.3),
        20,
      ),
    );
  });

  it('ascend strictly, number every value from 1 to n, and never fall as values rise', () => {
    const values = fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ min: 0, max: 5, noNaN: true })), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(values, fc.integer({ min: 2, max: 25 }), (x, n) => {
        const bins = quantileBins(sorted(x), n);
        assert.equal(bins.numbers.length, bins.edges.length + 1);
        for (let i = 1; i < bins.edges.length; i++) assert.ok(bins.edges[i] > bins.edges[i - 1]);
        const numbers = [...sorted(x)].map((v) => binNumber(bins, v));
        const whole = new Float64Array(x.length);
        binNumbers(bins, sorted(x), whole);
        assert.deepEqual([...whole], numbers);
        numbers.forEach((number, i) => assert.ok(number >= 1 && number <= n && (i === 0 || number >= numbers[i - 1])));
      }),
    );
  });
});
