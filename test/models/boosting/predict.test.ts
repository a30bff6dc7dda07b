import assert from 'node:assert/strict';
import { compileTrees, fitBoostedTrees } from '../../../src/models/_boosting/index.ts';
import type { BoostedTrees } from '../../../src/models/_boosting/index.ts';
import { params, predictAll, source, wavy } from './_data.ts';

const { columns, target } = wavy(700, 6);
const model = fitBoostedTrees({ columns, target }, undefined, params, source(1));

describe('compileTrees', () => {
  it('gives the same bits for one row as for many', () => {
    const all = predictAll(model, columns);
    const trees = compileTrees(model);
    const single = Float64Array.from(all, (_, row) => {
      const out = new Float64Array(1);
      trees.predict(columns, row, row + 1, out);
      return out[0];
    });
    assert.deepEqual(single, all);
  });

  it('writes rows [from, to) at the offset and nothing else', () => {
    const out = new Float64Array(10).fill(-7);
    compileTrees(model).predict(columns, 300, 305, out, 2);
    assert.deepEqual(out.subarray(2, 7), predictAll(model, columns).subarray(300, 305));
    assert.deepEqual([...out.subarray(0, 2), ...out.subarray(7)], [-7, -7, -7, -7, -7]);
  });

  it('gives the same bits and text after a round trip through JSON', () => {
    const text = JSON.stringify(model);
    const read = JSON.parse(text) as BoostedTrees;
    assert.deepEqual(predictAll(read, columns), predictAll(model, columns));
    assert.equal(JSON.stringify(read), text);
    assert.ok(!text.includes('null'));
  });

  it('takes -0 as 0 and infinities as the largest numbers', () => {
    const at = (value: number): number => predictAll(model, [Float64Array.of(value), ...columns.slice(1)])[0];
    assert.equal(at(-0), at(0));
    assert.equal(at(Infinity), at(Number.MAX_VALUE));
    assert.equal(at(-Infinity), at(-Number.MAX_VALUE));
  });

  it('reads columns over shared memory', () => {
    const shared = columns.map((column) => {
      const copy = new Float64Array(new SharedArrayBuffer(column.byteLength));
      copy.set(column);
      return copy;
    });
    assert.deepEqual(predictAll(model, shared), predictAll(model, columns));
  });

  it('names a number of columns that differs', () => {
    assert.throws(() => predictAll(model, columns.slice(1)), /found 5 columns, the model has 6/);
  });
});
