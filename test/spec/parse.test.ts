import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Problem } from '../../src/core/problem.ts';
import { parseTree } from '../../src/spec/parse.ts';
import { parsePath } from '../../src/spec/path.ts';
import { plainOf } from '../../src/spec/tree.ts';

function read(text: string): { value: unknown; messages: readonly string[] } {
  const problems: Problem[] = [];
  const tree = parseTree({ file: 'x.yml', text, order: 0 }, problems);
  return { value: tree === undefined ? undefined : plainOf(tree), messages: problems.map(({ message }) => message) };
}

describe('reading YAML', () => {
  it('keeps values as YAML 1.2 has them', () => {
    assert.deepEqual(read('{a: 1e2, b: 2024-01-01, c: 00:05, d: true, e: null, 1: x}').value, {
      a: 100,
      b: '2024-01-01',
      c: '00:05',
      d: true,
      e: null,
      1: 'x',
    });
  });

  it('refuses what YAML 1.1 would take for a boolean, as key and as value, unless a value is quoted', () => {
    for (const word of ['on', 'Off', 'yes', 'NO', 'y', 'n']) {
      assert.equal(read(`a: ${word}`).messages.length, 1, word);
      assert.equal(read(`${word}: 1`).messages.length, word === 'n' ? 0 : 1, word);
    }
    assert.deepEqual(read('a: "no"').value, { a: 'no' });
  });

  it('says that what holds {symbol} stands in quotes, where it does not parse', () => {
    const problems: Problem[] = [];
    parseTree({ file: 'x.yml', text: 'a: 1\nb: { path: {symbol}.csv }\n', order: 0 }, problems);
    assert.match(problems[0].hint ?? '', /stands in quotes/);
    assert.deepEqual(read('{ path: "{symbol}.csv" }').value, { path: '{symbol}.csv' });
  });

  it('refuses keys that reach into objects', () => {
    for (const key of ['__proto__', 'constructor', 'prototype'])
      assert.match(read(`{a: {${key}: {x: 1}}}`).messages[0], /must not be a key/);
    assert.equal(({} as { x?: number }).x, undefined);
  });

  it('refuses keys that are written twice, numbers that are not finite, tags, merge keys and empty files', () => {
    assert.deepEqual(read('a: 1\na: 2').messages, ['the key is written twice']);
    assert.match(read('a: .inf').messages[0], /finite/);
    assert.match(read('a: 9007199254740993').messages[0], /exact/);
    assert.equal(read('a: !!js/function x').messages.length, 1);
    assert.match(read('b: &b {x: 1}\na: {<<: *b}').messages[0], /<</);
    assert.equal(read('').messages.length, 1);
  });

  it('refuses bombs of aliases and of nesting', () => {
    const rows = Array.from({ length: 12 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`);
    assert.ok(read(['l0: &l0 [x]', ...rows].join('\n')).messages.length > 0);
    assert.ok(read('['.repeat(100_000)).messages.length > 0);
    assert.ok(read(`${'{a: '.repeat(60)}1${'}'.repeat(60)}`).messages.some((m) => m.includes('deeper')));
    assert.ok(read('&a {b: *a}').messages.length > 0);
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...' \n:-{}[]&*!|>"\'#%@,?abc01.'.split('')) }),
        (text) => void read(text),
      ),
      { numRuns: 500 },
    );
  });
});

describe('paths', () => {
  const keys = (text: string): readonly string[] | undefined => parsePath(text)?.map(({ key }) => key);

  it('splits at dots, and takes brackets as one key', () => {
    assert.deepEqual(keys('gates.z.min'), ['gates', 'z', 'min']);
    assert.deepEqual(keys('search.space[gates.z.min].low'), ['search', 'space', 'gates.z.min', 'low']);
    for (const bad of ['', '.a', 'a.', 'a..b', 'a[', 'a[]', 'a]b']) assert.equal(keys(bad), undefined, bad);
  });
});
