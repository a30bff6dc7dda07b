import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JsonValue } from '../../../src/core/artifacts.ts';
import { streamOf } from '../../../src/core/rng.ts';
import { innerFolds } from '../../../src/models/_fold/folds.ts';
import { fitMetric } from '../../../src/models/_fold/metrics.ts';
import { fitPipeline, loadPipeline, pipelineImportance } from '../../../src/models/_fold/pipeline.ts';
import { countKept, mutualInformation, permutationWorth, strongest } from '../../../src/models/_fold/select.ts';
import pca from '../../../src/models/prepare/reduce/pca.ts';
import standard from '../../../src/models/prepare/scale/standard.ts';
import ridge from '../../../src/models/ridge.ts';
import { contextOf, sampleOf } from '../../contracts/model.ts';

const NAMES = ['a', 'b', 'c', 'd'];

describe('innerFolds', () => {
  const trains = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.nat(6)), { minLength: 60, maxLength: 120 })
    .map((steps) => {
      let t = 0;
      const rows = Int32Array.from(steps, ([step]) => (t += step));
      return { rows, first: rows, last: Int32Array.from(rows, (row, i) => row + steps[i][1]) };
    });
  const cuts = fc.record({
    scheme: fc.constantFrom('time_series', 'combinatorial'),
    folds: fc.integer({ min: 3, max: 5 }),
    embargo: fc.nat(4),
  } as const);

  it('keeps labels of fitted rows, and an embargo, apart from those of checked rows', () => {
    fc.assert(
      fc.property(trains, cuts, (train, cut) => {
        for (const { fit, check } of innerFolds(train, cut as Parameters<typeof innerFolds>[1])) {
          const blocks: number[][] = [];
          for (const i of check) {
            const block = blocks.at(-1);
            if (block !== undefined && block[block.length - 1] === i - 1) block.push(i);
            else blocks.push([i]);
          }
          for (const block of blocks) {
            const start = Math.min(...block.map((i) => train.first[i])) - cut.embargo;
            const end = Math.max(...block.map((i) => train.last[i])) + cut.embargo;
            for (const i of fit) assert.ok(train.last[i] < start || train.first[i] > end);
          }
        }
      }),
    );
  });

  it('lets time series look back only, and checks every block but the first', () => {
    const rows = Int32Array.from({ length: 100 }, (_, t) => t);
    const folds = innerFolds({ rows, first: rows, last: rows }, { scheme: 'time_series', folds: 4, embargo: 0 });
    assert.deepEqual(
      folds.map(({ fit, check }) => [fit.length, check[0], check.length]),
      [
        [20, 20, 20],
        [40, 40, 20],
        [60, 60, 20],
        [80, 80, 20],
      ],
    );
  });

  it('checks every two blocks once where combinatorial', () => {
    const rows = Int32Array.from({ length: 100 }, (_, t) => t);
    const folds = innerFolds({ rows, first: rows, last: rows }, { scheme: 'combinatorial', folds: 5, embargo: 0 });
    assert.equal(folds.length, 10);
    assert.ok(folds.every(({ check, fit }) => check.length === 40 && fit.length === 60));
  });

  it('says when rows are too few, or labels too long', () => {
    const rows = Int32Array.from({ length: 7 }, (_, t) => t);
    const cut = { scheme: 'time_series', folds: 4, embargo: 0 } as const;
    assert.throws(
      () => innerFolds({ rows, first: rows, last: rows }, cut),
      /7 train rows are too few for 4 inner folds/,
    );
    const long = Int32Array.from({ length: 40 }, (_, t) => t);
    assert.throws(
      () => innerFolds({ rows: long, first: long, last: long.map((t) => t + 30) }, cut),
      /inner fold 1 has no row left to fit/,
    );
  });
});

describe('fitPipeline', () => {
  const recipe = {
    model: ridge as never,
    values: { l2: 0.001 },
    prepare: [
      { part: standard as never, values: { type: 'standard' } },
      { part: pca as never, values: { type: 'pca', components: 2 } },
    ],
    keep: [0, 1, 2],
  };
  const fitted = fitPipeline(recipe, sampleOf(300), undefined, contextOf(NAMES));
  const scores = (from: JsonValue): Float64Array => {
    const out = new Float64Array(50);
    loadPipeline(ridge as never, from).predict(sampleOf(50, 3).columns, 0, 50, out, 0);
    return out;
  };

  it('survives a round trip through its text', () => {
    assert.deepEqual(scores(JSON.parse(JSON.stringify(fitted)) as JsonValue), scores(fitted));
  });

  it('scores a row alone as among others', () => {
    const { columns } = sampleOf(50, 3);
    const out = new Float64Array(50);
    const predictor = loadPipeline(ridge as never, fitted);
    for (let t = 0; t < 50; t++) predictor.predict(columns, t, t + 1, out, t);
    assert.deepEqual(out, scores(fitted));
  });

  it('states importance for the columns that are read, 0 for those left out', () => {
    const importance = pipelineImportance(ridge as never, fitted) ?? [];
    assert.equal(importance.length, 4);
    assert.ok(importance.slice(0, 3).every((v) => v > 0) && importance[3] === 0);
  });

  it('is the model itself where nothing stands before it', () => {
    const bare = fitPipeline({ ...recipe, prepare: [], keep: undefined }, sampleOf(300), undefined, contextOf(NAMES));
    assert.deepEqual(bare, ridge.fit({ l2: 0.001 }, sampleOf(300), undefined, contextOf(NAMES)));
  });
});

describe('select', () => {
  it('keeps the strongest in column order, the first of equals', () => {
    assert.deepEqual(strongest([1, 5, 5, 9], 2), [1, 3]);
    assert.deepEqual(
      [countKept({ keep: 9 }, 4), countKept({ share: 0.5 }, 5), countKept({ share: 0.01 }, 4)],
      [4, 3, 1],
    );
  });

  it('finds the columns that matter by permutation and by mutual information', () => {
    const train = sampleOf(2000);
    const fitted = ridge.fit({ l2: 0.001 }, train, undefined, contextOf(NAMES));
    const worth = permutationWorth(ridge.load(fitted), sampleOf(1000, 2), streamOf(1, 'x'));
    assert.deepEqual(strongest(worth, 3), [0, 1, 2]);
    assert.equal(worth[3], 0);
    const information = mutualInformation(train);
    assert.ok(information[3] < 1e-12 && information[2] > information[0] && information[0] > 0.03);
  });
});

describe('fitMetric', () => {
  const [score, label] = [Float64Array.of(1, -2, NaN, 4), Float64Array.of(2, -1, 3, 3)];
  it('reads rows with a score only', () => {
    assert.equal(fitMetric('mse', score, label), 1);
    assert.equal(fitMetric('hit_rate', score, label), 1);
    assert.equal(fitMetric('information_coefficient', score, label), 1);
    assert.ok(Math.abs(fitMetric('r2', score, label) - (1 - 3 / (26 / 3))) < 1e-12);
  });
  it('is NaN where no score is known', () =>
    assert.ok(Number.isNaN(fitMetric('mse', Float64Array.of(NaN), Float64Array.of(1)))));
});
