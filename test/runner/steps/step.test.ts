import assert from 'node:assert/strict';
import fc from 'fast-check';
import { shared, sharedText, textOf } from '../../../src/runner/steps/step.ts';

describe('text in shared memory', () => {
  it('comes back as it was', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => assert.equal(textOf(sharedText(text)), text)));
  });

  it('lies where other threads can read it', () => {
    assert.ok(sharedText('{}').buffer instanceof SharedArrayBuffer);
    assert.ok(shared(3).buffer instanceof SharedArrayBuffer && shared(3).length === 3);
  });
});
