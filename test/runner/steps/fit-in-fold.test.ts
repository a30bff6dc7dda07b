import assert from 'node:assert/strict';
import { Refusal } from '../../../src/core/problem.ts';
import { streamOf } from '../../../src/core/rng.ts';
import type { Model } from '../../../src/core/contracts/model.ts';
import gradientBoosting from '../../../src/models/gradient-boosting.ts';
import randomForest from '../../../src/models/random-forest.ts';
import ridge from '../../../src/models/ridge.ts';
import { registry } from '../../../src/runner/registry.ts';
import { fitParts } from '../../../src/runner/steps/_fit/parts.ts';
import { fitStep } from '../../../src/runner/steps/fit.ts';
import type { FitJob } from '../../../src/runner/steps/fit.ts';
import { scoreStep } from '../../../src/runner/steps/score.ts';
import type { StepResult } from '../../../src/runner/steps/step.ts';
import { textOf } from '../../../src/runner/steps/step.ts';
import { column } from './_run.ts';

const ROWS = 700;
const BOUNDARY = 500;
const HORIZON = 5;
const rng = streamOf(3, 'columns');
const noise = (): Float64Array => Float64Array.from({ length: ROWS }, () => rng.normal());
const columns = [noise(), noise(), noise(), noise(), noise()];
columns[3][40] = NaN; // imputed
const error = noise();
const label = columns[0].map((a, t) => 2 * a - columns[1][t] + error[t]);
const arrays = (x: readonly Float64Array[] = columns, y = label): Record<string, Float64Array | Int32Array> => ({
  ...Object.fromEntries(x.map((values, i) => [`x${i}`, values])),
  label: y,
  first: Int32Array.from({ length: ROWS }, (_, t) => t),
  last: Int32Array.from({ length: ROWS }, (_, t) => t + HORIZON),
});
const job = (values: object): FitJob => ({
  kind: 'model',
  type: 'any',
  values: values as FitJob['values'],
  path: 'models.m',
  names: ['a', 'b', 'c', 'd', 'e'],
  task: 'regression',
  seed: 1,
  train: { from: 0, to: BOUNDARY },
  boundary: BOUNDARY,
  stream: ['models', 'any', 0, 'label', 'fit'],
});
const prepare = {
  winsorize: { type: 'quantile', tail: 0.02 },
  impute: { type: 'median' },
  scale: { type: 'robust' },
  reduce: { type: 'pca', components: 3 },
};
const tune = (over: object = {}): object => ({
  ...{ trials: 5, folds: 3, scheme: 'time_series', sampler: { type: 'random' } },
  ...{ objectives: { information_coefficient: 'maximize' }, space: { l2: { low: 0.001, high: 10, log: true } } },
  ...over,
});
const fit = async (model: unknown, values: object, given = arrays()): Promise<StepResult> => {
  const asked = job(values);
  return fitStep(asked, model as Model, given, { cancelled: () => false }, await fitParts(registry, asked.values));
};
const text = (result: StepResult): string => textOf(column(result, 'model'));
const meta = (result: StepResult): Record<string, unknown> => result.meta as Record<string, unknown>;
const boosting = Object.fromEntries(
  Object.entries(gradientBoosting.params).flatMap(([key, p]) => (p.default === undefined ? [] : [[key, p.default]])),
);

