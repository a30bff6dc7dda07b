import assert from 'node:assert/strict';
import fc from 'fast-check';
import { folder } from '../data/_files.ts';
import { bent, BINARIES, keptBinaries, readsBinary, soundFiles } from './_binaries.ts';

describe('binary files that lie are refused with a reason, or read: never a crash, never more than 5 s', function () {
  this.timeout(120_000);
  const files = folder();
  let sound: Awaited<ReturnType<typeof soundFiles>>;
  before(async () => {
    sound = await soundFiles(files.path);
  });

  for (const kind of BINARIES) {
    it(`${kind}: sound ones are read, but for the capsule, which holds nothing`, async () => {
      for (const bytes of sound[kind])
        assert.equal((await readsBinary(files.path, kind, bytes)) === undefined, kind !== 'capsule');
    });

    for (const [name, bytes] of keptBinaries(kind))
      it(`kept ${kind}: ${name}`, async () => {
        assert.ok((await readsBinary(files.path, kind, bytes)) !== undefined, 'it is refused');
      });

    const made = kind === 'parquet' || kind === 'duckdb' ? 10 : 40;
    it(`${made} made files of ${kind}`, () =>
      fc.assert(
        fc.asyncProperty(bent(sound[kind]), async (bytes) => {
          await readsBinary(files.path, kind, bytes);
        }),
        { numRuns: made, seed: 3 },
      ));
  }
});
