import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import { folder } from '../data/_files.ts';
import { readsSpec, readsTable, specs, tables } from '../fuzz/_inputs.ts';

const SPECS = Number(process.env['ASSAY_FUZZ'] ?? 100_000);
const TABLES = Math.ceil(SPECS / 10);
const MOST_KB = 1_000_000;

describe('hostile input, at length', function () {
  this.timeout(6 * 3_600_000);
  const files = folder();

  it(`${SPECS} made specs and ${TABLES} made tables, in less than 1 GB`, async () => {
    const check = (
      path: string,
      texts: fc.Arbitrary<string>,
      reads: typeof readsSpec,
      numRuns: number,
    ): Promise<void> =>
      fc.assert(
        fc.asyncProperty(texts, (text) => reads(join(files.path, path), text)),
        { numRuns },
      );
    await check('spec.yml', specs, readsSpec, SPECS);
    await check('bars.csv', tables, readsTable, TABLES);
    const { maxRSS } = process.resourceUsage();
    console.log(`      ${SPECS} specs, ${TABLES} tables, peak ${Math.round(maxRSS / 1000)} MB`);
    assert.ok(maxRSS < MOST_KB);
  });
});
