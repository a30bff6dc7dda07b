import assert from 'node:assert/strict';
import type { Problem } from '../../src/core/problem.ts';
import { modelFiles } from '../../src/runner/results.ts';
import { SMALL } from '../e2e/_small.ts';
import { outcomeOf, refusalOf } from '../runner/_here.ts';
import { xgboostJson } from './files/_texts.ts';

/** Nothing is fitted: no split, no calibrator. */
const withFile = (keys: string, features = '[ret, rsi]'): string =>
  SMALL.replace(/split:.*\n/, '')
    .replace(/calibrators:\n.*\n/, '')
    .replace('of: cal', 'of: file')
    .replace(
      / {2}lin: .*\n/,
      `  file: { type: model_file, path: ./model.txt, labels: [h1, h4], features: ${features}${keys} }\n`,
    );

describe('model_file', function () {
  let text: string;
  let scores: Float64Array;
  let from: number;

  before(async () => {
    const fitted = await outcomeOf(SMALL.replace('lin: { type: ridge,', 'lin: { type: gradient_boosting, rounds: 8,'));
    const file = modelFiles(fitted, ['lightgbm']).find(({ path }) => path === 'models/fold-01/lin.h4.txt');
    text = String(file?.content);
    scores = fitted.computed.array('scores.lin/h4/fold-01', 'score') as Float64Array;
    from = fitted.plan.folds[0].calibrate.from;
  });

  const run = (keys = '', file = text, features?: string, feed: 'precomputed' | 'live' = 'precomputed') =>
    outcomeOf(withFile(keys, features), { files: { 'model.txt': file } }, { feed });
  const refused = async (keys: string, file = text, features?: string): Promise<Problem> => {
    const { problems } = await refusalOf(run(keys, file, features));
    return problems[0];
  };

  it('scores every bar as the model did, whatever the order of the columns', async () => {
    for (const features of ['[ret, rsi]', '[rsi, ret.4, ret.1]', '[all]']) {
      const { computed } = await run('', text, features);
      const all = computed.array('scores.file/h4', 'score') as Float64Array;
      assert.deepEqual(all.subarray(from, from + scores.length), scores);
    }
  });

  it('trades the same live as precomputed', async () => {
    const [batch, live] = [await run(), await run('', text, undefined, 'live')];
    assert.ok(batch.result.totals.trades > 0);
    assert.deepEqual(live.result.equity, batch.result.equity);
  });

  it('finds features by the names that the spec gives them, or by their order', async () => {
    const renamed = text.replace(/feature_names=.*/, 'feature_names=u v w');
    const names = /feature_names=(.*)/.exec(text)?.[1].split(' ') as string[];
    const same = await run();
    for (const [keys, features] of [
      [`, names: { u: ${names[0]}, v: ${names[1]}, w: ${names[2]} }`, '[ret, rsi]'],
      [', match: order', `[${names.join(', ')}]`],
    ]) {
      const { computed } = await run(keys, renamed, features);
      assert.deepEqual(computed.array('scores.file/h4', 'score'), same.computed.array('scores.file/h4', 'score'));
    }
  });

  it('keys its scores by the bytes of the file, not by names or place', async () => {
    const key = async (file: string): Promise<string | undefined> =>
      (await run('', file)).plan.byId.get('scores.file/h4')?.key;
    assert.equal(await key(text), await key(text));
    assert.notEqual(await key(text), await key(text.replace('leaf_value=', 'leaf_value=0')));
  });

  it('refuses another feature list before any work', async () => {
    const gone = await refused('', text, '[ret.1, rsi]');
    assert.match(
      `${gone.path.join('.')}: ${gone.message}`,
      /models\.file\.features: .*not among the columns: ret\.[14]/,
    );
    assert.match((await refused('', text, '[ret, rsi, sigma]')).message, /the file does not read "sigma"/);
    assert.match((await refused(', match: order', text, '[ret.1, rsi]')).message, /the file has 3 features/);
    const strange = await refused(', names: { ris: rsi }');
    assert.equal(strange.path.join('.'), 'models.file.names.ris');
    assert.match(String(strange.hint), /did you mean "rsi"/);
  });

  it('refuses a file that is none, cut off, or gives several values', async () => {
    assert.match(
      (await refused('', 'open,high\n')).message,
      /"\S+model\.txt" is no model that can be read: it is neither/,
    );
    assert.match((await refused('', text.slice(0, 900))).message, /without "end of trees": it is cut off/);
    const one = await refused(', match: order, class: 1', xgboostJson(), '[ret.1, rsi]');
    assert.match(one.message, /gives 1 value per row/);
    const several = xgboostJson({ objective: 'multi:softprob', num_class: '3' });
    const some = await refused(', match: order', several, '[ret.1, rsi]');
    assert.match(`${some.message} ${some.expected}`, /gives 3 values per row class: 0 to 2/);
  });
});
