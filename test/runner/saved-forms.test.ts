import assert from 'node:assert/strict';
import { compileEnsemble, readModel } from '../../src/models/_files/index.ts';
import { modelFiles } from '../../src/runner/results.ts';
import { SMALL } from '../e2e/_small.ts';
import { outcomeOf } from './_here.ts';

const withModel = (model: string): string => SMALL.replace('lin: { type: ridge,', `lin: { ${model},`);

describe('saved models', () => {
  it('are written as LightGBM text and XGBoost JSON too, with the scores of the run', async () => {
    const outcome = await outcomeOf(withModel('type: gradient_boosting, rounds: 10, max_depth: 3'));
    const files = new Map(modelFiles(outcome, ['lightgbm', 'xgboost']).map(({ path, content }) => [path, content]));
    const { plan, computed } = outcome;
    const names = plan.columns.get('lin') ?? [];
    const { test } = plan.folds[0];
    const scores = computed.array('scores.lin/h4/fold-01', 'score');
    for (const [format, ending, most] of [
      ['lightgbm', 'txt', 0],
      ['xgboost', 'xgboost.json', 1e-6],
    ] as const) {
      const model = readModel({ format, text: String(files.get(`models/fold-01/lin.h4.${ending}`)) });
      assert.deepEqual(model.names, names);
      const out = new Float64Array(test.to - test.from);
      const columns = names.map((name) => computed.array(`features.${name.split('.')[0]}`, name.split('.')[1] ?? ''));
      compileEnsemble(model).predict(columns as Float64Array[], test.from, test.to, out, 0);
      const own = scores.subarray(scores.length - out.length);
      const scale = out.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
      out.forEach((y, i) => assert.ok(Math.abs(y - own[i]) <= most * scale, `${format}: row ${i} ${y} ${own[i]}`));
    }
    assert.ok(files.has('models/fold-01/lin.h4.json'));
  });

  it('stand alone as JSON where nothing else is asked for, or where a model has no such form', async () => {
    const outcome = await outcomeOf(SMALL);
    const paths = modelFiles(outcome, ['lightgbm']).map(({ path }) => path);
    assert.ok(paths.includes('models/fold-01/lin.h4.json'));
    assert.ok(paths.every((path) => path.endsWith('.json')));
  });
});
