import assert from 'node:assert/strict';
import fc from 'fast-check';
import { binLike, binMatrix } from '../../../src/models/_boosting/index.ts';
import { binEdges, edgeBetween } from '../../../src/models/_boosting/bin-edges.ts';

const column = fc
  .array(fc.oneof(fc.double(), fc.integer({ min: -3, max: 3 }), fc.constantFrom(NaN, -0, Infinity, -Infinity)), {
    minLength: 1,
    maxLength: 80,
  })
  .map((values) => Float64Array.from(values));

describe('binEdges', () => {
  it('puts an edge midway between few distinct values', () => {
    assert.deepEqual([...binEdges(Float64Array.of(3, 1, NaN, 1, 2, 3), 255)], [1.5, 2.5]);
  });

  it('gives no edges for a constant column, one of both zeros, and one that is all NaN', () => {
    assert.equal(binEdges(Float64Array.of(7, 7, NaN), 255).length, 0);
    assert.equal(binEdges(Float64Array.of(0, -0, 0), 255).length, 0);
    assert.equal(binEdges(Float64Array.of(NaN, NaN), 255).length, 0);
  });

  it('parts distinct values into bins of about equal counts', () => {
    const edges = binEdges(
      Float64Array.from({ length: 1000 }, (_, i) => (i * 7) % 1000),
      4,
    );
    assert.deepEqual([...edges], [249.5, 499.5, 749.5]);
  });

  it('gives a frequent value a bin of its own and the rest of the bins to the others', () => {
    const values = Float64Array.from({ length: 1000 }, (_, i) => (i < 500 ? 0 : i));
    const edges = binEdges(values, 11);
    assert.equal(edges.length, 10);
    assert.equal(edges[0], 250);
  });

  it('finds an edge above the lower and at most the upper of any two neighbours', () => {
    for (const [below, above] of [
      [-5e-324, 0],
      [0, 5e-324],
      [5e-324, 1.5e-323],
      [-Number.MAX_VALUE, Number.MAX_VALUE],
      [1, 1 + Number.EPSILON],
    ]) {
      const edge = edgeBetween(below, above);
      assert.ok(below < edge && edge <= above && !Object.is(edge, -0), `${below} < ${edge} <= ${above}`);
    }
  });

  it('ascends strictly, is finite, and stays within max_bins', () => {
    fc.assert(
      fc.property(column, fc.integer({ min: 2, max: 20 }), (values, maxBins) => {
        const edges = binEdges(values, maxBins);
        assert.ok(edges.length < maxBins);
        assert.ok(edges.every((edge, k) => Number.isFinite(edge) && (k === 0 || edges[k - 1] < edge)));
      }),
      { seed: 21 },
    );
  });
});

describe('binMatrix', () => {
  it('gives each value the number of edges at or below it, and NaN 255', () => {
    fc.assert(
      fc.property(column, fc.integer({ min: 1, max: 5 }), (values, copies) => {
        const columns = Array.from({ length: copies }, () => values);
        const { bins, edges } = binMatrix(columns, 255);
        for (let f = 0; f < copies; f++) {
          values.forEach((value, row) => {
            const clamped = Math.min(value, Number.MAX_VALUE);
            const expected = Number.isNaN(value) ? 255 : edges[f].filter((edge) => edge <= clamped).length;
            assert.equal(bins[(f >> 3) * values.length * 8 + row * 8 + (f & 7)], expected);
          });
        }
      }),
      { seed: 22 },
    );
  });

  it('reads views over shared memory', () => {
    const shared = new Float64Array(new SharedArrayBuffer(32), 8, 3);
    shared.set([3, 1, 2]);
    assert.deepEqual(binMatrix([shared], 255), binMatrix([Float64Array.of(3, 1, 2)], 255));
  });

  it('puts other rows into the bins of the train rows', () => {
    const train = binMatrix([Float64Array.of(1, 2, 3)], 255);
    assert.deepEqual(
      [...binLike(train, [Float64Array.of(-9, 2.4, NaN, 99)]).bins].filter((_, i) => i % 8 === 0),
      [0, 1, 255, 2],
    );
  });

  it('names uneven columns and bin numbers that do not fit a byte', () => {
    assert.throws(
      () => binMatrix([new Float64Array(3), new Float64Array(2)], 255),
      /column 1 has 2 rows, column 0 has 3/,
    );
    assert.throws(
      () => binMatrix([new Float64Array(3)], 256),
      /max_bins must be a whole number from 2 to 255, found 256/,
    );
  });
});
