import assert from 'node:assert/strict';
import { fitBoostedTrees } from '../../../src/models/_boosting/index.ts';
import type { BoostedTrees, FitOptions, RoundReport } from '../../../src/models/_boosting/index.ts';
import { params, predictAll, rmse, source, wavy } from './_data.ts';

const train = wavy(300, 5, 1);
const validation = wavy(300, 5, 2);
const eager = { ...params, rounds: 300, max_depth: 5 };
const fit = (patience: number | undefined, options?: FitOptions): BoostedTrees =>
  fitBoostedTrees(train, validation, { ...eager, patience }, source(1), options);

describe('early stopping', () => {
  it('ends `patience` rounds after the best and keeps the trees up to it', () => {
    const model = fit(10);
    const losses = model.history.validation ?? [];
    assert.ok(model.rounds < 300);
    assert.equal(losses.indexOf(Math.min(...losses)) + 1, model.best_round);
    assert.equal(model.rounds, model.best_round + 10);
    assert.equal(losses.length, model.rounds);
    assert.equal(model.trees.length, model.best_round);
  });

  it('reports the loss that the kept trees have on the validation set', () => {
    const model = fit(10);
    const loss = model.history.validation?.[model.best_round - 1];
    assert.equal(rmse(predictAll(model, validation.columns), validation.target), loss);
  });

  it('keeps all trees without patience', () => {
    const model = fit(undefined);
    assert.equal(model.best_round, 300);
    assert.equal(model.history.validation?.length, 300);
  });

  it('never lets the validation set into the trees', () => {
    const alone = fitBoostedTrees(train, undefined, eager, source(1));
    const model = fit(10);
    assert.deepEqual(model.trees, alone.trees.slice(0, model.best_round));
  });

  it('takes validation rows of the matrix of the train rows as it takes columns of their own', () => {
    const columns = train.columns.map((x, f) => Float64Array.from([...x, ...validation.columns[f]]));
    const target = Float64Array.from([...train.target, ...validation.target]);
    const places = Array.from(train.target, (_, k) => k);
    const job = { ...eager, rounds: 40, patience: 10 };
    const fitOn = (held: readonly Float64Array[]): BoostedTrees => {
      const tail = { columns: held, target, places: places.map((k) => 300 + k) };
      return fitBoostedTrees({ columns, target, places }, tail, job, source(1));
    };
    const apart = fitOn(columns.map((x) => x.slice()));
    assert.ok(apart.best_round < 40);
    assert.deepEqual(fitOn(columns), apart);
  });

  it('names a label of the validation set that is NaN', () => {
    const bad = { ...validation, target: validation.target.map((value, i) => (i === 4 ? NaN : value)) };
    assert.throws(() => fitBoostedTrees(train, bad, eager, source(1)), /label of row 4 of validation is NaN/);
  });
});

describe('watching a fit', () => {
  it('reports each round', () => {
    const seen: RoundReport[] = [];
    const model = fit(10, { onRound: (report) => seen.push(report) });
    assert.deepEqual(
      seen.map(({ round, train: loss }) => [round, loss]),
      model.history.train.map((loss, k) => [k + 1, loss]),
    );
  });

  it('throws when told to stop', () => {
    let calls = 0;
    assert.throws(() => fit(10, { shouldStop: () => ++calls > 3 }), /fit stopped before round 4 of 300/);
  });
});
