import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileTrees, fitBoostedTrees } from '../../src/models/_boosting/index.ts';
import {
  compileEnsemble,
  modelText,
  readModel,
  savedTrees,
  writeLightgbm,
  writeXgboost,
} from '../../src/models/_files/index.ts';
import { streamOf } from '../../src/core/rng.ts';
import { needsPython, runPython } from './_venv.ts';

type Rows = readonly (readonly (number | null)[])[];
interface Made {
  readonly lightgbm: string;
  readonly xgboost: string;
  readonly probe: Rows;
  readonly cases: readonly {
    readonly file: string;
    readonly predictions: readonly number[][];
    readonly probe?: Rows;
  }[];
}

/** Softmax of each row of scores. */
function sharesOf(scores: Float64Array, classes: number): Float64Array {
  return scores.map((_, i) => {
    const own = scores.subarray(i - (i % classes), i - (i % classes) + classes);
    const most = Math.max(...own);
    return Math.exp(scores[i] - most) / own.reduce((sum, s) => sum + Math.exp(s - most), 0);
  });
}

describe('model files of LightGBM and XGBoost', function () {
  let folder: string;
  let python: string;

  before(function () {
    python = needsPython(this);
    folder = mkdtempSync(join(tmpdir(), 'assay-models-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('predict as their makers do, to 1e-6: every objective, kind of tree and kind of missing value', () => {
    runPython(python, 'model_files.py', folder);
    const made = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as Made;
    assert.ok(made.cases.length >= 50);
    for (const { file, predictions, probe = made.probe } of made.cases) {
      const compiled = compileEnsemble(readModel(modelText(readFileSync(join(folder, file)))));
      const columns = probe[0].map((_, c) => Float64Array.from(probe, (row) => row[c] ?? NaN));
      const out = new Float64Array(probe.length * compiled.values);
      compiled.predict(columns, 0, probe.length, out, 0);
      const expected = predictions.flat();
      assert.equal(out.length, expected.length, file);
      expected.forEach((y, i) => {
        const apart = Math.abs(y - out[i]) / Math.max(1, Math.abs(y));
        assert.ok(apart <= 1e-6, `${file}: value ${i} is ${out[i]}, expected ${y}`);
      });
    }
    console.log(`      ${made.cases.length} models of LightGBM ${made.lightgbm} and XGBoost ${made.xgboost}`);
  });

  it('are loaded by Python where we wrote them, with equal predictions', () => {
    const rng = streamOf(3, 'peer', 'written');
    const rows = 3000;
    const names = ['a', 'ret.12', 'rsi', 'flat'];
    const columns = names.map((_, c) =>
      Float64Array.from({ length: rows }, () =>
        rng.uniform() < 0.07 ? NaN : c === 3 ? 1 : Math.fround(rng.uniform() * 6 - 3),
      ),
    );
    const y = columns[0].map((x, i) => (x === x ? x * x : 1) + (columns[1][i] > 0.3 ? 1 : 0) + rng.uniform());
    const rest = {
      l2: 1,
      l1: 0,
      gamma: 0,
      min_child_weight: 1,
      min_leaf_rows: 3,
      row_fraction: 1,
      feature_fraction: 1,
    };
    const targets = {
      squared_error: y,
      logistic: y.map((v) => +(v > 2)),
      multiclass: y.map((v) => (v > 4 ? 1 : v > 2 ? 0 : -1)),
    };
    const cases = (['squared_error', 'logistic', 'multiclass'] as const).map((objective) => {
      const target = targets[objective];
      const params = {
        ...rest,
        objective,
        rounds: 80,
        max_depth: 6,
        learning_rate: 0.1,
        max_bins: 255,
        patience: undefined,
      };
      const trees = fitBoostedTrees({ columns, target }, undefined, params, rng);
      const expected =
        objective === 'multiclass' ? sharesOf(compileTrees(trees).scores(columns, 0, rows), 3) : new Float64Array(rows);
      if (objective !== 'multiclass') compileTrees(trees).predict(columns, 0, rows, expected);
      const saved = savedTrees(trees, names);
      writeFileSync(join(folder, `${objective}.txt`), writeLightgbm(saved));
      writeFileSync(join(folder, `${objective}.json`), writeXgboost(saved));
      const table = Array.from({ length: rows }, (_, i) => columns.map((x) => (x[i] === x[i] ? x[i] : null)));
      return { name: objective, rows: table, expected: [...expected] };
    });
    writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases));
    const found = JSON.parse(runPython(python, 'written_models.py', folder)) as {
      readonly name: string;
      readonly lightgbm: number;
      readonly shap: number;
      readonly xgboost: number;
      readonly names: readonly string[];
    }[];
    for (const { name, lightgbm, shap, xgboost, names: theirs } of found) {
      assert.deepEqual(theirs, names);
      assert.ok(lightgbm <= 3e-16, `${name}: ${lightgbm} apart in LightGBM`);
      assert.ok(xgboost <= 1e-6, `${name}: ${xgboost} apart in XGBoost`);
      assert.ok(shap <= 1e-9, `${name}: contributions and score are ${shap} apart in LightGBM`);
    }
  });
});
