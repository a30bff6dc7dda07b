import assert from 'node:assert/strict';
import { computeFeature, type Feature } from '../../src/core/contracts/feature.ts';
import type { Params, Values } from '../../src/core/params.ts';

/** Applies a feature to plain rows, one list per input, from absolute bar 0. */
export function run<P extends Params, S>(feature: Feature<P, S>, values: Values<P>, ...inputs: number[][]): number[][] {
  const columns = inputs.map((rows) => Float64Array.from(rows));
  return computeFeature(feature, values, columns).map((column) => [...column]);
}

/** Equal within `tolerance`; NaN only where NaN is expected. */
export function near(actual: readonly number[], expected: readonly number[], tolerance = 1e-12): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < actual.length; i++) {
    const same = Object.is(actual[i], expected[i]) || Math.abs(actual[i] - expected[i]) <= tolerance;
    assert.ok(same, `row ${i}: ${actual[i]}, expected ${expected[i]}`);
  }
}
