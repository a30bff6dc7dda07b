import assert from 'node:assert/strict';
import sign from '../../../src/labels/sign.ts';
import { labelStep } from '../../../src/runner/steps/label.ts';
import { column, isShared } from './_run.ts';

describe('labelStep', () => {
  const job = { kind: 'label', type: 'sign', values: { horizon: 2 }, inputs: 1 } as const;
  const result = labelStep(job, sign, { in0: Float64Array.of(1, 2, 3, 0) });

  it('leaves values and their spans', () => {
    assert.deepEqual([...column(result, 'value')], [1, 0, NaN, NaN]);
    assert.deepEqual([...column(result, 'first')], [0, 1, 2, 3]);
    assert.deepEqual([...column(result, 'last')], [2, 3, 4, 5]);
  });

  it('leaves columns in shared memory', () => {
    assert.ok(isShared(result));
  });
});
