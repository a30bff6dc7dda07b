import { join } from 'node:path';
import fc from 'fast-check';
import { folder } from '../data/_files.ts';
import { corpus, readsSpec, readsTable, specs, tables } from './_inputs.ts';

describe('hostile input is refused with a place, or read: never a crash, never more than 5 s', function () {
  this.timeout(120_000);
  const files = folder();
  const spec = (): string => join(files.path, 'spec.yml');
  const table = (): string => join(files.path, 'bars.csv');

  for (const [name, text] of corpus('specs')) it(`kept spec: ${name}`, () => readsSpec(spec(), text));
  for (const [name, text] of corpus('csv')) it(`kept table: ${name}`, () => readsTable(table(), text));

  it('300 made specs', () =>
    fc.assert(
      fc.asyncProperty(specs, (text) => readsSpec(spec(), text)),
      { numRuns: 300 },
    ));
  it('100 made tables', () =>
    fc.assert(
      fc.asyncProperty(tables, (text) => readsTable(table(), text)),
      { numRuns: 100 },
    ));
});
