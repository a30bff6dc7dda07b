import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { Refusal } from '../../src/core/problem.ts';
import { loadSpec } from '../../src/spec/load.ts';
import csv from '../../src/data/source/csv.ts';
import { registry } from '../../src/runner/registry.ts';
import { context } from '../data/_files.ts';
import { example } from '../e2e/_assay.ts';

const SLOWEST_MS = 5000;

/** Inputs that are kept, each one a file: `test/corpus/<kind>`. */
export function corpus(kind: 'specs' | 'csv'): readonly (readonly [string, string])[] {
  const folder = resolve(import.meta.dirname, '../../../test/corpus', kind);
  return readdirSync(folder)
    .sort()
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
}

const HOSTILE = [
  '__proto__',
  'constructor',
  '../../etc/passwd',
  'a\u0000b',
  '<script>',
  '1e999',
  '',
  '*a',
  '!!js/function',
  '{symbol}',
  '-0',
];
const EXAMPLES = ['quickstart', 'rsi-rule', 'calibrated-bins'].map(example);
const word = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ maxLength: 12 }));
const scalar = fc.oneof(word, fc.double(), fc.integer(), fc.boolean(), fc.constant(null));
const tree = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 6 },
    scalar,
    fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(word, tie('node'), { maxKeys: 5 }),
  ),
})).node;

/** A shipped experiment with a line gone, doubled, or a token replaced by something hostile. */
const mutated = fc
  .tuple(
    fc.constantFrom(...EXAMPLES),
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 4 }), word), { minLength: 1, maxLength: 4 }),
  )
  .map(([text, edits]) => {
    const lines = text.split('\n');
    for (const [where, kind, token] of edits) {
      const at = where % lines.length;
      if (kind === 0) lines.splice(at, 1);
      else if (kind === 1) lines.splice(at, 0, lines[at]);
      else if (kind === 2) lines[at] = lines[at].replace(/[^\s:{},]+(?=[^:]*$)/, () => token);
      else if (kind === 3) lines[at] = lines[at].replace(/[a-z_]+(?=:)/, () => token);
      else lines[at] = `  ${lines[at]}`;
    }
    return lines.join('\n');
  });

const nested = fc
  .tuple(fc.constantFrom('[', '{a: ', '- ', '? '), fc.integer({ min: 1, max: 20_000 }))
  .map(([open, depth]) => `features: ${open.repeat(depth)}`);
const bombs = fc.integer({ min: 2, max: 30 }).map((levels) => {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let k = 1; k < levels; k++)
    lines.push(`a${k}: &a${k} [${Array.from({ length: 9 }, () => `*a${k - 1}`).join(', ')}]`);
  return lines.join('\n');
});

export const specs: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: mutated },
  { weight: 3, arbitrary: tree.map((value) => stringify(value)) },
  { weight: 1, arbitrary: fc.string({ maxLength: 300 }) },
  { weight: 1, arbitrary: nested },
  { weight: 1, arbitrary: bombs },
);

const cell = fc.oneof(
  fc.constantFrom(
    '',
    'NaN',
    '1e400',
    '-1',
    '"',
    '""',
    '"a',
    '0x1',
    '1,5',
    '\u0000',
    '1704067200000',
    '2024-01-01',
    '9'.repeat(400),
  ),
  fc.double({ min: 0, max: 1e6 }).map(String),
  fc.string({ maxLength: 6 }),
);
const header = fc.constantFrom(
  'timestamp,open,high,low,close,volume',
  'time,o,h,l,c,v',
  '',
  'timestamp,timestamp,open,open',
  '\ufefftimestamp,open,high,low,close,volume',
);
const lines = fc
  .tuple(header, fc.array(fc.array(cell, { maxLength: 9 }), { maxLength: 12 }), fc.constantFrom('\n', '\r\n', '\r'))
  .map(([first, rows, end]) => [first, ...rows.map((row) => row.join(','))].join(end));
const good =
  'timestamp,open,high,low,close,volume\n1704067200000,1,3,0.5,2,10\n1704067260000,2,4,1.5,3,1\n1704067320000,2,4,1.5,3,1\n';
const bent = fc
  .array(fc.tuple(fc.nat({ max: good.length - 1 }), cell), { minLength: 1, maxLength: 4 })
  .map((edits) => edits.reduce((text, [at, token]) => text.slice(0, at) + token + text.slice(at + 1), good));
export const tables: fc.Arbitrary<string> = fc.oneof(
  lines,
  bent,
  fc.integer({ min: 1, max: 300_000 }).map((n) => `${good}1,${'7'.repeat(n)}`),
);

/** Success, or a refusal that has a reason; anything else, and anything slower than 5 s, is thrown. */
export async function refusedOrWell(work: () => Promise<unknown>): Promise<Refusal | undefined> {
  const started = performance.now();
  try {
    await work();
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal) || error.problems.length === 0) throw error;
    for (const { message } of error.problems)
      if (message === '') throw new Error('a refusal without a reason', { cause: error });
    return error;
  } finally {
    const took = performance.now() - started;
    // oxlint-disable-next-line no-unsafe-finally -- a hang is worse than what it hides
    if (took > SLOWEST_MS) throw new Error(`took ${Math.round(took)} ms`);
  }
}

/** Reads a spec; a refusal has exit 2 and names the file. */
export async function readsSpec(file: string, text: string): Promise<void> {
  writeFileSync(file, text);
  const refusal = await refusedOrWell(() => loadSpec({ file, sets: [], registry }));
  if (refusal === undefined) return;
  if (refusal.exit !== 2) throw new Error(`exit ${refusal.exit}`, { cause: refusal });
  for (const { place, code } of refusal.problems)
    if (place === undefined) throw new Error(`${code} without a place`, { cause: refusal });
  if (Object.hasOwn(Object.prototype, 'polluted')) throw new Error('Object.prototype was written to');
}

/** Reads a table of bars; a refusal names the file. */
export async function readsTable(path: string, text: string): Promise<void> {
  writeFileSync(path, text);
  await refusedOrWell(async () =>
    csv.open({ path, interval: undefined, missing: undefined, columns: undefined }, context()),
  );
}
