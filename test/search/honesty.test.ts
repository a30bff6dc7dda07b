import assert from 'node:assert/strict';
import { streamOf } from '../../src/core/rng.ts';
import type { Evidence } from '../../src/search/honesty.ts';
import { honestyOf } from '../../src/search/honesty.ts';
import { neighboursOf } from '../../src/search/neighbours.ts';
import { spaceOf } from '../../src/search/space.ts';

const space = spaceOf({ x: { low: 0, high: 1 }, kind: { choices: ['a', 'b'] } }, () => false);

/** Trials without skill, but for a daily mean of `edge` sd in all of them. */
function luck(seed: number, { trials = 40, days = 300, edge = 0, common = 0 }): readonly Evidence[] {
  const shared = streamOf(seed, 'shared');
  const base = Float64Array.from({ length: days }, () => shared.normal());
  return Array.from({ length: trials }, (_, index) => {
    const rng = streamOf(seed, 'trial', index);
    const returns = base.map((b) => 0.01 * (edge + common * b + Math.sqrt(1 - common * common) * rng.normal()));
    return { index, params: { x: index / trials, kind: 'a' }, returns, value: returns.reduce((a, b) => a + b, 0) };
  });
}

const bestOf = (trials: readonly Evidence[]): number => trials.reduce((a, b) => (b.value > a.value ? b : a)).index;
const judge = (trials: readonly Evidence[], everTried = trials.length) =>
  honestyOf(trials, { space, best: bestOf(trials), everTried });

describe('honesty', () => {
  it('rarely takes the best of many tries for skill', () => {
    const accepted = Array.from({ length: 20 }, (_, seed) => judge(luck(seed, { trials: 12 })).dsr.value ?? 0).filter(
      (dsr) => dsr > 0.95,
    );
    assert.ok(accepted.length <= 2, `${accepted.length} of 20`);
  });

  it('mostly recognises an edge of 0.25 daily standard deviations', () => {
    const accepted = Array.from(
      { length: 20 },
      (_, seed) => judge(luck(seed, { trials: 12, edge: 0.25 })).dsr.value ?? 0,
    ).filter((dsr) => dsr > 0.95);
    assert.ok(accepted.length >= 16, `${accepted.length} of 20`);
  });

  it('counts trials that move together as one', () => {
    assert.equal(judge(luck(1, { common: 0.95 })).effective, 1);
    assert.ok(judge(luck(1, {})).effective > 35);
  });

  it('more trials ever tried leave less', () => {
    const trials = luck(3, { edge: 0.1 });
    const [few, many] = [judge(trials), judge(trials, 4000)];
    assert.deepEqual([few.everTried, many.everTried], [40, 4000]);
    assert.ok((many.dsr.value ?? 1) < (few.dsr.value ?? 0));
  });

  it('withholds what a single trial or too few days cannot tell', () => {
    assert.deepEqual(judge(luck(1, { trials: 1 })).pbo, { value: null, withheld: 'needs 2 trials' });
    assert.deepEqual(judge(luck(1, { days: 5 })).pbo, { value: null, withheld: 'under 8 days (5)' });
    const flat = judge(luck(1, {}).map((one) => ({ ...one, returns: new Float64Array(300) })));
    assert.equal(flat.dsr.value, null);
    assert.equal(flat.haircut.value, null);
  });

  it('gives a probability of overfitting near one half to pure luck', () => {
    const all = Array.from({ length: 12 }, (_, seed) => judge(luck(100 + seed, { trials: 12 })).pbo.value ?? NaN);
    const mean = all.reduce((a, b) => a + b, 0) / all.length;
    assert.ok(mean > 0.3 && mean < 0.7, String(mean));
  });

  it('refuses evidence of different lengths', () => {
    const [a, b] = luck(1, {});
    assert.throws(() => judge([a, { ...b, returns: b.returns.slice(1) }]), RangeError);
  });

  it('neighbours are the trials within one step of the best, of the same kind', () => {
    const grid = spaceOf({ n: { low: 0, high: 10, step: 2 }, kind: { choices: ['a', 'b'] } }, () => true);
    const at = (index: number, n: number, kind: string, value: number) => ({ index, params: { n, kind }, value });
    const { rule, indexes, mean, lowest } = neighboursOf(
      grid,
      [
        at(0, 4, 'a', 9),
        at(1, 2, 'a', 8),
        at(2, 6, 'a', 4),
        at(3, 4, 'b', 0),
        at(4, 8, 'a', 0),
        at(5, 6, 'a', 6),
        at(6, 4, 'a', 9),
      ],
      0,
    );
    assert.deepEqual([rule, indexes, mean, lowest], ['step', [1, 2, 5], 6, 4]);
  });

  it('takes the nearest trials where none is within a step', () => {
    const far = [0, 0.5, 0.8, 1].map((x, index) => ({ index, params: { x, kind: 'a' }, value: index }));
    assert.deepEqual(neighboursOf(space, far, 0).rule, 'nearest');
    assert.equal(neighboursOf(space, far.slice(0, 1), 0).count, 0);
  });
});
