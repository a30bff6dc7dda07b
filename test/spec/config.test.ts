import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Refusal } from '../../src/core/problem.ts';
import { loadConfig } from '../../src/spec/config.ts';

describe('config', () => {
  let folder = '';
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'assay-config-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('has defaults where there is no file', async () => {
    const config = await loadConfig(folder);
    assert.deepEqual(
      [config.file, config.paths.cache, config.workers, config.cache.max_size],
      [undefined, join(folder, '.cache'), 'auto', 20e9],
    );
  });

  it('is found in a folder above, and its paths are relative to it', async () => {
    mkdirSync(join(folder, 'a'));
    writeFileSync(join(folder, 'config.yml'), 'paths: { data: bars }\nmemory: 500MB\nworkers: 3\n');
    const config = await loadConfig(join(folder, 'a'));
    assert.deepEqual([config.paths.data, config.memory, config.workers], [join(folder, 'bars'), 5e8, 3]);
  });

  it('says how exchanges are reached, secrets only by name', async () => {
    const kraken =
      'kraken: { url: "http://127.0.0.1:1", request_delay: 1s, page_rows: 720, proxy: null, api_key: { env: KEY } }';
    writeFileSync(join(folder, 'config.yml'), `store: { format: lean }\nexchanges:\n  ${kraken}\n`);
    const { exchanges, store } = await loadConfig(folder);
    assert.equal(store.format, 'lean');
    const { url, request_delay, page_rows, proxy, api_key } = exchanges['kraken'];
    assert.deepEqual(
      [url, request_delay, page_rows, proxy, api_key],
      ['http://127.0.0.1:1', 1000, 720, undefined, 'KEY'],
    );
  });

  it('refuses an unknown key of an exchange, and a secret that is written out', async () => {
    writeFileSync(
      join(folder, 'config.yml'),
      'exchanges:\n  kraken:\n    ur: x\n    secret: abc\n    proxy: 127.0.0.1\n',
    );
    await assert.rejects(loadConfig(folder), (error: unknown) => {
      assert.ok(error instanceof Refusal);
      assert.deepEqual(
        error.problems.map(({ path }) => path.join('.')),
        ['exchanges.kraken.ur', 'exchanges.kraken.secret', 'exchanges.kraken.proxy'],
      );
      return true;
    });
  });

  it('tells every problem at once, with its place', async () => {
    writeFileSync(
      join(folder, 'config.yml'),
      'path: { data: x }\nworkers: 0\nmemory: 8\nfeed: life\nexport: [xls]\nlog: loud\n',
    );
    await assert.rejects(loadConfig(folder), (error: unknown) => {
      assert.ok(error instanceof Refusal);
      assert.equal(error.exit, 2);
      assert.deepEqual(
        error.problems.map(({ path, place }) => `${path.join('.')}:${place?.line}`),
        ['path:1', 'workers:2', 'memory:3', 'feed:4', 'export:5', 'log:6'],
      );
      assert.match(error.problems[0].hint ?? '', /paths/);
      assert.match(error.problems[3].hint ?? '', /live/);
      return true;
    });
  });

  it('of the repository holds', async () => {
    const config = await loadConfig(resolve(import.meta.dirname, '../../..'));
    assert.equal(config.feed, 'precomputed');
  });
});
