import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { createRunFolder, safeName } from '../../src/runner/folders.ts';
import { freshFolder } from './_folder.ts';

const WRITER = join(import.meta.dirname, '_fixtures/write-folder.js');
const NAME = { experiment: 'demo', stamp: '2026-01-02_03-04-05', digest8: '0123abcd' };

describe('run folder', () => {
  const root = freshFolder();

  it('appears under its final name only when complete', () => {
    const run = createRunFolder(root(), NAME);
    run.write('spec.yml', 'a: 1\n');
    run.write('models/1/h1.json', new Uint8Array([123, 125]));
    assert.deepEqual(
      readdirSync(join(root(), 'demo')).filter((name) => !name.startsWith('.')),
      [],
    );
    const path = run.commit();
    assert.equal(path, join(root(), 'demo', '2026-01-02_03-04-05-0123abcd'));
    assert.equal(readFileSync(join(path, 'models/1/h1.json'), 'utf8'), '{}');
    assert.deepEqual(readdirSync(join(root(), 'demo')), ['2026-01-02_03-04-05-0123abcd', 'latest']);
  });

  it('takes files that others write', () => {
    const run = createRunFolder(root(), NAME);
    writeFileSync(run.path('diagnostics/ic.csv'), 'x');
    assert.equal(readFileSync(join(run.commit(), 'diagnostics/ic.csv'), 'utf8'), 'x');
  });

  it('gets -2, -3 behind its name within one second, and latest names the newest', () => {
    const paths = ['a', 'b', 'c'].map((text) => {
      const run = createRunFolder(root(), NAME);
      run.write('file', text);
      return run.commit();
    });
    const base = '2026-01-02_03-04-05-0123abcd';
    assert.deepEqual(
      paths,
      [base, `${base}-2`, `${base}-3`].map((name) => join(root(), 'demo', name)),
    );
    assert.deepEqual(
      paths.map((path) => readFileSync(join(path, 'file'), 'utf8')),
      ['a', 'b', 'c'],
    );
    assert.equal(readFileSync(join(root(), 'demo/latest'), 'utf8'), `${base}-3\n`);
  });

  it('never takes the place of an existing folder, not even of an empty one', () => {
    mkdirSync(join(root(), 'demo', '2026-01-02_03-04-05-0123abcd'), { recursive: true });
    const run = createRunFolder(root(), NAME);
    run.write('file', '');
    assert.match(run.commit(), /-0123abcd-2$/);
  });

  it('leaves nothing when it is abandoned, and everything when that comes after the commit', () => {
    const run = createRunFolder(root(), NAME);
    run.write('file', 'x');
    run.abandon();
    assert.deepEqual(readdirSync(join(root(), 'demo')), []);
    const kept = createRunFolder(root(), NAME);
    kept.write('file', 'x');
    const path = kept.commit();
    kept.abandon();
    assert.ok(existsSync(join(path, 'file')));
  });

  it('clears away what a killed process left, and nothing of a live one', () => {
    const mine = createRunFolder(root(), NAME);
    assert.equal(spawnSync(process.execPath, [WRITER, root(), 'die']).signal, 'SIGKILL');
    assert.equal(readdirSync(join(root(), 'demo')).length, 2);
    const second = createRunFolder(root(), NAME);
    assert.equal(readdirSync(join(root(), 'demo')).length, 2);
    assert.ok(existsSync(mine.temporary) && existsSync(second.temporary));
  });

  it('may be made by two processes in the same second', async () => {
    const runs = [0, 1].map(
      () =>
        new Promise<number | null>((resolve) => {
          spawn(process.execPath, [WRITER, root(), '15'], { stdio: 'inherit' }).on('exit', resolve);
        }),
    );
    assert.deepEqual(await Promise.all(runs), [0, 0]);
    const names = readdirSync(join(root(), 'demo')).filter((name) => name !== 'latest');
    assert.equal(names.length, 30);
    const contents = names.map((name) => readFileSync(join(root(), 'demo', name, 'by.txt'), 'utf8'));
    assert.equal(new Set(contents).size, 30);
    assert.ok(names.includes(readFileSync(join(root(), 'demo/latest'), 'utf8').trim()));
  });

  it('refuses a root that cannot be written, with path and reason', () => {
    writeFileSync(join(root(), 'file'), '');
    assert.throws(
      () => createRunFolder(join(root(), 'file'), NAME),
      /RUN_WRITE.*cannot write .*file\/demo.*\(E[A-Z]+\)/,
    );
  });

  it('holds no file outside itself, and none that another file system would refuse', () => {
    const run = createRunFolder(root(), NAME);
    for (const name of ['../out', '/etc/x', 'a/../../b', 'a//b', '', '.', 'a:b', 'a\\b', 'a\nb', 'a?']) {
      assert.throws(() => run.path(name), /is no name for a file/, name);
    }
    run.write('Equity.csv', '');
    run.write('Equity.csv', 'again');
    assert.throws(() => run.path('equity.csv'), /differ by case only/);
  });

  it('takes only stamps and digests as part of its name', () => {
    assert.throws(() => createRunFolder(root(), { ...NAME, stamp: '2026-01-02T03:04:05' }), /not a stamp/);
    assert.throws(() => createRunFolder(root(), { ...NAME, digest8: '../../ab' }), /not 8 hex/);
  });
});

describe('safeName', () => {
  it('keeps ordinary names', () => {
    for (const name of ['btc-5m-boosting', 'trend_2', 'v1.2', 'größe']) assert.equal(safeName(name), name);
  });

  it('makes one harmless part of a path of any text', () => {
    assert.equal(safeName('../../etc/passwd'), 'etc-passwd');
    assert.equal(safeName('BTC: 4h / trend'), 'BTC-4h-trend');
    assert.equal(safeName('..'), 'unnamed');
    assert.equal(safeName('nul'), 'nul-');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const safe = safeName(text);
        assert.match(safe, /^[^./\\:][^/\\:*?"<>|]*$/);
        assert.equal(safeName(safe), safe);
      }),
    );
  });
});
