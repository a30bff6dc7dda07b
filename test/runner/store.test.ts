import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { sha256 } from '../../src/core/digest.ts';
import type { Problem } from '../../src/core/problem.ts';
import { contentDigest, openStore } from '../../src/runner/store.ts';
import type { Content, Store } from '../../src/runner/store.ts';
import { freshFolder } from './_folder.ts';

const KEY = sha256('a key');
const BIG = 2 ** 30;
const WRITER = join(import.meta.dirname, '_fixtures/write-store.js');

const content = (...values: number[]): Content => ({
  meta: { rows: values.length, name: 'Zürich' },
  arrays: [
    { name: 'x', values: Float64Array.from(values) },
    { name: 'flags', values: Uint8Array.from(values) },
  ],
});
const fileOf = (root: string, key: string): string => join(root, key.slice(0, 2), key.slice(2));

/** Bytes of one entry that holds `rows` doubles, with its least use `age` seconds ago. */
function aged(store: Store, name: string, age: number): string {
  const key = sha256(name);
  store.write(key, { meta: null, arrays: [{ name: 'x', values: new Float64Array(1024) }] });
  const time = readStat(store.root, key).mtimeMs / 1000 - age;
  utimesSync(fileOf(store.root, key), time, time);
  return key;
}

function readStat(root: string, key: string): { mtimeMs: number } {
  const found = openStore(root, { maxBytes: BIG })
    .ls()
    .find((entry) => entry.key === key);
  assert.ok(found);
  return { mtimeMs: found.used };
}

