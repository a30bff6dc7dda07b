import assert from 'node:assert/strict';
import { streamOf } from '../../src/core/rng.ts';
import { fanova, importanceOf } from '../../src/search/analysis/importance.ts';
import type { Tree } from '../../src/search/analysis/forest.ts';
import { growForest } from '../../src/search/analysis/forest.ts';
import { spaceOf } from '../../src/search/space.ts';
import type { Seen } from '../../src/search/analysis/encoded.ts';

const unit = { low: 0, high: 1 };
const two = spaceOf({ a: unit, b: unit }, () => false);
const leaf = (low: readonly number[], high: readonly number[], value: number): Tree['leaves'][number] => ({
  low: Float64Array.from(low),
  high: Float64Array.from(high),
  value,
});

describe('importance of parameters', () => {
  it('fANOVA of one tree is what its boxes give by hand', () => {
    // 0 where a < 0.5; else 4 where b < 0.25 and 8 above: means 0 | 7 along a, 2 | 4 along b, 3.5 in all
    const leaves = [leaf([0, 0], [0.5, 1], 0), leaf([0.5, 0], [1, 0.25], 4), leaf([0.5, 0.25], [1, 1], 8)];
    const whole = 0.5 * 3.5 ** 2 + 0.125 * 0.5 ** 2 + 0.375 * 4.5 ** 2;
    const [a, b] = fanova([{ leaves, predict: () => 0, unseen: new Int32Array(0) }], two.params);
    assert.ok(Math.abs(a - 3.5 ** 2 / whole) < 1e-12);
    assert.ok(Math.abs(b - (0.25 * 1.5 ** 2 + 0.75 * 0.5 ** 2) / whole) < 1e-12);
  });

  it('a tree fills the cube with leaves and repeats what it has seen', () => {
    const rng = streamOf(3, 'test');
    const columns = [0, 1].map(() => Float64Array.from({ length: 60 }, () => rng.uniform()));
    const loss = columns[0].map((x, i) => x + 2 * columns[1][i]);
    const [tree] = growForest({ columns, loss }, 1, rng);
    const volume = tree.leaves.reduce((sum, { low, high }) => sum + (high[0] - low[0]) * (high[1] - low[1]), 0);
    assert.ok(Math.abs(volume - 1) < 1e-9);
    const unseen = new Set(tree.unseen);
    assert.ok(unseen.size > 10 && unseen.size < 35);
    loss.forEach((value, row) => {
      if (!unseen.has(row)) assert.ok(Math.abs(tree.predict((c) => columns[c][row]) - value) < 1e-12);
    });
  });

  const space = spaceOf(
    {
      loud: unit,
      quiet: unit,
      idle: unit,
      kind: { choices: ['x', 'y'] },
      depth: { low: 0, high: 1, when: { kind: 'y' } },
    },
    () => false,
  );
  const rng = streamOf(1, 'importance test');
  const trials = Array.from({ length: 120 }, (_, index): Seen => {
    const [loud, quiet, idle] = [rng.uniform(), rng.uniform(), rng.uniform()];
    const kind = rng.uniform() < 0.5 ? 'x' : 'y';
    const depth = rng.uniform();
    const params = { loud, quiet, idle, kind, ...(kind === 'y' && { depth }) };
    return { index, params, loss: 4 * loud + quiet + (kind === 'y' ? 0.6 * depth : 0.3) };
  });

  it('ranks parameters as they move the loss, those under a condition within their trials', () => {
    const found = importanceOf(space, trials, 0);
    assert.deepEqual(
      found.slice(0, 2).map(({ path }) => path),
      ['loud', 'quiet'],
    );
    const share = (path: string): number => found.find((one) => one.path === path)?.fanova ?? NaN;
    assert.ok(share('loud') > 0.8 && share('idle') < 0.02 && share('depth') > share('idle'));
    assert.ok(Math.abs(found.reduce((sum, { fanova: part }) => sum + part, 0) - 1) < 1e-12);
    assert.equal(found.find(({ path }) => path === 'depth')?.trials, trials.filter((t) => 'depth' in t.params).length);
    assert.ok((found.find(({ path }) => path === 'loud')?.permutation ?? 0) > 1);
  });

  it('repeats itself for a seed, and says nothing of few or equal trials', () => {
    assert.deepEqual(importanceOf(space, trials, 0), importanceOf(space, trials, 0));
    assert.deepEqual(importanceOf(space, trials.slice(0, 9), 0), []);
    assert.deepEqual(
      importanceOf(
        space,
        trials.map((t) => ({ ...t, loss: 1 })),
        0,
      ),
      [],
    );
  });
});
