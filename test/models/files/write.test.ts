import assert from 'node:assert/strict';
import { compileTrees, fitBoostedTrees } from '../../../src/models/_boosting/index.ts';
import {
  compileEnsemble,
  readModel,
  savedTrees,
  writeLightgbm,
  writeXgboost,
} from '../../../src/models/_files/index.ts';
import { streamOf } from '../../../src/core/rng.ts';

const ROWS = 700;
const NAMES = ['a', 'ret.12', 'with "quotes" and spaces', 'ß'];
const PARAMS = {
  rounds: 20,
  max_depth: 4,
  learning_rate: 0.2,
  l2: 1,
  l1: 0,
  gamma: 0,
  min_child_weight: 1,
  min_leaf_rows: 1,
  row_fraction: 1,
  feature_fraction: 1,
  max_bins: 64,
  patience: undefined,
};

function fitted(objective: 'squared_error' | 'logistic', rounds = PARAMS.rounds) {
  const rng = streamOf(1, 'test', 'write');
  const columns = NAMES.map(() =>
    Float64Array.from({ length: ROWS }, () => (rng.uniform() < 0.1 ? NaN : Math.fround(rng.uniform() * 4 - 2))),
  );
  const y = columns[0].map((x, i) => (x === x ? x : 1) + (columns[1][i] > 0 ? 1 : 0) + rng.uniform());
  const target = objective === 'logistic' ? y.map((v) => +(v > 1)) : y;
  const trees = fitBoostedTrees({ columns, target }, undefined, { ...PARAMS, rounds, objective }, rng);
  const expected = new Float64Array(ROWS);
  compileTrees(trees).predict(columns, 0, ROWS, expected);
  return { columns, expected, saved: savedTrees(trees, NAMES) };
}

for (const objective of ['squared_error', 'logistic'] as const) {
  describe(`our ${objective} trees in other makers' forms`, () => {
    const { columns, expected, saved } = fitted(objective);
    const again = (format: 'lightgbm' | 'xgboost', text: string): Float64Array => {
      const out = new Float64Array(ROWS);
      compileEnsemble(readModel({ format, text })).predict(columns, 0, ROWS, out, 0);
      return out;
    };

    it('predict the same from LightGBM text: bit by bit before the sigmoid', () => {
      const out = again('lightgbm', writeLightgbm(saved));
      const most = objective === 'squared_error' ? 0 : 2e-16;
      out.forEach((y, i) => assert.ok(Math.abs(y - expected[i]) <= most, `row ${i}`));
    });

    it('predict the same from XGBoost JSON, as far as float32 goes', () => {
      const out = again('xgboost', writeXgboost(saved));
      out.forEach((y, i) => assert.ok(Math.abs(y - expected[i]) <= 1e-6 * Math.max(1, Math.abs(y)), `row ${i}`));
    });

    it('keep the names of the columns, in one word each for LightGBM', () => {
      assert.deepEqual(readModel({ format: 'xgboost', text: writeXgboost(saved) }).names, NAMES);
      const names = readModel({ format: 'lightgbm', text: writeLightgbm(saved) }).names;
      assert.deepEqual(names, ['a', 'ret.12', 'with_"quotes"_and_spaces', 'ß']);
    });

    it('state the size of each tree in bytes, where LightGBM looks for the next one', () => {
      const text = writeLightgbm(saved);
      const sizes = (/tree_sizes=(.*)/.exec(text) as RegExpExecArray)[1].split(' ').map(Number);
      let at = text.indexOf('Tree=0\n');
      sizes.forEach((size, k) => {
        assert.ok(text.startsWith(`Tree=${k}\n`, at));
        at += size;
      });
      assert.ok(text.startsWith('end of trees', at));
    });
  });
}
