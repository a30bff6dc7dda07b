import assert from 'node:assert/strict';
import type { JsonValue } from '../../src/core/artifacts.ts';
import type { Model } from '../../src/core/contracts/model.ts';
import type { Params, Values } from '../../src/core/params.ts';
import { contextOf } from '../contracts/model.ts';

const rows = (f: (t: number) => number): Float64Array => Float64Array.from({ length: 40 }, (_, t) => f(t));

// rows of whole numbers, so that another language makes the same ones
const a = rows((t) => ((t * 37) % 41) / 8 - 2);
const b = rows((t) => ((t * t * 11) % 29) / 4 + 100);
const c = rows((t) => ((t * 53 + 7) % 31) / 1000);

export const columns: readonly Float64Array[] = [a, b, c];
export const plain = rows((t) => 3 * a[t] - 0.5 * b[t] + 200 * c[t] + (((t * 17) % 13) - 6) / 2);
const SHOCKS = new Map([
  [5, 40],
  [11, -60],
  [30, 25],
]);
export const shocked = plain.map((y, t) => y + (SHOCKS.get(t) ?? 0));
const ONES = '0110011010001101100011111100011110100000';
export const binary = rows((t) => Number(ONES[t]));
export const weights = rows((t) => 1 + (t % 4));

export interface FittedLinear {
  readonly intercept: number;
  readonly coefficients: readonly number[];
}

/** Coefficients with the intercept behind them. */
export function fitOn<P extends Params>(
  model: Model<P>,
  values: Values<P>,
  target: Float64Array,
  weight?: Float64Array,
): readonly number[] {
  const sample = { rows: 40, columns, target, ...(weight !== undefined && { weight }) };
  const fitted: JsonValue = model.fit(values, sample, undefined, contextOf(['a', 'b', 'c']));
  const { coefficients, intercept } = fitted as unknown as FittedLinear;
  return [...coefficients, intercept];
}

export function near(found: readonly number[], expected: readonly number[], relative: number): void {
  expected.forEach((v, i) => {
    assert.ok(Math.abs(found[i] - v) <= relative * Math.abs(v), `${found[i]} is not ${v}`);
  });
}
