import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fitBoostedTrees } from '../../../src/models/_boosting/index.ts';
import { edgeBetween, edgeRoomBytes } from '../../../src/models/_boosting/bin-edges.ts';
import { contentOf, holds } from '../../../src/models/_boosting/held-matrix.ts';
import { withKernel } from '../../../src/models/_boosting/kernel.ts';
import { CHUNK_BYTES, blockBytes, placeMatrix } from '../../../src/models/_boosting/matrix.ts';
import { edgesOf, params, predictAll, source, wavy } from './_data.ts';

const column = fc
  .array(fc.oneof(fc.double(), fc.integer({ min: -3, max: 3 }), fc.constantFrom(NaN, -0, Infinity, -Infinity)), {
    minLength: 1,
    maxLength: 80,
  })
  .map((values) => Float64Array.from(values));

describe('binEdges', () => {
  it('puts an edge midway between few distinct values', () => {
    assert.deepEqual([...edgesOf(Float64Array.of(3, 1, NaN, 1, 2, 3), 255)], [1.5, 2.5]);
  });

  it('gives no edges for a constant column, one of both zeros, and one that is all NaN', () => {
    assert.equal(edgesOf(Float64Array.of(7, 7, NaN), 255).length, 0);
    assert.equal(edgesOf(Float64Array.of(0, -0, 0), 255).length, 0);
    assert.equal(edgesOf(Float64Array.of(NaN, NaN), 255).length, 0);
  });

  it('parts distinct values into bins of about equal counts', () => {
    const edges = edgesOf(
      Float64Array.from({ length: 1000 }, (_, i) => (i * 7) % 1000),
      4,
    );
    assert.deepEqual([...edges], [249.5, 499.5, 749.5]);
  });

  it('gives a frequent value a bin of its own and the rest of the bins to the others', () => {
    const values = Float64Array.from({ length: 1000 }, (_, i) => (i < 500 ? 0 : i));
    const edges = edgesOf(values, 11);
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
        const edges = edgesOf(values, maxBins);
        assert.ok(edges.length < maxBins);
        assert.ok(edges.every((edge, k) => Number.isFinite(edge) && (k === 0 || edges[k - 1] < edge)));
      }),
      { seed: 21 },
    );
  });
});

describe('placeMatrix', () => {
  const ROOM = 1024;
  const place = { bins: ROOM + CHUNK_BYTES + edgeRoomBytes(10_000), room: ROOM };

  /** Edges, and the bins row by row of each column. */
  function binsOf(
    columns: readonly Float64Array[],
    maxBins = 255,
  ): { edges: readonly Float64Array[]; bins: number[][] } {
    const { length } = columns[0];
    return withKernel(place.bins + 8 * blockBytes(length), (kernel) => {
      const { edges } = placeMatrix(kernel, place, columns, maxBins);
      const bytes = new Uint8Array(kernel.buffer, place.bins);
      const at = (f: number, row: number): number => bytes[(f >> 3) * blockBytes(length) + row * 8 + (f & 7)];
      return { edges, bins: columns.map((x, f) => Array.from(x, (_, row) => at(f, row))) };
    });
  }

  it('gives each value the number of edges at or below it, and NaN 255', () => {
    fc.assert(
      fc.property(column, fc.integer({ min: 1, max: 11 }), (values, copies) => {
        const { bins, edges } = binsOf(Array.from({ length: copies }, () => values));
        for (let f = 0; f < copies; f++) {
          values.forEach((value, row) => {
            const clamped = Math.min(value, Number.MAX_VALUE);
            const expected = Number.isNaN(value) ? 255 : edges[f].filter((edge) => edge <= clamped).length;
            assert.equal(bins[f][row], expected);
          });
        }
      }),
      { seed: 22 },
    );
  });

  it('goes on behind the first rows that it takes at a time', () => {
    const long = Float64Array.from({ length: 9_001 }, (_, i) => (i * 7) % 100);
    assert.deepEqual(
      binsOf([long]).bins[0],
      Array.from(long, (value) => value),
    );
  });

  it('reads views over shared memory', () => {
    const shared = new Float64Array(new SharedArrayBuffer(32), 8, 3);
    shared.set([3, 1, 2]);
    assert.deepEqual(binsOf([shared]).bins, [[2, 0, 1]]);
  });

  it('makes edges once for the same content, wherever it lies, and bins anew for any other', () => {
    const { columns } = wavy(300, 5);
    const made = binsOf(columns, 64);
    const again = binsOf(
      columns.map((x) => x.slice()),
      64,
    );
    assert.equal(again.edges, made.edges);
    assert.deepEqual(again.bins, made.bins);
    const negated = columns.map((x, f) => (f === 1 ? x.map((v, t) => (t < 2 ? -v : v)) : x));
    for (const other of [negated, columns.slice(1), columns.map((x) => x.subarray(1)), [...columns].reverse()]) {
      const found = binsOf(other, 64);
      other.forEach((x, f) => assert.deepEqual(found.edges[f], edgesOf(x, 64)));
      binsOf(columns, 64);
      assert.deepEqual(binsOf(other, 64), found);
    }
    assert.deepEqual(binsOf(columns, 64), made);
  });

  it('finds the bins where the last fit of the same columns left them, and not where a prediction has been', () => {
    const { columns, target } = wavy(3000, 9);
    const model = fitBoostedTrees({ columns, target }, undefined, params, source(1));
    const held = (): boolean => withKernel(1, ({ buffer }) => holds(buffer, contentOf(columns, params.max_bins)));
    assert.ok(held());
    assert.deepEqual(fitBoostedTrees({ columns, target }, undefined, params, source(1)), model);
    predictAll(model, columns);
    assert.ok(!held());
    assert.deepEqual(fitBoostedTrees({ columns, target }, undefined, params, source(1)), model);
  });
});
