import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defineFeature, windowReach } from '../../../src/core/contracts/feature.ts';
import type { CoarseRule } from '../../../src/data/resample.ts';
import { featureStep } from '../../../src/runner/steps/feature.ts';
import type { FeatureJob } from '../../../src/runner/steps/feature.ts';
import { column, isShared } from './_run.ts';

const MINUTE = 60_000;
const FINE = 5 * MINUTE;
const COARSE = 20 * MINUTE;

/** Gives its input back, with the change since the bar before, and the origin it was started with. */
const echo = defineFeature({
  type: 'echo',
  version: 1,
  summary: 'For this test.',
  params: {},
  inputs: () => ['x'],
  outputs: () => ['x', 'change', 'origin'],
  unit: () => 'ratio',
  reach: () => windowReach(2),
  start: (_, origin) => ({ before: NaN, origin }),
  push(state, [x], [out, change, origin]) {
    for (let i = 0; i < x.length; i++) {
      out[i] = x[i];
      change[i] = x[i] - state.before;
      origin[i] = state.origin;
      state.before = x[i];
    }
  },
});

const jobOf = (rule: CoarseRule, coarse_ms?: number): FeatureJob => ({
  ...{ kind: 'feature', type: 'echo', values: {}, inputs: 1, rules: [rule], interval_ms: FINE },
  coarse_ms,
});
const run = (rule: CoarseRule, time: readonly number[], x: readonly number[], coarse_ms?: number) => {
  const [volume, close] = [time.map(volumeAt), x.map((v) => v + 0.5)];
  const weights = rule === 'vwap' ? { volume: Float64Array.from(volume), close: Float64Array.from(close) } : {};
  const arrays = { time: Float64Array.from(time), in0: Float64Array.from(x), ...weights };
  return featureStep(jobOf(rule, coarse_ms), echo, arrays);
};
const grid = (rows: number, from = 0): number[] => Array.from({ length: rows }, (_, t) => (from + t) * FINE);

const volumeAt = (time: number): number => (Math.floor(time / FINE) % 3) * 2;

const MERGE: { readonly [rule in CoarseRule]: (x: readonly number[], time: readonly number[]) => number } = {
  vwap(x, time) {
    const volume = time.map(volumeAt);
    const bought = volume.reduce((a, b) => a + b, 0);
    return bought === 0 ? x[x.length - 1] + 0.5 : x.reduce((paid, price, i) => paid + price * volume[i], 0) / bought;
  },
  first: (x) => x[0],
  last: (x) => x[x.length - 1],
  sum: (x) => x.reduce((total, v) => total + v, 0),
  high: (x) => Math.max(...x),
  low: (x) => Math.min(...x),
};

/** For each fine bar: the coarse bars that have ended by its close and begin within the data; the last of them. */
function slowly(rule: CoarseRule, time: readonly number[], x: readonly number[]): { x: number; change: number }[] {
  return time.map((open) => {
    const ended = time.map((ms) => Math.floor(ms / COARSE) * COARSE).filter((start) => start >= time[0]);
    const known = [...new Set(ended)].filter((start) => start + COARSE <= open + FINE);
    const values = known.map((start) => {
      const inside = (_: number, i: number): boolean => time[i] >= start && time[i] < start + COARSE;
      return MERGE[rule](x.filter(inside), time.filter(inside));
    });
    const last = values[values.length - 1] ?? NaN;
    return { x: last, change: last - (values[values.length - 2] ?? NaN) };
  });
}

/** Bars on the five-minute grid with holes, beginning anywhere in a coarse bar. */
const bars = fc
  .tuple(fc.nat(9), fc.array(fc.tuple(fc.boolean(), fc.boolean(), fc.integer({ min: -50, max: 50 })), { minLength: 1 }))
  .map(([from, slots]) => {
    const kept = slots.map(([a, b, x], i) => ({ time: (from + i) * FINE, x, kept: a || b || i === 0 }));
    return kept.filter((bar) => bar.kept);
  });

describe('featureStep', () => {
  it('computes all rows as one chunk from the absolute index of the first bar', () => {
    const result = run('last', grid(3, 7), [1, 4, 9]);
    assert.deepEqual([...column(result, 'x')], [1, 4, 9]);
    assert.deepEqual([...column(result, 'change')], [NaN, 3, 5]);
    assert.deepEqual([...column(result, 'origin')], [7, 7, 7]);
  });

  it('leaves columns in shared memory', () => {
    assert.ok(isShared(run('last', grid(3), [1, 2, 3])) && isShared(run('last', grid(9), grid(9), COARSE)));
  });

  it('takes no bars', () => {
    assert.equal(column(run('last', [], []), 'x').length, 0);
    assert.equal(column(run('last', [], [], COARSE), 'x').length, 0);
  });
});

describe('featureStep on coarser bars', () => {
  it('shows a coarse bar from the close of its last fine bar on', () => {
    const result = run('sum', grid(9), [1, 1, 1, 1, 2, 2, 2, 2, 3], COARSE);
    assert.deepEqual([...column(result, 'x')], [NaN, NaN, NaN, 4, 4, 4, 4, 8, 8]);
    assert.deepEqual([...column(result, 'change')], [NaN, NaN, NaN, NaN, NaN, NaN, NaN, 4, 4]);
  });

  it('waits for the next coarse bar where the last fine bar is missing', () => {
    const time = [0, 1, 2, 4, 5].map((slot) => slot * FINE);
    assert.deepEqual([...column(run('last', time, [1, 2, 3, 4, 5], COARSE), 'x')], [NaN, NaN, NaN, 3, 3]);
  });

  it('makes no coarse bar of a beginning that lies before the data', () => {
    const result = run('first', grid(9, 2), [1, 2, 3, 4, 5, 6, 7, 8, 9], COARSE);
    assert.deepEqual([...column(result, 'x')], [NaN, NaN, NaN, NaN, NaN, 3, 3, 3, 3]);
    assert.equal(column(result, 'origin')[8], 1);
  });

  for (const rule of Object.keys(MERGE) as CoarseRule[]) {
    it(`equals a search of every bar: ${rule}`, () => {
      fc.assert(
        fc.property(bars, (rows) => {
          const [time, x] = [rows.map((bar) => bar.time), rows.map((bar) => bar.x)];
          const result = run(rule, time, x, COARSE);
          const expected = slowly(rule, time, x);
          assert.deepEqual(
            [...column(result, 'x')],
            expected.map((e) => e.x),
          );
          assert.deepEqual(
            [...column(result, 'change')],
            expected.map((e) => e.change),
          );
        }),
      );
    });
  }

  it('never shows a bar before its close: a changed fine bar changes no row before it', () => {
    fc.assert(
      fc.property(bars, fc.nat(30), (rows, at) => {
        fc.pre(at < rows.length);
        const [time, x] = [rows.map((bar) => bar.time), rows.map((bar) => bar.x)];
        const other = x.map((v, i) => (i < at ? v : v + 1000));
        for (const rule of Object.keys(MERGE) as CoarseRule[]) {
          const [a, b] = [x, other].map((values) => column(run(rule, time, values, COARSE), 'change'));
          assert.deepEqual(a.slice(0, at), b.slice(0, at));
        }
      }),
    );
  });

  it('spreads an unknown value over its coarse bar and no further', () => {
    for (const rule of ['sum', 'high', 'low'] as const) {
      const result = run(rule, grid(8), [1, NaN, 1, 1, 2, 2, 2, 2], COARSE);
      assert.deepEqual([...column(result, 'x')].map(Number.isNaN), [...Array(7).fill(true), false]);
    }
  });
});
