import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compileTrees, fitBoostedTrees, metrics } from '../../../src/models/_boosting/index.ts';
import type { BoostedTrees, BoostingParams } from '../../../src/models/_boosting/index.ts';
import { objectiveOf, weightedQuantile } from '../../../src/models/_boosting/objectives/index.ts';
import { params, predictAll, source, wavy } from './_data.ts';

const near = (a: number, b: number, within = 1e-6): void =>
  assert.ok(Math.abs(a - b) <= within * (1 + Math.abs(b)), `${a} != ${b}`);

const cases: readonly Partial<BoostingParams>[] = [
  { objective: 'squared_error' },
  { objective: 'huber', huber_delta: 0.7 },
  { objective: 'quantile', quantile: 0.3 },
  { objective: 'logistic' },
  { objective: 'multiclass' },
];

describe('objectives', () => {
  for (const over of cases) {
    it(`${over.objective}: the gradient is the slope of the loss, times the weight`, () => {
      const objective = objectiveOf({ ...params, ...over }, [-1, 0, 1]);
      const label = over.objective === 'logistic' ? 1 : -1;
      const target = Float64Array.of(0, label, 0);
      const weight = Float64Array.of(1, 2.5, 1);
      const data = { target, weight, rows: Uint32Array.of(1) };
      const step = 1e-6;
      for (const score of [-2.3, -0.4, 0.9]) {
        for (let output = 0; output < objective.outputs; output++) {
          const scores = Array.from({ length: objective.outputs }, (_, k) => Float64Array.of(0, score + 0.3 * k, 0));
          const [g, h] = [new Float64Array(1), new Float64Array(1)];
          for (let k = 0; k <= output; k++) objective.gradients(data, scores, k, { g, h });
          const lossAt = (move: number): number => {
            const moved = scores.map((s, k) => (k === output ? s.map((v) => v + move) : s));
            const loss = objective.loss(data, moved); // of the squared error it is a root
            return over.objective === 'squared_error' ? (loss * loss) / 2 : loss;
          };
          near(g[0], (2.5 * (lossAt(step) - lossAt(-step))) / (2 * step), 1e-5);
          assert.ok(h[0] > 0);
        }
      }
    });
  }

  it('takes weighted quantiles as the least value that holds the share', () => {
    const of = (values: number[], weights: number[], level: number): number =>
      weightedQuantile(Float64Array.from(values), Float64Array.from(weights), level);
    assert.equal(of([3, 1, 2], [1, 1, 1], 0.5), 2);
    assert.equal(of([3, 1, 2], [1, 1, 8], 0.1), 1);
    assert.equal(of([3, 1, 2], [1, 1, 8], 0.11), 2);
    assert.ok(Number.isNaN(of([], [], 0.5)));
  });

  it('leaves about the level of the labels below a quantile score', () => {
    const { columns, target } = wavy(2000, 4);
    const over = { objective: 'quantile' as const, quantile: 0.8, rounds: 60, min_leaf_rows: 20 };
    const model = fitBoostedTrees({ columns, target }, undefined, { ...params, ...over }, source(1));
    const share = predictAll(model, columns).filter((v, i) => target[i] <= v).length / 2000;
    assert.ok(Math.abs(share - 0.8) < 0.03, `${share}`);
  });

  it('heeds outliers less with the Huber loss', () => {
    const { columns, target } = wavy(600, 4);
    const spoiled = target.map((y, i) => (i % 50 === 0 ? 400 : y));
    const errorOf = (over: Partial<BoostingParams>): number => {
      const model = fitBoostedTrees({ columns, target: spoiled }, undefined, { ...params, ...over }, source(1));
      const predicted = predictAll(model, columns);
      return target.reduce((sum, y, i) => sum + (i % 50 === 0 ? 0 : Math.abs(predicted[i] - y)), 0) / 600;
    };
    assert.ok(errorOf({ objective: 'huber', huber_delta: 1 }) < 0.3 * errorOf({}));
  });

  it('of two classes multiclass orders rows as the logistic loss does, and its shares sum to 1', () => {
    const { columns, target } = wavy(500, 4);
    const labels = target.map((y) => (y > 0.5 ? 1 : 0));
    const fit = (objective: BoostingParams['objective']): BoostedTrees =>
      fitBoostedTrees({ columns, target: labels }, undefined, { ...params, objective, min_child_weight: 0 }, source(1));
    const [two, one] = [fit('multiclass'), fit('logistic')].map((model) => predictAll(model, columns));
    assert.ok(two.every((p) => p > 0 && p < 1));
    const right = two.filter((p, i) => p > 0.5 === one[i] > 0.5).length;
    assert.ok(right > 480, `${right}`);
    const scores = compileTrees(fit('multiclass')).scores(columns, 0, 1);
    assert.equal(scores.length, 2);
  });

  it('names labels that are no classes', () => {
    const columns = [Float64Array.of(1, 2, 3)];
    const fit = (labels: number[], held?: number[]): unknown =>
      fitBoostedTrees(
        { columns, target: Float64Array.from(labels) },
        held && { columns, target: Float64Array.from(held) },
        { ...params, objective: 'multiclass' },
        source(1),
      );
    assert.throws(() => fit([1, 1, 1]), /all labels are 1: multiclass needs two classes or more/);
    assert.throws(
      () => fit([1, 2, 1], [1, 3, 1]),
      /label of row 1 of validation must be a class of the train set \(1, 2\), found 3/,
    );
    const many = Float64Array.from({ length: 100 }, (_, i) => i);
    assert.throws(
      () =>
        fitBoostedTrees(
          { columns: [many], target: many },
          undefined,
          { ...params, objective: 'multiclass' },
          source(1),
        ),
      /labels have more than 64 classes/,
    );
  });
});

describe('metrics', () => {
  const rows = (n: number): Uint32Array => Uint32Array.from({ length: n }, (_, i) => i);

  it('count pairs for the area under the curve, ties half', () => {
    const pair = fc.record({
      label: fc.constantFrom(0, 1),
      score: fc.integer({ min: 0, max: 5 }),
      weight: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(pair, { minLength: 2, maxLength: 30 }), (pairs) => {
        pairs[0].label = 0;
        pairs[1].label = 1;
        let [won, all] = [0, 0];
        for (const a of pairs) {
          for (const b of pairs) {
            if (a.label !== 1 || b.label !== 0) continue;
            all += a.weight * b.weight;
            won += a.weight * b.weight * (a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0);
          }
        }
        const data = {
          target: Float64Array.from(pairs, (p) => p.label),
          weight: Float64Array.from(pairs, (p) => p.weight),
          rows: rows(pairs.length),
        };
        near(
          metrics.auc.of(
            data,
            Float64Array.from(pairs, (p) => p.score),
          ),
          won / all,
          1e-12,
        );
      }),
      { seed: 41 },
    );
  });

  it('follow their formulas', () => {
    const data = { target: Float64Array.of(1, 0, 1), weight: undefined, rows: rows(3) };
    const predicted = Float64Array.of(0.5, 0.25, 1);
    near(metrics.rmse.of(data, predicted), Math.sqrt((0.25 + 0.0625) / 3));
    near(metrics.mae.of(data, predicted), 0.25);
    near(metrics.log_loss.of(data, predicted), -(Math.log(0.5) + Math.log(0.75)) / 3);
    near(metrics.ic.of(data, predicted), Math.sqrt(0.75));
    assert.deepEqual(
      Object.entries(metrics)
        .filter(([, m]) => m.higherIsBetter)
        .map(([name]) => name),
      ['auc', 'ic', 'ic_pearson'],
    );
  });
});
