import assert from 'node:assert/strict';
import fc from 'fast-check';
import { crowdingOf, dominates, frontsOf, hypervolume } from '../../src/search/pareto.ts';

const points = (most: number, objectives: number): fc.Arbitrary<number[][]> =>
  fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: objectives, maxLength: objectives }), {
    minLength: 1,
    maxLength: most,
  });

describe('several objectives', () => {
  it('one point dominates where it is nowhere worse and somewhere better', () => {
    assert.equal(dominates([1, 2], [1, 3]), true);
    assert.equal(dominates([1, 3], [1, 3]), false);
    assert.equal(dominates([0, 4], [1, 3]), false);
  });

  it('fronts peel off what is not dominated', () => {
    assert.deepEqual(
      [
        ...frontsOf([
          [1, 5],
          [2, 2],
          [5, 1],
          [3, 3],
          [6, 6],
          [2, 6],
        ]),
      ],
      [0, 0, 0, 1, 2, 1],
    );
    fc.assert(
      fc.property(points(12, 3), (all) => {
        const fronts = frontsOf(all);
        all.forEach((p, i) => {
          const above = all.filter((q) => dominates(q, p)).map((q) => fronts[all.indexOf(q)]);
          assert.equal(fronts[i], above.length === 0 ? 0 : Math.max(...above) + 1);
        });
      }),
    );
  });

  it('crowding is the distance of the neighbours, without end at the ends', () => {
    assert.deepEqual(
      [
        ...crowdingOf([
          [0, 4],
          [1, 2],
          [4, 0],
        ]),
      ],
      [Infinity, 2, Infinity],
    );
  });

  it('hypervolume is the volume below the reference that a cell count finds', () => {
    assert.equal(
      hypervolume(
        [
          [1, 3],
          [3, 1],
          [2, 2],
          [9, 9],
        ],
        [4, 4],
      ),
      3 * 1 + 2 * 1 + 1 * 1,
    );
    assert.equal(hypervolume([[4, 0]], [4, 4]), 0);
    fc.assert(
      fc.property(points(6, 3), (all) => {
        let cells = 0;
        for (let x = 0; x < 8; x++)
          for (let y = 0; y < 8; y++)
            for (let z = 0; z < 8; z++) if (all.some(([a, b, c]) => a <= x && b <= y && c <= z)) cells++;
        assert.equal(hypervolume(all, [8, 8, 8]), cells);
      }),
    );
  });
});
