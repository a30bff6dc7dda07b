import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Refusal } from '../../src/core/problem.ts';
import { valueAt } from '../../src/search/_domain.ts';
import { internalOf, isActive, paramsOf, pointOf, spaceOf, writtenOf } from '../../src/search/space.ts';
import type { SpaceEntries } from '../../src/search/space.ts';

const none = (): boolean => false;
const all = (): boolean => true;

function problemsOf(entries: SpaceEntries, whole = none): readonly string[] {
  try {
    spaceOf(entries, whole);
    return [];
  } catch (error) {
    assert.ok(error instanceof Refusal);
    assert.equal(error.exit, 2);
    return error.problems.map(({ code, path, message }) => `${code} ${path.join('|')}: ${message}`);
  }
}

describe('search space', () => {
  it('walks a rate in the unit it is written in', () => {
    const [param] = spaceOf({ 'gates.ev.min': { low: '2bps', high: '20bps' } }, none).params;
    assert.deepEqual(param.domain, { kind: 'float', low: 2, high: 20, log: false });
    assert.equal(writtenOf(param, 3.5), '3.5bps');
    assert.equal(internalOf(param, '0.035%'), 3.5);
  });

  it('brings mixed rates to bps', () => {
    const [param] = spaceOf({ a: { low: 0.0002, high: '0.2%', step: '2bps' } }, none).params;
    assert.deepEqual(param.domain, { kind: 'float', low: 2, high: 20, step: 2, log: false });
    assert.equal(param.unit, 'bps');
  });

  it('walks a duration in whole numbers of the finest unit', () => {
    const [param] = spaceOf({ 'split.train': { low: '12h', high: '3d', step: '12h' } }, none).params;
    assert.deepEqual(param.domain, { kind: 'integer', low: 12, high: 72, step: 12, log: false });
    assert.equal(writtenOf(param, 24), '24h');
    assert.equal(internalOf(param, '2d'), 48);
  });

  it('keeps days where all are days', () => {
    const [param] = spaceOf({ a: { low: '14d', high: '60d', step: '7d' } }, none).params;
    assert.deepEqual(param.domain, { kind: 'integer', low: 14, high: 56, step: 7, log: false });
    assert.equal(writtenOf(param, 14), '14d');
  });

  it('counts calendar windows in months', () => {
    const [param] = spaceOf({ a: { low: '6mo', high: '2y', step: '6mo' } }, none).params;
    assert.deepEqual(
      [param.domain, writtenOf(param, 18)],
      [{ kind: 'integer', low: 6, high: 24, step: 6, log: false }, '18mo'],
    );
  });

  it('takes bare numbers of a count as whole', () => {
    assert.deepEqual(spaceOf({ a: { low: 6, high: 30 } }, all).params[0].domain, {
      kind: 'integer',
      low: 6,
      high: 30,
      step: 1,
      log: false,
    });
    assert.equal(spaceOf({ a: { low: 6, high: 30 } }, none).params[0].domain.kind, 'float');
  });

  it('ends a stepped range on its last step, without dust', () => {
    const { domain } = spaceOf({ a: { low: 0.1, high: 1.05, step: 0.1 } }, none).params[0];
    assert.deepEqual(domain, { kind: 'float', low: 0.1, high: 1, step: 0.1, log: false });
    assert.equal(valueAt(domain, 0.25), 0.3);
  });

  it('puts parents before what depends on them', () => {
    const space = spaceOf(
      { child: { low: 0, high: 1, when: { parent: ['a', 'b'] } }, parent: { choices: ['a', 'b', 'c'] } },
      none,
    );
    assert.deepEqual(
      space.params.map(({ path }) => path),
      ['parent', 'child'],
    );
    assert.equal(isActive(space.params[1], Float64Array.of(1, NaN)), true);
    assert.equal(isActive(space.params[1], Float64Array.of(2, NaN)), false);
  });

  it('turns off what hangs on a parameter that is itself off', () => {
    const space = spaceOf(
      {
        a: { choices: [true, false] },
        b: { choices: [1, 2], when: { a: true } },
        c: { low: 0, high: 1, when: { b: 1 } },
      },
      none,
    );
    assert.equal(isActive(space.params[2], Float64Array.of(1, NaN, NaN)), false);
  });

  it('tells all faults at once', () => {
    const found = problemsOf({
      a: { low: '2bps', high: '3d' },
      b: { low: 3, high: 1 },
      c: { low: 0, high: 1, log: true },
      d: { choices: [] },
      e: { low: 1, high: 2, when: { nobody: 1 } },
      f: { low: 1, high: 2, when: { g: 'z' } },
      g: { choices: ['x'] },
    });
    assert.equal(found.length, 6);
    assert.match(found.join('\n'), /units bps and d do not go together/);
    assert.match(found.join('\n'), /asks for a value that "g" never takes/);
  });

  it('refuses a ring of conditions and an empty space', () => {
    assert.match(
      problemsOf({ a: { choices: [1], when: { b: 1 } }, b: { choices: [1], when: { a: 1 } } }).join(),
      /SPEC_RING.*a -> b -> a/,
    );
    assert.match(problemsOf({}).join(), /holds no path/);
  });

  it('writes and reads back every value that it draws', () => {
    const space = spaceOf(
      {
        a: { low: '2bps', high: '20bps' },
        b: { low: 0.1, high: 3, step: 0.1 },
        c: { low: '1h', high: '2d', log: true },
        d: { choices: [null, true, 'x', 3] },
        e: { low: 1e-6, high: 1, log: true },
      },
      none,
    );
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 5, maxLength: 5 }),
        (u) => {
          const point = Float64Array.from(space.params, ({ domain }, i) => valueAt(domain, u[i]));
          assert.deepEqual(pointOf(space, paramsOf(space, point)), point);
        },
      ),
    );
  });
});