describe('a fit with what stands before it', () => {
  const everything = {
    l2: 0.1,
    prepare,
    sample_weight: { type: 'uniqueness' },
    select: { type: 'permutation', keep: 4 },
    tune: tune({ space: { l2: { low: 0.001, high: 10, log: true }, 'prepare.winsorize.tail': { low: 0, high: 0.1 } } }),
  };

  it('keeps its bytes whatever lies at or after the boundary', async () => {
    const wild = streamOf(9, 'wild');
    const poisoned = columns.map((x) => x.map((v, t) => (t < BOUNDARY ? v : 1e6 * wild.normal())));
    const other = label.map((y, t) => (t + HORIZON < BOUNDARY ? y : 1e6 * wild.normal()));
    const schemes = [everything, { ...everything, tune: tune({ scheme: 'combinatorial', embargo: 3 }) }];
    for (const values of schemes) {
      assert.equal(text(await fit(ridge, values, arrays(poisoned, other))), text(await fit(ridge, values)));
    }
  });

  it('fits the same bytes again, and others for another seed of the sampler', async () => {
    assert.equal(text(await fit(ridge, everything)), text(await fit(ridge, everything)));
  });

  it('uses rows that are imputed, which it leaves out otherwise', async () => {
    const rows = async (values: object): Promise<unknown> => meta(await fit(ridge, values))['rows'];
    assert.equal(await rows({ l2: 0.1 }), BOUNDARY - HORIZON - 1);
    assert.equal(await rows({ l2: 0.1, prepare: { impute: { type: 'mean' } } }), BOUNDARY - HORIZON);
  });

  it('scores test rows through the saved slots', async () => {
    const result = await fit(ridge, everything);
    const scored = { kind: 'scores', type: 'ridge', columns: 5, range: { from: BOUNDARY, to: ROWS } } as const;
    const score = column(scoreStep(scored, ridge as never, { ...arrays(), model: column(result, 'model') }), 'score');
    assert.ok(score.every((v) => Number.isFinite(v)));
  });

  it('keeps the columns of the largest Shapley values, by linear models, boosted trees and forests', async () => {
    const select = { type: 'shap', share: 0.4 };
    const impute = { impute: { type: 'mean' } };
    const kept = async (model: Model, values: object): Promise<unknown> =>
      meta(await fit(model, { ...values, select, prepare: impute }))['selected'];
    const forest = { trees: 20, max_depth: 4, min_leaf_rows: 5, row_fraction: 1, feature_fraction: 1, max_bins: 64 };
    assert.deepEqual(await kept(ridge as never, { l2: 0.1 }), ['a', 'b']);
    assert.deepEqual(await kept(gradientBoosting as never, boosting), ['a', 'b']);
    assert.deepEqual(await kept(randomForest as never, forest), ['a', 'b']);
  });

  it('says which columns it kept and what it tuned', async () => {
    const { selected, tuned, importance } = meta(
      await fit(ridge, { ...everything, prepare: { impute: { type: 'mean' } }, select: { type: 'gain', keep: 2 } }),
    );
    assert.deepEqual(selected, ['a', 'b']);
    const { metric, params, trials } = tuned as { metric: string; params: { l2: number }; trials: unknown[] };
    assert.equal(metric, 'information_coefficient');
    assert.ok(params.l2 >= 0.001 && params.l2 <= 10);
    assert.equal(trials.length, 5);
    assert.deepEqual(
      (importance as number[]).map((v) => v > 0),
      [true, true, false, false, false],
    );
  });

  it('takes the best trial: a penalty that ruins the fit never wins', async () => {
    const space = { l2: { choices: [0.001, 1e6] } };
    const { tuned } = meta(
      await fit(ridge, {
        l2: 1,
        prepare,
        tune: tune({ space, sampler: { type: 'grid' }, trials: 2, objectives: { mse: 'minimize' } }),
      }),
    );
    assert.deepEqual((tuned as { params: object }).params, { l2: 0.001 });
  });

  it('tunes trees with early stopping, whole numbers staying whole', async () => {
    const values = {
      ...boosting,
      rounds: 20,
      early_stopping: { validation: 0.2, patience: 5 },
      tune: tune({ space: { max_depth: { low: 1, high: 4 } } }),
    };
    const { tuned } = meta(await fit(gradientBoosting, values));
    const { trials } = tuned as { trials: { params: { max_depth: number } }[] };
    assert.ok(trials.every(({ params }) => Number.isInteger(params.max_depth)));
  });

  it('goes on past a trial that the model refuses, unless it refuses all', async () => {
    const tuned = (choices: readonly number[]): Promise<StepResult> =>
      fit(gradientBoosting, {
        ...{ ...boosting, rounds: 5 },
        tune: tune({ space: { min_leaf_rows: { choices } }, sampler: { type: 'grid' }, trials: 2 }),
      });
    const { params, trials } = meta(await tuned([20, 100_000]))['tuned'] as {
      params: object;
      trials: { value: unknown }[];
    };
    assert.deepEqual(params, { min_leaf_rows: 20 });
    assert.deepEqual(trials[1].value, null);
    await assert.rejects(tuned([100_000, 200_000]), /no trial has .* refused: min_leaf_rows of 200000/);
  });

  it('refuses what cannot be folded under the path of the model', async () => {
    const refused = fit(ridge, { l2: 1, prepare, tune: tune({ folds: 400 }) });
    await assert.rejects(
      refused,
      (e) =>
        e instanceof Refusal &&
        e.problems[0].path.join('.') === 'models.m' &&
        /too few for 400 inner folds/.test(e.problems[0].message),
    );
  });
});

describe('sample weights', () => {
  it('reach the model', async () => {
    const plain = text(await fit(ridge, { l2: 0.1 }));
    assert.notEqual(text(await fit(ridge, { l2: 0.1, sample_weight: { type: 'time_decay', half_life: 50 } })), plain);
  });
});
