import assert from 'node:assert/strict';
import ridge from '../../../src/models/ridge.ts';
import { scoreStep } from '../../../src/runner/steps/score.ts';
import { sharedText } from '../../../src/runner/steps/step.ts';
import { column, isShared } from './_run.ts';

describe('scoreStep', () => {
  const model = sharedText(JSON.stringify({ intercept: 10, coefficients: [2, -1], scales: [1, 1] }));
  const x0 = Float64Array.of(0, 1, 2, 3, 4, 5);
  const x1 = Float64Array.of(0, 0, 7, 0, NaN, 1);
  const job = { kind: 'scores', type: 'ridge', columns: 2, range: { from: 2, to: 6 } } as const;
  const result = scoreStep(job, ridge, { x0, x1, model });

  it('scores the rows of its range with the saved model', () => {
    assert.deepEqual([...column(result, 'score')], [7, 16, NaN, 19]);
    assert.deepEqual(result.meta, { from: 2, to: 6 });
  });

  it('leaves its column in shared memory', () => {
    assert.ok(isShared(result));
  });
});
