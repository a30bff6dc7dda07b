import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { withKernel } from '../../../src/models/_boosting/kernel.ts';
import { generateKernel } from '../../../src/tools/boosting-kernel.ts';

describe('the boosting kernel', () => {
  it('is the one that its text compiles to', async () => {
    const path = resolve(import.meta.dirname, '../../../../src/models/_boosting/generated/kernel.ts');
    assert.equal(await readFile(path, 'utf8'), await generateKernel());
  });

  it('names the memory that a fit needs where it is more than there can be', () => {
    assert.throws(
      () => withKernel(5e9, () => 0),
      /the fit needs 5000000000 bytes of memory, one fit may have 4294967296/,
    );
  });
});
