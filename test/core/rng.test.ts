import assert from 'node:assert/strict';
import fc from 'fast-check';
import { chiSquareTail } from '../../src/core/math/special.ts';
import { pearson } from '../../src/core/math/stats.ts';
import { rngFrom, streamOf } from '../../src/core/rng.ts';
import type { Rng } from '../../src/core/rng.ts';

const take = (n: number, draw: () => number): number[] => Array.from({ length: n }, draw);

/** p-value of equal counts. */
function evenness(counts: number[]): number {
  const expected = counts.reduce((a, b) => a + b, 0) / counts.length;
  const statistic = counts.reduce((sum, c) => sum + (c - expected) ** 2 / expected, 0);
  return chiSquareTail(statistic, counts.length - 1);
}

describe('random streams: the generator', () => {
  it('gives the published sequence of xoshiro128** from state 1, 2, 3, 4', () => {
    // Test vector of the rand_xoshiro crate, made with the authors' C code.
    const expected = [
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ];
    assert.deepEqual(take(10, rngFrom([1, 2, 3, 4]).uint32), expected);
  });
  it('is not stuck in the state of zeros', () => {
    const rng = rngFrom([0, 0, 0, 0]);
    assert.ok(take(20, rng.uint32).some((v) => v > 0));
  });
  it('goes on from a saved state', () => {
    const rng = streamOf(5, 'search');
    take(17, rng.normal);
    const copy = rngFrom(rng.state());
    assert.deepEqual(take(20, copy.uniform), take(20, rng.uniform));
  });
});

describe('random streams: labels', () => {
  it('the stream of a seed and labels never changes (golden)', () => {
    assert.deepEqual(
      take(4, streamOf(42, 'models', 'gbm', 3, 'label_12', 'rows').uint32),
      [1278087657, 5862542, 830495396, 1615605322],
    );
  });
  it('same labels give the same bytes', () => {
    const label = fc.oneof(fc.string(), fc.integer(), fc.double({ noNaN: true }));
    fc.assert(
      fc.property(fc.integer(), fc.array(label), (seed, labels) => {
        assert.deepEqual(take(5, streamOf(seed, ...labels).uint32), take(5, streamOf(seed, ...labels).uint32));
      }),
    );
  });
  it('labels that spell alike give different streams', () => {
    const streams = [
      streamOf(1),
      streamOf(1, ''),
      streamOf(1, '', ''),
      streamOf(1, 0),
      streamOf(1, 1),
      streamOf(1, '1'),
    ];
    streams.push(
      streamOf(1, 'ab'),
      streamOf(1, 'a', 'b'),
      streamOf(1, 'b', 'a'),
      streamOf(1, 'ba'),
      streamOf(2, 'ab'),
      streamOf(-1),
    );
    assert.equal(new Set(streams.map((rng) => take(2, rng.uint32).join())).size, streams.length);
  });
  it('first draws over consecutive folds are even', () => {
    const counts = Array.from({ length: 64 }, () => 0);
    for (let fold = 0; fold < 20000; fold++) counts[streamOf(7, 'split', fold).uint32() >>> 26]++;
    assert.ok(evenness(counts) > 1e-3);
  });
  it('one bit of the seed turns half the bits of the first draw', () => {
    let turned = 0;
    for (let seed = 0; seed < 4000; seed++) {
      let bits = streamOf(2 * seed, 'a').uint32() ^ streamOf(2 * seed + 1, 'a').uint32();
      for (; bits !== 0; bits &= bits - 1) turned++;
    }
    assert.ok(Math.abs(turned / 4000 - 16) < 0.2, `${turned / 4000} bits`);
  });
  it('neighbouring streams are uncorrelated', () => {
    const draws = [0, 1, 2, 3].map((fold) => Float64Array.from(take(20000, streamOf(9, 'models', fold).uniform)));
    for (let i = 1; i < 4; i++) assert.ok(Math.abs(pearson(draws[i - 1], draws[i])) < 0.025);
  });
});

describe('random streams: draws', () => {
  const rng = (): Rng => streamOf(11, 'test');
  it('uniform is even over 100 bins and within [0, 1)', () => {
    const counts = Array.from({ length: 100 }, () => 0);
    for (const u of take(50000, rng().uniform)) counts[Math.floor(u * 100)]++;
    assert.equal(counts.length, 100);
    assert.ok(evenness(counts) > 1e-3);
  });
  it('int covers its range evenly, ends included', () => {
    const counts = Array.from({ length: 7 }, () => 0);
    const stream = rng();
    for (let i = 0; i < 14000; i++) counts[stream.int(-3, 3) + 3]++;
    assert.equal(counts.length, 7);
    assert.ok(evenness(counts) > 1e-3);
  });
  it('int holds ranges beyond 32 bits', () => {
    const stream = rng();
    const draws = take(1000, () => stream.int(0, 2 ** 50));
    assert.ok(draws.every((v) => Number.isSafeInteger(v) && v >= 0 && v <= 2 ** 50));
    assert.ok(Math.max(...draws) > 2 ** 49);
  });
  it('int refuses an empty range', () => {
    assert.throws(() => rng().int(2, 1), /low <= high/);
  });
  it('normal has the moments of the standard normal', () => {
    const draws = take(50000, rng().normal);
    const moment = (k: number): number => draws.reduce((sum, v) => sum + v ** k, 0) / draws.length;
    [0, 1, 0, 3].forEach((value, i) =>
      assert.ok(Math.abs(moment(i + 1) - value) < 0.1, `moment ${i + 1}: ${moment(i + 1)}`),
    );
  });
  it('permutation holds every number once; all six of three are even', () => {
    assert.deepEqual(
      [...rng().permutation(1000)].sort((a, b) => a - b),
      Array.from({ length: 1000 }, (_, i) => i),
    );
    const counts = new Map<string, number>();
    const stream = rng();
    for (let i = 0; i < 6000; i++) {
      const key = stream.permutation(3).join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    assert.equal(counts.size, 6);
    assert.ok(evenness([...counts.values()]) > 1e-3);
  });
  it('choose gives k different numbers below n', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), (a, b) => {
        const [k, n] = a < b ? [a, b] : [b, a];
        const chosen = streamOf(a, 'choose', b).choose(n, k);
        assert.equal(new Set(chosen).size, k);
        assert.ok(chosen.every((v) => v >= 0 && v < n));
      }),
    );
    assert.throws(() => rng().choose(2, 3), /0 <= k <= n/);
  });
});
