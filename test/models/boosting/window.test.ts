import assert from 'node:assert/strict';
import gradientBoosting from '../../../src/models/gradient-boosting.ts';
import { fitBoostedTrees } from '../../../src/models/_boosting/index.ts';
import type { Sample } from '../../../src/core/contracts/model.ts';
import type { Values } from '../../../src/core/params.ts';
import { contextOf } from '../../contracts/model.ts';
import { params, source, wavy } from './_data.ts';

const { columns, target } = wavy(300, 5);
const values: Values<typeof gradientBoosting.params> = {
  ...{ rounds: 10, max_depth: 3, learning_rate: 0.2, l2: 1, l1: 0, min_gain: 0, min_child_weight: 1 },
  ...{ min_leaf_rows: 1, row_fraction: 0.8, feature_fraction: 1, max_bins: 255, early_stopping: undefined },
  ...{ leaves: undefined, objective: undefined, quantile: undefined, delta: undefined },
  ...{ rising: undefined, falling: undefined },
};

/** Rows [from, to) of a train window of all 300. */
function sample(from: number, to: number, isWithin: boolean): Sample {
  const rows = Int32Array.from({ length: to - from }, (_, k) => from + k);
  const own = { rows: to - from, columns: columns.map((x) => x.slice(from, to)), target: target.slice(from, to) };
  return isWithin ? { ...own, segment: { columns, rows } } : own;
}
const fit = (train: Sample, tail?: Sample): string =>
  JSON.stringify(
    gradientBoosting.fit(
      tail === undefined ? values : { ...values, early_stopping: { validation: 0.2, patience: 5, metric: 'loss' } },
      train,
      tail,
      contextOf(['a', 'b', 'c', 'd', 'e']),
    ),
  );

describe('bins of a train window', () => {
  it('give the bytes of a fit on the rows alone where those are all', () => {
    assert.equal(fit(sample(0, 300, true)), fit(sample(0, 300, false)));
  });

  it('give the same bytes whatever was fitted before, and let no label outside the rows in', () => {
    const [train, tail] = [sample(0, 220, true), sample(230, 300, true)];
    const before = fit(train, tail);
    const moved = columns.map((x) => x.map((v) => v + 1));
    fitBoostedTrees({ columns: moved, target }, undefined, { ...params, rounds: 1 }, source(1));
    assert.equal(fit(train, tail), before);
    assert.notEqual(fit(train), fit(sample(10, 220, true)));
  });

  it('goes on from a fit of fewer rounds', () => {
    const train = sample(0, 220, true);
    const at = (rounds: number, from?: string): string =>
      JSON.stringify(
        gradientBoosting.fit({ ...values, rounds }, train, undefined, {
          ...contextOf(['a', 'b', 'c', 'd', 'e']),
          ...(from !== undefined && { from: JSON.parse(from) as never }),
        }),
      );
    assert.equal(at(15, at(4)), at(15));
  });
});
