import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { computedNodes, filesOf, freshWorkspace, sharedWorkspace } from '../e2e/_assay.ts';
import type { RunJson, Workspace } from '../e2e/_assay.ts';
import { SMALL } from '../e2e/_small.ts';

/** Many fits, each of them a moment: long enough to be interrupted anywhere. */
const SLOW = SMALL.replace('name: small', 'name: slow')
  .replace('interval: 1h', 'interval: 5m')
  .replace('to: 2024-07-01', 'to: 2024-03-04')
  .replace(
    'lin: { type: ridge, labels: [h1, h4], features: [ret, rsi] }',
    'lin: { type: gradient_boosting, labels: [h1, h4], features: [ret, rsi], rounds: 120, max_depth: 5 }',
  )
  .replace('train: 6w, calibrate: 2w, test: 4w', 'train: 4w, calibrate: 1w, test: 2w');

const entries = (w: Workspace): string[] =>
  readdirSync(w.path('.cache'), { recursive: true })
    .map((name) => w.path('.cache', String(name)))
    .filter((path) => /[0-9a-f]{2}\/[0-9a-f]{62}$/.test(path) && statSync(path).isFile());

const told = (child: { readonly stderr: NodeJS.ReadableStream | null }): Promise<unknown> =>
  once(child.stderr as NodeJS.ReadableStream, 'data');
const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Waits until the store holds that many entries, so that a signal comes in the middle of the work. */
async function until(w: Workspace, count: number): Promise<void> {
  for (let i = 0; i < 1000; i++) {
    try {
      if (entries(w).length >= count) return;
    } catch {
      // not made yet
    }
    await sleep(10);
  }
  throw new Error(`the store never held ${count} entries`);
}

describe('Ctrl-C', () => {
  const w = freshWorkspace((ws) => ws.write('slow.yml', SLOW));

  it('ends with 130 and keeps finished nodes; the next run goes on from there', async () => {
    const { child, done } = w().start('run', 'slow.yml', '--jobs', '1');
    await until(w(), 9);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await done;
    assert.equal(code, 130, stderr);
    assert.equal(stdout, '');
    assert.match(stderr, /finished nodes are kept/);
    assert.match(stderr, /RUN_INTERRUPTED/);
    const runs = w().path('results', 'slow');
    const written = existsSync(runs) ? readdirSync(runs).filter((name) => !name.startsWith('.')) : [];
    assert.deepEqual(written, []);
    const kept = entries(w()).length;
    const { nodes } = w().json('plan', 'slow.yml') as { nodes: { cached: boolean; kind: string }[] };
    const cached = nodes.filter((n) => n.cached && n.kind !== 'bars').length;
    assert.ok(cached >= 8 && cached <= kept, `${cached} cached, ${kept} entries`);
    const again = w().json('run', 'slow.yml', '--set', 'gates.z.min=0.02') as RunJson;
    assert.equal(
      Object.values(again.nodes).reduce((sum, n) => sum + n.cached, 0),
      cached,
    );
    assert.ok(computedNodes(again) > 0);
  });

  it('twice ends at once', async () => {
    const { child, done } = w().start('run', 'slow.yml', '--jobs', '2');
    await until(w(), 8);
    child.kill('SIGINT');
    await told(child);
    child.kill('SIGINT');
    const { code, signal } = await done;
    assert.deepEqual([code, signal], [130, null]);
  });
});

describe('two processes on one store', () => {
  const w = freshWorkspace((ws) => ws.write('small.yml', SMALL));

  it('both end well, with the same files', async () => {
    const runs = await Promise.all([
      w().start('run', 'small.yml', '--json').done,
      w().start('run', 'small.yml', '--json').done,
    ]);
    for (const { code, stderr } of runs) assert.equal(code, 0, stderr);
    const [a, b] = runs.map(({ stdout }) => JSON.parse(stdout) as RunJson);
    assert.notEqual(a.folder, b.folder);
    assert.deepEqual(filesOf(a.folder), filesOf(b.folder));
    const { torn } = w().json('cache', 'verify') as { torn: unknown[] };
    assert.deepEqual(torn, []);
  });
});

describe('a damaged store', () => {
  const w = sharedWorkspace((ws) => ws.write('small.yml', SMALL));
  let first: RunJson;
  before(() => {
    first = w().json('run', 'small.yml') as RunJson;
  });

  it('with one torn entry is told of and mended', () => {
    const path = entries(w()).sort()[3];
    truncateSync(path, statSync(path).size - 5);
    const { code, stdout, stderr } = w().assay('run', 'small.yml', '--json');
    assert.equal(code, 0);
    assert.equal(stderr.match(/is ignored and deleted/g)?.length, 1);
    const run = JSON.parse(stdout) as RunJson;
    assert.ok(computedNodes(run) <= 3);
    assert.deepEqual(filesOf(run.folder), filesOf(first.folder));
  });

  it('with nothing but torn entries is computed anew, with the same bytes', () => {
    for (const path of entries(w())) truncateSync(path, Math.floor(statSync(path).size / 2));
    const { code, stdout, stderr } = w().assay('run', 'small.yml', '--json');
    assert.equal(code, 0, stderr);
    assert.match(stderr, /cache entry .* is ignored and deleted/);
    const run = JSON.parse(stdout) as RunJson;
    assert.equal(computedNodes(run), computedNodes(first));
    assert.deepEqual(filesOf(run.folder), filesOf(first.folder));
  });
});

describe('folders that cannot be written', () => {
  const w = freshWorkspace((ws) => ws.write('small.yml', SMALL));

  for (const name of ['results', 'logs', '.cache']) {
    it(`${name}: RUN_WRITE with the path, exit 1, and what was finished is kept`, () => {
      writeFileSync(w().path(name), 'a file where a folder should be');
      const { code, stderr } = w().assay('run', 'small.yml');
      assert.equal(code, 1, stderr);
      assert.match(stderr, /RUN_WRITE/);
      assert.ok(stderr.includes(join(w().root, name)), stderr);
      assert.doesNotMatch(stderr, /\n {4}at /);
      if (name === 'results') assert.ok(entries(w()).length > 20);
    });
  }
});
