import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { generateKernel } from '../../../src/tools/boosting-kernel.ts';

describe('the boosting kernel', () => {
  it('is the one that its text compiles to', async () => {
    const path = resolve(import.meta.dirname, '../../../../src/models/_boosting/generated/kernel.ts');
    assert.equal(await readFile(path, 'utf8'), await generateKernel());
  });
});
