import assert from 'node:assert/strict';
import { editDistance, nearest } from '../../src/core/nearest.ts';

describe('nearest', () => {
  it('counts a swap of neighbours as one edit', () => {
    assert.equal(editDistance('clsoe', 'close'), 1);
    assert.equal(editDistance('kitten', 'sitting'), 3);
    assert.equal(editDistance('', 'abc'), 3);
  });

  it('finds the nearest word within a third of the length, else nothing', () => {
    assert.equal(nearest('windw', ['of', 'window', 'clip']), 'window');
    assert.equal(nearest('completely', ['window', 'clip']), undefined);
    assert.equal(nearest('x', ['y']), undefined);
  });
});
