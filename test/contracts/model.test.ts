import assert from 'node:assert/strict';
import type { JsonValue } from '../../src/core/artifacts.ts';
import { defineModel } from '../../src/core/contracts/model.ts';
import type { Model, Predictor } from '../../src/core/contracts/model.ts';
import ridge from '../../src/models/ridge.ts';
import { failuresOf } from './_failures.ts';
import { honoursModelContract } from './model.ts';

const values = { l2: 0.001 };
const failures = (over: Partial<typeof ridge>): string[] =>
  failuresOf(() => honoursModelContract(defineModel({ ...ridge, ...over }) as typeof ridge, values));
const withPredictor = (change: (honest: Predictor) => Predictor): Partial<Model> => ({
  load: (fitted: JsonValue) => change(ridge.load(fitted)),
});

describe('the model contract', () => {
  it('passes an honest model', () => {
    assert.deepEqual(failures({}), []);
  });

  it('catches a fit that draws from elsewhere than its stream', () => {
    let draws = 0;
    const failed = failures({
      fit: (...args) => ({ ...(ridge.fit(...args) as object), draws: ++draws }),
    });
    assert.ok(failed.includes('fits the same bytes again'));
  });

  it('catches a fitted model that is more than its text', () => {
    const failed = failures({
      fit: (...args) => ({ ...(ridge.fit(...args) as object), intercept: NaN }),
    });
    assert.ok(failed.includes('scores the same bytes after a round trip through its text'));
  });

  it('catches scores that depend on the rows asked for together', () => {
    const failed = failures(
      withPredictor(({ predict }) => ({
        predict(columns, from, to, out, offset) {
          predict(columns, from, to, out, offset);
          if (to - from > 1) for (let i = 0; i < to - from; i++) out[offset + i] += 1e-13 * out[offset];
        },
      })) as Partial<typeof ridge>,
    );
    assert.ok(failed.includes('scores a row alone as it scores it among others, and writes no other row'));
  });

  it('catches a score for a row that is not known', () => {
    const failed = failures(
      withPredictor(({ predict }) => ({
        predict(columns, from, to, out, offset) {
          predict(columns, from, to, out, offset);
          for (let i = offset; i < offset + to - from; i++) if (Number.isNaN(out[i])) out[i] = 0;
        },
      })) as Partial<typeof ridge>,
    );
    assert.ok(failed.includes('scores NaN exactly where a value is NaN or infinite'));
  });
});
