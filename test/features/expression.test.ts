import assert from 'node:assert/strict';
import expression from '../../src/features/expression.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('expression', () => {
  honoursFeatureContract(expression, { formula: 'max(high / low, close / open) - 1' });
  honoursFeatureContract(expression, { formula: 'where(close > open, log(close), -sqrt(abs(open)))' });

  const value = (text: string, ...columns: number[][]): number[] => run(expression, { formula: text }, ...columns)[0];

  it('follows the usual precedence', () => {
    near(value('a + b * 2 - -a / 4', [4], [3]), [11]);
  });

  it('gives NaN for a division by zero and wherever an input is NaN', () => {
    near(value('a / b', [1, 0, NaN, 1], [0, 0, 1, 2]), [NaN, NaN, NaN, 0.5]);
    near(value('a > b', [1, NaN, 0], [0, 0, 1]), [1, NaN, 0]);
    near(value('log(a)', [0, -1, 1]), [NaN, NaN, 0]);
  });

  it('names the fault of a formula that does not parse', () => {
    assert.equal(expression.check?.({ formula: 'close / ' })[0]?.key, 'formula');
    assert.match(expression.check?.({ formula: '1 + 2' })[0]?.message ?? '', /at least one column/);
    assert.deepEqual(expression.check?.({ formula: 'close / ema_20 - 1' }), []);
  });
});

describe('the unit of an expression', () => {
  const unitOf = (formula: string, ...units: string[]): string => expression.unit({ formula }, units);
  const cases: readonly (readonly [string, string, ...string[]])[] = [
    ['close - open', 'price', 'price', 'price'],
    ['close / open', 'ratio', 'price', 'price'],
    ['close / open - 1', 'fraction', 'price', 'price'],
    ['log(close / open)', 'fraction', 'price', 'price'],
    ['1.5 * sigma', 'fraction', 'fraction'],
    ['max(sigma, 0.001)', 'fraction', 'fraction'],
    ['(close - vwap_1d) / atr_14', 'ratio', 'price', 'price', 'price'],
    ['close * volume', 'number', 'price', 'volume'],
    ['where(regime == 1, 1, 0)', 'ratio', 'category'],
    ['regime + 1', 'number', 'category'],
    ['regime', 'category', 'category'],
  ];
  for (const [formula, unit, ...units] of cases) {
    it(`of ${formula} is ${unit}`, () => assert.equal(unitOf(formula, ...units), unit));
  }
});
