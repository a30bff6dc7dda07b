import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkModel, compileTrees, fitBoostedTrees } from '../../../src/models/_boosting/index.ts';
import type { BoostedTrees } from '../../../src/models/_boosting/index.ts';
import { params, source, wavy } from './_data.ts';

const { columns, target } = wavy(200, 4);
const model = fitBoostedTrees({ columns, target }, undefined, { ...params, rounds: 2 }, source(1));
const text = JSON.stringify(model);

type Plain = { [key: string]: unknown };

/** The model with something of it changed. */
function changed(change: (model: Plain, tree: { [part: string]: number[] }) => void): BoostedTrees {
  const copy = JSON.parse(text) as Plain & { trees: { [part: string]: number[] }[] };
  change(copy, copy.trees[1]);
  return copy as unknown as BoostedTrees;
}

const refuses = (change: Parameters<typeof changed>[0], expected: RegExp): void =>
  assert.throws(() => compileTrees(changed(change)), expected);

describe('checkModel', () => {
  it('takes what a fit gives', () => {
    checkModel(JSON.parse(text) as BoostedTrees);
  });

  it('names what is wrong with a head', () => {
    for (const nothing of [null, 3, [], {}])
      assert.throws(() => checkModel(nothing as never), /saved trees: found version/);
    refuses((m) => (m['version'] = 1), /found version 1, expected 2; fit it again/);
    refuses((m) => (m['features'] = 1e12), /has 1000000000000 columns/);
    refuses((m) => (m['base_score'] = []), /has no base scores/);
    refuses((m) => (m['base_score'] = [null]), /base score that is not a number/);
    refuses((m) => (m['base_score'] = [0, 0]), /has 2 outputs, expected 1/);
    refuses((m) => (m['trees'] = 'x'), /has no trees/);
    refuses(
      (m) => Object.assign(m, { objective: 'multiclass', classes: [0, 1, 2], base_score: [0, 0, 0] }),
      /has 2 trees, no multiple of 3 outputs/,
    );
  });

  it('names what is wrong with a tree: torn, cyclic, shared or beyond its arrays', () => {
    refuses((m) => ((m['trees'] as unknown[])[1] = null), /tree 1 has no nodes/);
    refuses((_, tree) => delete (tree as Plain)['value'], /tree 1 has no list "value"/);
    refuses((_, tree) => tree['left'].pop(), /of "left"/);
    refuses((_, tree) => (tree['left'][0] = 0), /node 0 of tree 1 has the child 0/);
    refuses((_, tree) => (tree['right'][0] = 99999), /node 0 of tree 1 has the child 99999/);
    refuses((_, tree) => (tree['right'][0] = tree['left'][0]), /which is no later node without a parent/);
    refuses((_, tree) => (tree['feature'][0] = 7), /node 0 of tree 1 splits column 7 of 4/);
    refuses((_, tree) => (tree['feature'][0] = 0.5), /splits column 0.5/);
    refuses((_, tree) => (tree['threshold'][0] = null as never), /node 0 of tree 1 has the threshold null/);
    refuses((_, tree) => (tree['value'][tree['feature'].indexOf(-1)] = null as never), /has the value null/);
  });

  it('walks a tree of a million levels without recursion', () => {
    const depth = 1_000_000;
    const nodes = 2 * depth + 1;
    const list = (of: (id: number) => number): number[] => Array.from({ length: nodes }, (_, id) => of(id));
    const isSplit = (id: number): boolean => id % 2 === 0 && id < nodes - 1;
    const zero = list(() => 0);
    const tree = {
      feature: list((id) => (isSplit(id) ? 0 : -1)),
      left: list((id) => (isSplit(id) ? id + 1 : -1)),
      right: list((id) => (isSplit(id) ? id + 2 : -1)),
      ...{ threshold: zero, default_left: zero, value: zero, gain: zero, cover: zero, rows: zero },
    };
    const deep = { ...model, trees: [tree] } as unknown as BoostedTrees;
    const out = new Float64Array(1);
    compileTrees(deep).predict(columns, 0, 1, out);
    assert.equal(out[0], model.base_score[0]);
  });

  it('gives an error or a prediction for any change of one value, never a crash or a hang', () => {
    const parts = ['feature', 'threshold', 'default_left', 'left', 'right', 'value'];
    const value = fc.oneof(fc.integer({ min: -5, max: 40 }), fc.double(), fc.constantFrom(null, 'x', [], 1e300));
    fc.assert(
      fc.property(fc.constantFrom(...parts), fc.nat(30), value, (part, id, wrong) => {
        const bad = changed((_, tree) => (tree[part][id % tree[part].length] = wrong as never));
        const out = new Float64Array(200);
        try {
          compileTrees(bad).predict(columns, 0, 200, out);
        } catch (error) {
          assert.match(String(error), /^Error: saved trees: /);
        }
      }),
      { seed: 51, numRuns: 300 },
    );
  });
});
