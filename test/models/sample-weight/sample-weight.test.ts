import assert from 'node:assert/strict';
import fc from 'fast-check';
import timeDecay from '../../../src/models/sample-weight/time-decay.ts';
import uniqueness from '../../../src/models/sample-weight/uniqueness.ts';

const spans = (pairs: readonly (readonly [number, number])[]) => ({
  rows: Int32Array.from(pairs, ([from]) => from),
  first: Int32Array.from(pairs, ([from]) => from),
  last: Int32Array.from(pairs, ([, to]) => to),
});
const scaled = (weights: readonly number[]): number[] => {
  const mean = weights.reduce((sum, w) => sum + w, 0) / weights.length;
  return weights.map((w) => w / mean);
};
const near = (found: Float64Array, expected: readonly number[]): void =>
  expected.forEach((v, i) => assert.ok(Math.abs(found[i] - v) < 1e-12));

describe('uniqueness', () => {
  it('is 1 for labels that do not overlap', () =>
    near(
      uniqueness.weigh(
        {},
        spans([
          [0, 1],
          [2, 5],
          [9, 9],
        ]),
      ),
      [1, 1, 1],
    ));

  it('matches a hand computation', () => {
    // rows 0..2, 1..2, 5: row 0 has one label, rows 1 and 2 have two
    near(
      uniqueness.weigh(
        {},
        spans([
          [0, 2],
          [1, 2],
          [5, 5],
        ]),
      ),
      scaled([(1 + 0.5 + 0.5) / 3, 0.5, 1]),
    );
  });

  it('agrees with the plain definition', () => {
    const some = fc.array(fc.tuple(fc.nat(60), fc.nat(20)), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(some, (raw) => {
        const pairs = raw.map(([from, length]) => [from, from + length] as const).sort((a, b) => a[0] - b[0]);
        const alive = (t: number): number => pairs.filter(([from, to]) => from <= t && t <= to).length;
        const plain = pairs.map(([from, to]) => {
          let sum = 0;
          for (let t = from; t <= to; t++) sum += 1 / alive(t);
          return sum / (to - from + 1);
        });
        const found = uniqueness.weigh({}, spans(pairs));
        scaled(plain).forEach((w, i) => assert.ok(Math.abs(found[i] - w) < 1e-9));
      }),
    );
  });
});

describe('time_decay', () => {
  it('halves over each half-life', () => {
    const weights = timeDecay.weigh(
      { half_life: 10 },
      spans([
        [0, 1],
        [10, 11],
        [20, 21],
      ]),
    );
    near(weights, scaled([0.25, 0.5, 1]));
  });

  it('stays above 0 however old a row is', () => {
    assert.ok(
      timeDecay.weigh(
        { half_life: 1 },
        spans([
          [0, 1],
          [100_000, 100_001],
        ]),
      )[0] > 0,
    );
  });
});
