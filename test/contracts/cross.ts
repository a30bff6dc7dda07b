import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Feature } from '../../src/core/contracts/feature.ts';

const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const section = fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 40 });

/** One cross-section through a feature. */
export function across(feature: Feature, values: object, ...inputs: readonly (readonly number[])[]): number[] {
  const out = new Float64Array(inputs[0].length);
  feature.push(
    feature.start(values as never, 0),
    inputs.map((x) => Float64Array.from(x)),
    [out],
  );
  return [...out];
}

/** What every feature across symbols owes. */
export function honoursCrossContract(feature: Feature, values: object): void {
  const count = feature.inputs(values as never).length;
  const columns = (rows: readonly (readonly number[])[]): number[][] =>
    Array.from({ length: count }, (_, k) => rows.map((row) => row[k]));

  it('is a cross-section: one value for each symbol, whatever their order', () => {
    fc.assert(
      fc.property(section, (rows) => {
        const there = across(feature, values, ...columns(rows));
        const back = across(feature, values, ...columns(rows.toReversed())).reverse();
        assert.equal(there.length, rows.length);
        there.forEach((x, i) => assert.ok(Object.is(x, back[i]) || Math.abs(x - back[i]) <= 1e-6 * (1 + Math.abs(x))));
      }),
    );
  });

  it('knows only the time it is given: another one before leaves the same bytes, inputs stay as they are', () => {
    fc.assert(
      fc.property(section, section, (before, rows) => {
        const state = feature.start(values as never, 0);
        const push = (given: typeof rows): Float64Array => {
          const inputs = columns(given).map((x) => Float64Array.from(x));
          const out = new Float64Array(given.length);
          feature.push(state, inputs, [out]);
          assert.deepEqual(
            inputs.map((x) => [...x]),
            columns(given),
          );
          return out;
        };
        push(before);
        assert.deepEqual([...push(rows)], across(feature, values, ...columns(rows)));
      }),
    );
  });

  it('is NaN for all where too few symbols are known', () => {
    assert.ok(
      across(
        feature,
        { ...values, min_symbols: 4 },
        ...columns([
          [1, 2],
          [3, 4],
          [5, 1],
        ]),
      ).every(Number.isNaN),
    );
  });
}
