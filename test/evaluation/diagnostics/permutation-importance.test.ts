import assert from 'node:assert/strict';
import type { FittedFold } from '../../../src/core/contracts/diagnostic.ts';
import { streamOf } from '../../../src/core/rng.ts';
import importance from '../../../src/evaluation/diagnostics/permutation-importance.ts';
import { column, madeView } from './_view.ts';

/** A fold of 200 times and 5 symbols whose label is its first column, and a fit that says so. */
function foldOf(name: string, several: boolean): FittedFold {
  const rng = streamOf(3, name);
  const rows = 1000;
  const draw = (): Float64Array => Float64Array.from({ length: rows }, () => rng.normal());
  const [known, idle] = [draw(), draw()];
  return {
    fold: name,
    columns: ['known', 'idle'],
    inputs: [known, idle],
    label: known.slice(),
    time: Float64Array.from({ length: rows }, (_, t) => Math.floor(t / 5)),
    several,
    predict: ([x]) => x.slice(),
  };
}

describe('permutation_importance', () => {
  for (const several of [true, false])
    it(`finds the column that the fit reads, and nothing in the other (${several ? 'across symbols' : 'one symbol'})`, () => {
      const view = { ...madeView([]), fitted: () => ['fold-01', 'fold-02'].map((name) => foldOf(name, several)) };
      const { tables, facts } = importance.compute({ of: undefined }, view);
      assert.deepEqual(
        facts.map(({ name, samples }) => [name, samples]),
        [
          ['known', 2],
          ['idle', 2],
        ],
      );
      const [lost, idle] = column(tables[''], 'ic_lost');
      assert.ok(Math.abs(lost - 1) < 0.1, `${lost}`); // all of an IC of 1
      assert.equal(idle, 0);
      assert.equal(column(tables[''], 'mse_rise')[0], Infinity); // the fit had no error
      const again = importance.compute({ of: undefined }, view);
      assert.deepEqual(again.tables, tables);
    });
});
