import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { kernelFiles } from '../../src/tools/kernels.ts';

describe('kernels', () => {
  it('are what their texts compile to', async () => {
    const files = await kernelFiles();
    assert.equal(files.length, 2);
    for (const [path, text] of files) {
      assert.equal(await readFile(resolve(import.meta.dirname, '../../..', path), 'utf8'), text);
    }
  });
});
