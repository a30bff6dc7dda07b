import assert from 'node:assert/strict';
import { fitBoostedTrees } from '../../../src/models/_boosting/index.ts';
import type { BoostedTrees, BoostingParams } from '../../../src/models/_boosting/index.ts';
import { params, source, wavy } from './_data.ts';

const train = wavy(250, 6, 1);
const validation = wavy(120, 6, 2);
const classes = { ...train, target: train.target.map((y) => (y > 0.6 ? 1 : y < 0 ? -1 : 0)) };
const held = { ...validation, target: validation.target.map((y) => (y > 0.6 ? 1 : y < 0 ? -1 : 0)) };

const variants: Readonly<Record<string, Partial<BoostingParams>>> = {
  'all rows': {},
  'drawn rows and columns': { row_fraction: 0.6, feature_fraction: 0.5 },
  'leaf by leaf': { leaves: 6, max_depth: undefined },
  'a quantile': { objective: 'quantile', quantile: 0.3 },
};

const fit = (over: Partial<BoostingParams>, rounds: number, from?: BoostedTrees): string =>
  JSON.stringify(
    over.objective === 'multiclass'
      ? fitBoostedTrees(classes, held, { ...params, ...over, rounds }, source(5), { from })
      : fitBoostedTrees(train, validation, { ...params, ...over, rounds }, source(5), { from }),
  );
const read = (text: string): BoostedTrees => JSON.parse(text) as BoostedTrees;

describe('going on from a model', () => {
  for (const [name, over] of Object.entries({ ...variants, classes: { objective: 'multiclass' as const } })) {
    it(`gives the bytes of one long fit: ${name}`, () => {
      assert.equal(fit(over, 20, read(fit(over, 8))), fit(over, 20));
    });
  }

  it('gives the bytes of one long fit with early stopping, whether or not the first part had stopped', () => {
    const over = { patience: 6, max_depth: 5 };
    const long = fit(over, 300);
    const { best_round, rounds } = read(long);
    assert.ok(rounds < 300);
    for (const first of [1, best_round - 1, best_round + 2, 300])
      assert.equal(fit(over, 300, read(fit(over, first))), long);
  });

  it('keeps the first rounds where fewer are asked for', () => {
    assert.equal(fit({}, 5, read(fit({}, 12))), fit({}, 5));
  });

  it('refuses a model of other data', () => {
    const other = read(fit({}, 3));
    const fitOn = (set: Parameters<typeof fitBoostedTrees>[0], from: BoostedTrees): unknown =>
      fitBoostedTrees(set, undefined, { ...params, rounds: 5 }, source(5), { from });
    assert.throws(() => fitOn(validation, other), /was fitted on other rows, columns, labels or another objective/);
  });
});
