import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { compileEnsemble, modelText, readModel } from '../../../src/models/_files/index.ts';
import { needsShared } from '../../_shared.ts';
import { stumpText, ubjOf, xgboostJson } from './_texts.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What a model file gives for rows. */
function predicted(file: Uint8Array, rows: readonly (readonly number[])[]): number[] {
  const compiled = compileEnsemble(readModel(modelText(file)));
  const columns = rows[0].map((_, c) => Float64Array.from(rows, (row) => row[c]));
  const out = new Float64Array(rows.length * compiled.values);
  compiled.predict(columns, 0, rows.length, out, 0);
  return [...out];
}

const first = (file: Uint8Array, values: readonly number[]): number[] =>
  predicted(
    file,
    values.map((x) => [x, 0]),
  );

describe('LightGBM text models', () => {
  it('send x <= threshold left, to the last bit', () => {
    assert.deepEqual(first(bytes(stumpText(2)), [0.5, 0.5000000000000001, -Infinity, Infinity]), [1, 2, 1, 2]);
  });

  it('take NaN for 0 where nothing is missing, for missing where NaN is, and nearly 0 too where zero is', () => {
    const at = (decision: number, threshold: number): number[] =>
      first(bytes(stumpText(decision, threshold)), [NaN, 0, 1e-36, 1e-30]);
    assert.deepEqual(at(0, -0.5), [2, 2, 2, 2]);
    assert.deepEqual(at(2, -0.5), [2, 2, 2, 2]);
    assert.deepEqual(at(0, 0.5), [1, 1, 1, 1]);
    assert.deepEqual(at(10, -0.5), [1, 2, 2, 2]);
    assert.deepEqual(at(8, 0.5), [2, 1, 1, 1]);
    assert.deepEqual(at(6, -0.5), [1, 1, 1, 2]);
    assert.deepEqual(at(4, 0.5), [2, 2, 2, 1]);
  });

  it('send the whole part of a category left where it is in the set', () => {
    const tree = 'cat_boundaries=0 2\ncat_threshold=10 1'; // categories 1, 3 and 32
    const file = bytes(stumpText(1, 0, { tree }).replace('num_cat=0', 'num_cat=1'));
    assert.deepEqual(first(file, [1, 3.9, 32, 2, 0, -0.5, -1, NaN, 64, 1e30]), [1, 1, 1, 2, 2, 2, 2, 2, 2, 2]);
  });

  it('use linear leaves where all their features are known', () => {
    const tree = 'is_linear=1\nleaf_const=10 20\nnum_features=1 0\nleaf_features=1 \nleaf_coeff=3 ';
    const file = bytes(stumpText(2, 0.5, { tree }));
    assert.deepEqual(
      predicted(file, [
        [0, 2],
        [0, NaN],
        [1, NaN],
      ]),
      [16, 1, 20],
    );
  });

  it('answer by their objective, and divide the sum of a forest by its rounds', () => {
    const one = (header: string): number => first(bytes(stumpText(2, 0.5, { header })), [1])[0];
    const near = (header: string, expected: number): void =>
      assert.ok(Math.abs(one(header) - expected) < 1e-15 * expected, header);
    near('objective=binary sigmoid:0.5', 1 / (1 + Math.exp(-1)));
    near('objective=poisson', Math.exp(2));
    near('objective=regression sqrt', 4);
    near('objective=cross_entropy_lambda', Math.log1p(Math.exp(2)));
    near('objective=regression\naverage_output', 2);
  });

  for (const model of ['fold_05.txt', 'fold_09.txt', 'fold_101.txt']) {
    it(`predict as LightGBM does: ${model} made elsewhere`, function () {
      const archive = needsShared(this, 'groundtruth/seed-lightgbm_models_dev.tar.gz');
      const oracle = needsShared(this, 'oracles/lightgbm_predictions.json.gz');
      const file = execFileSync('tar', ['xzOf', archive, '--wildcards', `*${model}`]);
      const all = JSON.parse(gunzipSync(readFileSync(oracle)).toString()) as {
        models: { [name: string]: { X: number[][]; [key: string]: unknown } | undefined };
      };
      const known = all.models[model];
      if (known === undefined) {
        console.log(`      skipped: no reference predictions of ${model}`);
        this.skip();
      }
      const expected = Object.values(known).find(
        (v): v is number[] => Array.isArray(v) && v.length === known.X.length && typeof v[0] === 'number',
      );
      assert.ok(expected);
      predicted(file, known.X).forEach((y, i) => assert.ok(Math.abs(y - expected[i]) <= 1e-12, `row ${i}: ${y}`));
    });
  }
});

describe('XGBoost models', () => {
  const rows = [
    [0.4, 1],
    [NaN, 1],
    [0.5, 0],
    [0.5, 0.1],
    [0.5, NaN],
  ];

  it('compare and add in float32, and send missing values where the split says', () => {
    assert.deepEqual(predicted(bytes(xgboostJson()), rows), [1.5, 1.5, 2.5, 4.5, 4.5]);
    // 0.1 as float32 is above 0.1 as double, and so is its threshold
    assert.deepEqual(predicted(bytes(xgboostJson()), [[1, 0.1 - 1e-12]]), [4.5]);
  });

  it('are the same from JSON and from UBJ', () => {
    assert.deepEqual(predicted(ubjOf(JSON.parse(xgboostJson())), rows), predicted(bytes(xgboostJson()), rows));
  });

  it('start from the base of their objective, in the words of old and of new versions', () => {
    const start = (over: { readonly [path: string]: unknown }): number =>
      predicted(bytes(xgboostJson(over)), [[0, 0]])[0];
    const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
    assert.equal(start({ base_score: '2.5E-1' }), 1.25);
    assert.ok(Math.abs(start({ objective: 'binary:logistic' }) - sigmoid(1)) < 1e-7);
    const quarter = start({ objective: 'binary:logistic', base_score: '[2.5E-1]' });
    assert.ok(Math.abs(quarter - sigmoid(1 - Math.log(3))) < 1e-7);
    assert.equal(start({ objective: 'binary:logitraw', base_score: '2.5E-1' }), 1.25);
    assert.ok(Math.abs(start({ objective: 'count:poisson', base_score: '2' }) - 2 * Math.exp(1)) < 1e-6);
  });

  it('send categories of the set right, and what can be none left', () => {
    const over = {
      categories: [1, 33],
      categories_nodes: [0],
      categories_segments: [0],
      categories_sizes: [2],
      split_type: [1, 0, 0, 0, 0],
      split_conditions: ['NaN', 1, 0.1, 2, 4],
    };
    assert.deepEqual(
      first(bytes(xgboostJson(over)), [1, 33, 2, 99, -1, 1e9, NaN]),
      [2.5, 2.5, 1.5, 1.5, 1.5, 1.5, 1.5],
    );
  });
});