describe('store', () => {
  const folder = freshFolder();

  it('gives back what was written: meta, bits, types and content digest', () => {
    const store = openStore(folder(), { maxBytes: BIG });
    fc.assert(
      fc.property(fc.array(fc.double()), fc.array(fc.integer()), fc.jsonValue(), (x, n, meta) => {
        const json: unknown = JSON.parse(JSON.stringify(meta));
        const written = {
          meta: json as null,
          arrays: [
            { name: 'x', values: Float64Array.from(x) },
            { name: 'n', values: Int32Array.from(n) },
          ],
        };
        const digest = store.write(KEY, written);
        const entry = store.read(KEY);
        assert.deepEqual(entry?.meta, json);
        assert.deepEqual(
          [...(entry?.arrays ?? [])],
          [
            ['x', written.arrays[0].values],
            ['n', written.arrays[1].values],
          ],
        );
        assert.equal(entry?.digest, digest);
        assert.equal(digest, contentDigest(written));
      }),
      { numRuns: 50 },
    );
  });

  it('reads into shared memory, each array on a multiple of 64 bytes', () => {
    const store = openStore(folder(), { maxBytes: BIG });
    store.write(KEY, content(1, 2, 3));
    for (const values of store.read(KEY)?.arrays.values() ?? []) {
      assert.ok(values.buffer instanceof SharedArrayBuffer);
      assert.equal(values.byteOffset % 64, 0);
    }
  });

  it('shards by the first two digits of the key, and has no entry that was never written', () => {
    const store = openStore(folder(), { maxBytes: BIG });
    assert.equal(store.read(KEY), undefined);
    assert.equal(store.has(KEY), false);
    store.write(KEY, content(1));
    assert.ok(existsSync(fileOf(folder(), KEY)));
    assert.equal(store.has(KEY), true);
    assert.throws(() => store.read('../../etc/passwd'), /is not a key/);
  });

  it('gives one content digest for the same content under two keys, another for other content', () => {
    const store = openStore(folder(), { maxBytes: BIG });
    const digest = store.write(KEY, content(1, NaN));
    assert.equal(store.write(sha256('other'), content(1, NaN)), digest);
    assert.notEqual(store.write(KEY, content(1, 2)), digest);
  });

  describe('torn entries', () => {
    let problems: Problem[];
    let store: Store;
    let path: string;
    let whole: Buffer;
    beforeEach(() => {
      problems = [];
      store = openStore(folder(), { maxBytes: BIG, onTorn: (problem) => problems.push(problem) });
      store.write(KEY, content(1, 2, 3));
      path = fileOf(folder(), KEY);
      whole = readFileSync(path);
    });
    const isMiss = (bytes: Uint8Array, what: string): void => {
      problems.length = 0;
      writeFileSync(path, bytes);
      assert.equal(store.read(KEY), undefined, what);
      assert.equal(problems.length, 1, what);
      assert.equal(problems[0].code, 'CACHE_TORN');
      assert.ok(problems[0].message.includes(path));
      assert.equal(existsSync(path), false, what);
    };

    it('are a miss at every length, told and deleted', () => {
      for (let length = 0; length < whole.length; length++) isMiss(whole.subarray(0, length), `cut at ${length}`);
      isMiss(Buffer.concat([whole, Buffer.alloc(1)]), 'one byte too many');
    });

    it('are found by any flipped byte', () => {
      for (let at = 0; at < whole.length; at++) {
        const bytes = Buffer.from(whole);
        bytes[at] ^= 1 << (at % 8);
        isMiss(bytes, `flipped at ${at}`);
      }
    });

    it('include a file from elsewhere, an entry of another key and a folder', () => {
      isMiss(Buffer.from('not an entry at all, but long enough to look like one'), 'foreign');
      const other = sha256('other');
      store.write(other, content(9));
      isMiss(readFileSync(fileOf(folder(), other)), 'mislabelled');
      assert.match(problems[0].message, /labelled/);
      mkdirSync(path);
      assert.equal(store.read(KEY), undefined);
      assert.equal(existsSync(path), false);
    });

    it('can be written again at once', () => {
      isMiss(whole.subarray(0, 100), 'cut');
      store.write(KEY, content(1, 2, 3));
      assert.deepEqual(readFileSync(path), whole);
    });

    it('are found by verify, which keeps the others and changes no time of use', () => {
      const key = aged(store, 'old', 7200);
      const { mtimeMs } = readStat(folder(), key);
      writeFileSync(path, whole.subarray(0, 200));
      const { entries, torn } = store.verify();
      assert.deepEqual([entries, torn.length], [1, 1]);
      assert.equal(readStat(folder(), key).mtimeMs, mtimeMs);
    });
  });

  describe('eviction', () => {
    it('removes the least recently used first, and no more than needed', () => {
      const store = openStore(folder(), { maxBytes: BIG });
      const [a, b, c] = [aged(store, 'a', 300), aged(store, 'b', 900), aged(store, 'c', 600)];
      const [{ bytes }] = store.ls();
      assert.deepEqual(store.prune(2 * bytes + 1), { removed: 1, freedBytes: bytes, keptBytes: 2 * bytes });
      assert.deepEqual(
        [a, b, c].map((key) => store.has(key)),
        [true, false, true],
      );
    });

    it('counts a read as a use', () => {
      const store = openStore(folder(), { maxBytes: BIG });
      const [a, b] = [aged(store, 'a', 900), aged(store, 'b', 600)];
      store.read(a);
      store.prune(store.ls()[0].bytes);
      assert.deepEqual([store.has(a), store.has(b)], [true, false]);
    });

    it('holds the store below its size while writing', () => {
      const store = openStore(folder(), { maxBytes: 50_000 });
      for (let i = 0; i < 20; i++) {
        aged(store, `entry ${i}`, 1000 - i);
        assert.ok(store.ls().reduce((sum, { bytes }) => sum + bytes, 0) <= 50_000);
      }
      assert.ok(store.ls().length >= 4);
      assert.equal(store.has(sha256('entry 19')), true);
    });

    it('never takes what a live process pinned, until that process lets go', () => {
      const store = openStore(folder(), { maxBytes: BIG });
      const other = openStore(folder(), { maxBytes: BIG });
      const [a, b] = [aged(store, 'a', 900), aged(store, 'b', 600)];
      store.pin(a, sha256('not there yet'));
      assert.equal(other.prune(0).removed, 1);
      assert.deepEqual([other.has(a), other.has(b)], [true, false]);
      assert.deepEqual(
        other.ls().map(({ pinned }) => pinned),
        [true],
      );
      store.close();
      assert.equal(other.prune(0).removed, 1);
    });

    it('ignores and removes the pins of dead processes', () => {
      const store = openStore(folder(), { maxBytes: BIG });
      const key = aged(store, 'a', 900);
      const dead = spawnSync(process.execPath, ['-e', '']).pid;
      writeFileSync(join(folder(), 'pins', `${dead}-0-0`), `${key}\n`);
      assert.equal(store.prune(0).removed, 1);
      assert.deepEqual(readdirSync(join(folder(), 'pins')), []);
    });
  });

  it('may be shared: two processes write and read the same keys at the same time', async function () {
    this.timeout(30_000);
    const runs = [0, 1].map(
      () =>
        new Promise<number | null>((resolve) => {
          spawn(process.execPath, [WRITER, folder(), '400', '500'], { stdio: 'inherit' }).on('exit', resolve);
        }),
    );
    const problems: Problem[] = [];
    const store = openStore(folder(), { maxBytes: BIG, onTorn: (problem) => problems.push(problem) });
    assert.deepEqual(await Promise.all(runs), [0, 0]);
    assert.deepEqual(store.verify().torn, []);
    assert.equal(store.ls().length, 5);
    assert.deepEqual(readdirSync(join(folder(), 'tmp')), []);
  });

  it('clears away what a killed process had half written', () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    openStore(folder(), { maxBytes: BIG });
    writeFileSync(join(folder(), 'tmp', `${dead}-0-0`), 'half');
    writeFileSync(join(folder(), 'tmp', `${process.pid}-9-0`), 'still being written');
    openStore(folder(), { maxBytes: BIG });
    assert.deepEqual(readdirSync(join(folder(), 'tmp')), [`${process.pid}-9-0`]);
  });

  it('refuses a folder that cannot be written, with path and reason', () => {
    writeFileSync(join(folder(), 'file'), '');
    assert.throws(
      () => openStore(join(folder(), 'file/cache'), { maxBytes: BIG }),
      /RUN_WRITE.*file\/cache.*is a file.*\(ENOTDIR\)/,
    );
  });

  it('refuses when the disk is full, and leaves nothing half written', function () {
    if (process.platform === 'win32') this.skip();
    // a limit on the size of files stands in for the full disk: the kernel cuts the write in the same place
    const { status, stdout } = spawnSync(
      'sh',
      ['-c', `ulimit -f 8; exec "${process.execPath}" "${WRITER}" "${folder()}" 1 100000`],
      { encoding: 'utf8' },
    );
    assert.equal(status, 1);
    assert.match(stdout, /RUN_WRITE.*cannot write .*\(EFBIG\)/);
    const left = readdirSync(folder(), { recursive: true, encoding: 'utf8' });
    assert.deepEqual(left.toSorted(), ['pins', 'tmp']);
  });
});
