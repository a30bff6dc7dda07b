import assert from 'node:assert/strict';
import { withKernel } from '../../../src/models/_boosting/kernel.ts';

describe('the boosting kernel', () => {
  it('names the memory that a fit needs where it is more than there can be', () => {
    assert.throws(
      () => withKernel(5e9, () => 0),
      /the fit needs 5000000000 bytes of memory, one fit may have 4294967296/,
    );
  });
});
