import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createRedactor } from '../../src/core/redact.ts';

const knowing = (...secrets: string[]): ReturnType<typeof createRedactor> => {
  const redactor = createRedactor();
  for (const secret of secrets) redactor.addSecret(secret);
  return redactor;
};

describe('redactor', () => {
  it('masks a secret wherever it stands', () => {
    assert.equal(knowing('hunter2').redact('key=hunter2&x=hunter2'), 'key=***&x=***');
  });

  it('masks its forms in URLs, JSON and base64', () => {
    const secret = 'a"b/c d+é';
    const { redact } = knowing(secret);
    for (const form of [encodeURIComponent(secret), JSON.stringify(secret), Buffer.from(secret).toString('base64')]) {
      assert.ok(redact(`<${form}>`).includes('***'), form);
    }
  });

  it('leaves no tail where one secret begins like another', () => {
    assert.equal(knowing('abc', 'abcdef').redact('abcdef abc'), '*** ***');
  });

  it('strips the user and password of URLs, known or not', () => {
    const { redact } = knowing();
    assert.equal(redact('via http://me:p@ss@proxy:8080/x?a=b@c'), 'via http://proxy:8080/x?a=b@c');
    assert.equal(redact('redis://:pw@host, mail a@b.c'), 'redis://host, mail a@b.c');
    assert.equal(redact('https://host/path'), 'https://host/path');
  });

  it('reaches into JSON: values, keys and numbers', () => {
    const value = { url: 'http://u:p@h/', list: ['s3cret', 12345, 7], 's3cret key': true, none: null };
    assert.deepEqual(knowing('s3cret', '12345').redactJson(value), {
      url: 'http://h/',
      list: ['***', '***', 7],
      '*** key': true,
      none: null,
    });
  });

  it('never lets a secret through', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4 }), fc.string(), fc.string(), (secret, before, after) => {
        fc.pre(!/^\*+$/.test(secret) && !secret.includes('***'));
        assert.ok(!knowing(secret).redact(`${before} ${secret} ${after}`).includes(` ${secret} `));
      }),
    );
  });

  it('takes an empty value for no secret', () => {
    assert.equal(knowing('').redact('text'), 'text');
  });

  it('drops the password of a URL that was taken for a path', () => {
    const { redact } = createRedactor();
    assert.equal(redact('no file "/d/https:/bob:pw@h.org/x.csv"'), 'no file "/d/https:/h.org/x.csv"');
    assert.equal(redact('C:/me@home/x.csv'), 'C:/me@home/x.csv');
  });
});
