import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { Refusal } from '../../src/core/problem.ts';
import { openRunningFile } from '../../src/history/running.ts';
import { startView } from '../../src/view/server.ts';
import type { ViewServer } from '../../src/view/server.ts';
import { makeResults, makeRun } from '../history/_runs.ts';

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const EVIL = '<script>alert(1)</script>';

describe('the viewer', () => {
  let results: string;
  let server: ViewServer;
  let folder: string;

  before(async () => {
    results = makeResults();
    folder = makeRun(results, {
      name: '2026-01-02_03-04-05-aaaaaaaa',
      metrics: { sharpe_daily: 2, trades: 5 },
      days: { seed: 1, drift: 0 },
    });
    writeFileSync(join(folder, 'report.html'), '<!doctype html><title>a report</title>');
    makeRun(results, {
      name: '2026-01-03_03-04-05-bbbbbbbb',
      metrics: { sharpe_daily: -1, trades: 0 },
      days: { seed: 2, drift: 0 },
      spec: `name: made\nnotes: "${EVIL}"\n`,
    });
    makeRun(results, { experiment: 'half', without: ['metrics.json', 'run.json'] });
    const sweep = join(results, 'made', 'sweeps', '2026-01-02_03-04-05-cccccccc');
    mkdirSync(sweep, { recursive: true });
    writeFileSync(
      join(sweep, 'trials.csv'),
      `trial,state,feasible,gates.z.min,error\n0,complete,true,0.123456,\n1,failed,false,0.2,"${EVIL}, and more"\n`,
    );
    writeFileSync(join(sweep, 'report.json'), '{"best": 0, "honesty": {"psr": {"value": 0.9}}}');
    writeFileSync(join(results, 'secret.txt'), 'secret');
    server = await startView(results, 0);
  });
  after(async () => {
    await server.close();
    rmSync(results, { recursive: true });
  });

  /** A request whose path is sent as it is written, dots and all. */
  const ask = (
    path: string,
    { method = 'GET', headers = {} }: { method?: string; headers?: { [name: string]: string } } = {},
  ): Promise<Reply> =>
    new Promise((settle, fail) => {
      const { port, hostname } = new URL(server.address);
      const sent = request({ hostname, port, path, method, headers }, (response) => {
        let body = '';
        response.on('data', (chunk) => (body += String(chunk)));
        response.on('end', () => settle({ status: response.statusCode ?? 0, headers: response.headers, body }));
      });
      sent.on('error', fail);
      sent.end();
    });

  it('listens on 127.0.0.1 alone', () => {
    assert.match(server.address, /^http:\/\/127\.0\.0\.1:\d+\/$/);
  });

  it('lists runs with links to their reports, and says what is odd about one', async () => {
    const { status, body } = await ask('/');
    assert.equal(status, 200);
    assert.ok(body.includes('href="/runs/made/2026-01-02_03-04-05-aaaaaaaa/report.html"'));
    assert.ok(body.includes('metrics.json is missing'));
    assert.ok(body.includes('no trades'));
  });

  it('filters by condition and experiment', async () => {
    const good = await ask(`/?where=${encodeURIComponent('sharpe_daily>0 trades>1')}`);
    assert.ok(good.body.includes('aaaaaaaa') && !good.body.includes('bbbbbbbb'));
    assert.ok((await ask('/?experiment=half')).body.includes('1 of 3 runs'));
    for (const query of ['where=nonsense', 'where=nothing%3E1', 'limit=x'])
      assert.equal((await ask(`/?${query}`)).status, 400, query);
  });

  it('shows the files of a run, its report as a foreign origin', async () => {
    assert.ok((await ask('/runs/made/2026-01-02_03-04-05-aaaaaaaa')).body.includes('metrics.json'));
    const report = await ask('/runs/made/2026-01-02_03-04-05-aaaaaaaa/report.html');
    assert.ok(report.body.includes('a report'));
    assert.match(String(report.headers['content-security-policy']), /sandbox allow-scripts/);
    assert.ok(!String(report.headers['content-security-policy']).includes('allow-same-origin'));
  });

  it('compares runs', async () => {
    const { status, body } = await ask(
      '/compare?run=made/2026-01-02_03-04-05-aaaaaaaa&run=made/2026-01-03_03-04-05-bbbbbbbb',
    );
    assert.equal(status, 200);
    assert.ok(body.includes('gates.z') || body.includes('gates'));
    assert.ok(body.includes('&lt;script&gt;alert(1)'));
    assert.equal((await ask('/compare?run=made/2026-01-02_03-04-05-aaaaaaaa')).status, 400);
  });

  it('shows a sweep with its trials as text', async () => {
    assert.ok((await ask('/sweeps')).body.includes('2026-01-02_03-04-05-cccccccc'));
    const { body } = await ask('/sweeps/made/2026-01-02_03-04-05-cccccccc');
    assert.ok(body.includes('0.1235') && body.includes('Best: trial 0') && body.includes('&lt;script&gt;alert(1)'));
    assert.ok(!body.includes(EVIL));
  });

  it('shows what is running, name and all as text', async () => {
    assert.ok((await ask('/running')).body.includes('Nothing runs.'));
    const file = openRunningFile(results, { verb: 'sweep', experiment: EVIL, digest8: 'abababab' });
    try {
      const { body } = await ask('/running');
      assert.ok(body.includes('&lt;script&gt;alert(1)') && !body.includes(EVIL));
      assert.match(body, /http-equiv="refresh"/);
    } finally {
      file.end();
    }
  });

  it('leads nowhere outside the named files of known runs', async () => {
    const run = '/runs/made/2026-01-02_03-04-05-aaaaaaaa';
    for (const path of [
      '/../secret.txt',
      '/runs/../secret.txt',
      '/runs/%2e%2e/secret.txt',
      `${run}/../../../secret.txt`,
      `${run}/%2e%2e%2f%2e%2e%2fsecret.txt`,
      `${run}/experiment.lock`,
      `${run}/..%5csecret.txt`,
      '/runs/made/sweeps/trials.csv',
      '/runs/made/..',
      '/sweeps/made/..%2f..',
      '/sweeps/%2e%2e/x',
      '/%',
      '/%00',
      '/constructor',
    ]) {
      const { status, body } = await ask(path);
      assert.equal(status, 404, path);
      assert.ok(!body.includes('secret\n'));
    }
  });

  it('follows no link out of the results folder', async function () {
    if (process.platform === 'win32') this.skip();
    rmSync(join(folder, 'trades.csv'), { force: true });
    symlinkSync('/etc/hostname', join(folder, 'trades.csv'));
    assert.equal((await ask('/runs/made/2026-01-02_03-04-05-aaaaaaaa/trades.csv')).status, 404);
  });

  it('answers to its own name only', async () => {
    const { port } = new URL(server.address);
    assert.equal((await ask('/', { headers: { Host: `localhost:${port}` } })).status, 200);
    for (const Host of ['evil.example', `evil.example:${port}`, '127.0.0.1', `127.0.0.1:${Number(port) + 1}`]) {
      const { status, body } = await ask('/', { headers: { Host } });
      assert.equal(status, 403, Host);
      assert.ok(!body.includes('aaaaaaaa'));
    }
  });

  it('writes nothing: other methods are refused', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])
      assert.equal((await ask('/', { method })).status, 405, method);
    const head = await ask('/', { method: 'HEAD' });
    assert.deepEqual([head.status, head.body], [200, '']);
  });

  it('sends a policy that forbids scripts with every page of its own', async () => {
    for (const path of ['/', '/sweeps', '/running', '/nowhere', '/style.css']) {
      const { headers, body } = await ask(path);
      const policy = String(headers['content-security-policy']);
      assert.match(policy, /^default-src 'none'/, path);
      assert.ok(!policy.includes('script-src') && !body.includes('<script'), path);
      assert.equal(headers['x-content-type-options'], 'nosniff');
    }
  });

  it('says that a port is taken', async () => {
    await assert.rejects(startView(results, Number(new URL(server.address).port)), Refusal);
  });
});
