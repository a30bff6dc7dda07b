import assert from 'node:assert/strict';
import { executeWith } from '../../src/runner/execute.ts';
import type { Job } from '../../src/runner/execute.ts';
import { createPool } from '../../src/runner/pool.ts';
import { registry } from '../../src/runner/registry.ts';
import type { StepResult } from '../../src/runner/steps/step.ts';
import { streamOf } from '../../src/core/rng.ts';

const ROWS = 4000;
const job: Job = {
  kind: 'model',
  type: 'gradient_boosting',
  values: {
    ...{ rounds: 15, max_depth: 5, learning_rate: 0.1, l2: 1, l1: 0, min_gain: 0, min_child_weight: 1 },
    ...{ min_leaf_rows: 1, row_fraction: 1, feature_fraction: 1, max_bins: 255 },
  },
  path: 'models.gbm',
  shares: true,
  names: Array.from({ length: 16 }, (_, k) => `f${k}`),
  train: { from: 0, to: ROWS },
  boundary: ROWS,
  seed: 1,
  stream: ['models'],
};

describe('a fit with threads to spare', () => {
  it('gives the bytes of the calling thread alone', async () => {
    const rng = streamOf(1, 'rows');
    const column = (): Float64Array => new Float64Array(new SharedArrayBuffer(8 * ROWS)).map(() => rng.normal());
    const shared = (): Float64Array => {
      const to = new Float64Array(new SharedArrayBuffer(8 * ROWS));
      to.set(column());
      return to;
    };
    const last = new Int32Array(new SharedArrayBuffer(4 * ROWS)).fill(0);
    const arrays = {
      ...Object.fromEntries(Array.from({ length: 16 }, (_, k) => [`x${k}`, shared()])),
      ...{ label: shared(), last },
    };
    const alone = await executeWith(registry, job, arrays, { cancelled: () => false });
    const pool = createPool<Job, StepResult>({
      threads: 2,
      module: new URL('../../src/runner/execute.js', import.meta.url),
    });
    try {
      const both = await pool.run(job, arrays, { kind: 'help', type: 'gradient_boosting' });
      assert.deepEqual(both.arrays[0].values, alone.arrays[0].values);
      const again = await pool.run(job, arrays, { kind: 'help', type: 'gradient_boosting' });
      assert.deepEqual(again.arrays[0].values, alone.arrays[0].values);
      assert.ok(both.arrays[0].values.length > 1000);
    } finally {
      await pool.close();
    }
  });
});
