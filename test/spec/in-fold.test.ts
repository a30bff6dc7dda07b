import assert from 'node:assert/strict';
import { FIT_METRICS } from '../../src/models/_fold/metrics.ts';
import { RANKINGS } from '../../src/models/_fold/select.ts';
import { TUNE_METRICS } from '../../src/spec/in-fold.ts';
import { CHAIN, load, problemsOf } from './_load.ts';

const tune = (space: string, more = ''): string =>
  `models.gbm.tune={trials: 5, objectives: {information_coefficient: maximize}, space: {${space}}${more}}`;
const told = async (...sets: readonly string[]): Promise<string[]> =>
  (await problemsOf(CHAIN, ...sets)).map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('tune and select', () => {
  it('stand in the values of the model where they are on', async () => {
    const spec = await load(CHAIN, tune('max_depth: {low: 2, high: 6}'), 'models.gbm.select={type: gain, keep: 2}');
    const { values } = spec.models[0];
    assert.equal((values['tune'] as { folds: number }).folds, 4);
    assert.equal((values['select'] as { keep: number }).keep, 2);
  });

  it('name metrics and rankings that the runner has', () => {
    assert.deepEqual([...TUNE_METRICS].sort(), Object.keys(FIT_METRICS).sort());
    assert.deepEqual(RANKINGS, ['gain', 'permutation', 'mutual_information', 'shap']);
  });

  const at = 'models.gbm.tune';
  const refused: readonly [string, string, string][] = [
    [
      'a bound outside of its parameter',
      tune('max_depth: {low: 0, high: 6}'),
      `${at}.space.max_depth.low: must be >= 1, as the parameter itself`,
    ],
    [
      'an upper bound outside of its parameter',
      tune('learning_rate: {low: 0.1, high: 3}'),
      `${at}.space.learning_rate.high: must be <= 1, as the parameter itself`,
    ],
    [
      'half a tree',
      tune('max_depth: {low: 1.5, high: 6}'),
      `${at}.space.max_depth.low: must be a whole number, as the parameter itself`,
    ],
    ['a range upside down', tune('max_depth: {low: 6, high: 2}'), `${at}.space.max_depth.high: lies below "low"`],
    [
      'an unknown parameter',
      tune('max_dept: {low: 2, high: 6}'),
      `${at}.space.max_dept: is not a parameter of "gradient_boosting"`,
    ],
    ['no range', tune('max_depth: {log: true}'), `${at}.space.max_depth: holds no range`],
    [
      'a block',
      tune('early_stopping: {low: 2, high: 6}'),
      `${at}.space.early_stopping: is a block; only numbers are tuned`,
    ],
    [
      'a parameter of a block that is not written',
      tune('early_stopping.patience: {low: 2, high: 6}'),
      `${at}.space.early_stopping.patience: lies in "early_stopping", which the model does not write`,
    ],
    [
      'two blocks to check two of',
      tune('l2: {low: 1, high: 2}', ', scheme: combinatorial, folds: 2'),
      `${at}.folds: two of the blocks are checked, so there must be at least 3`,
    ],
    [
      'an unknown metric',
      tune('l2: {low: 1, high: 2}').replace('information_coefficient', 'sharpe'),
      `${at}.objectives.sharpe: is not a metric of fits`,
    ],
    [
      'a selection of nothing',
      'models.gbm.select={type: gain}',
      'models.gbm.select: says nothing of how many columns stay',
    ],
    [
      'a selection twice',
      'models.gbm.select={type: gain, keep: 2, share: 0.5}',
      'models.gbm.select.share: stands beside "keep"',
    ],
  ];
  for (const [what, set, expected] of refused) {
    it(`refuse ${what}`, async () => assert.deepEqual(await told(set), [expected]));
  }

  it('refuse Shapley values of a model that has none', async () => {
    assert.deepEqual(await told('models.gbm.type=constant', 'models.gbm.select={type: shap, keep: 2}'), [
      'models.gbm.select.type: "constant" does not say what its columns contribute',
    ]);
  });

  it('reach parameters of blocks and of slots', async () => {
    const prepare = 'models.gbm.prepare={winsorize: {type: quantile}}';
    await load(
      CHAIN,
      'models.gbm.early_stopping={}',
      prepare,
      tune('early_stopping.patience: {low: 5, high: 30}, prepare.winsorize.tail: {low: 0, high: 0.1}'),
    );
    const found = await told(prepare, tune('prepare.winsorize.tail: {low: 0, high: 0.5}'));
    assert.deepEqual(found, [`${at}.space.prepare.winsorize.tail.high: must be < 0.5, as the parameter itself`]);
  });
});
