import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import { folder } from '../data/_files.ts';
import { bent, BINARIES, readsBinary, soundFiles } from '../fuzz/_binaries.ts';
import { readsSpec, readsTable, specs, tables } from '../fuzz/_inputs.ts';
import { progress } from './_progress.ts';

/** Made specs; a tenth as many data files. The figure of the project is 100,000. */
const SPECS = Number(process.env['ASSAY_FUZZ'] ?? 20_000);
const FILES = Math.ceil(SPECS / 10);
const SEED = Number(process.env['ASSAY_FUZZ_SEED'] ?? 1);
const MOST_KB = 1_000_000;
const STEP = 250;

/** Runs a property in steps, each with a seed of its own, so that one says how far it is. */
async function inSteps<T>(what: string, made: fc.Arbitrary<T>, total: number, reads: (value: T) => Promise<unknown>) {
  const tell = progress(what, total);
  for (let done = 0; done < total; done += STEP) {
    const numRuns = Math.min(STEP, total - done);
    const property = fc.asyncProperty(made, async (value) => {
      await reads(value);
    });
    await fc.assert(property, { numRuns, seed: SEED * 1_000_003 + done });
    tell(done + numRuns);
  }
}

describe('hostile input, at length', function () {
  this.timeout(6 * 3_600_000);
  const files = folder();

  it(`${SPECS} made specs`, () =>
    inSteps('specs', specs, SPECS, (text) => readsSpec(join(files.path, 'spec.yml'), text)));

  it(`${Math.ceil(FILES / 2)} made tables`, () =>
    inSteps('tables', tables, Math.ceil(FILES / 2), (text) => readsTable(join(files.path, 'bars.csv'), text)));

  it(`${Math.floor(FILES / 2)} made binary files`, async () => {
    const sound = await soundFiles(files.path);
    const each = Math.ceil(FILES / 2 / BINARIES.length);
    for (const kind of BINARIES)
      await inSteps(kind, bent(sound[kind]), each, (bytes) => readsBinary(files.path, kind, bytes));
  });

  it('in less than 1 GB', () => {
    assert.ok(process.resourceUsage().maxRSS < MOST_KB);
  });
});
