import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { readRunning } from '../../src/history/running.ts';
import type { RunningState } from '../../src/history/running.ts';
import { sharedWorkspace } from '../e2e/_assay.ts';
import { SMALL } from '../e2e/_small.ts';

describe('what runs, seen from another process', function () {
  this.timeout(60_000);
  const w = sharedWorkspace((ws) => ws.write('small.yml', SMALL));
  const results = (): string => w().path('results');

  const appeared = async (): Promise<RunningState> => {
    for (;;) {
      const [state] = readRunning(results());
      if (state !== undefined) return state;
      await pause(5);
    }
  };

  it('is there while a run goes on, and gone when it ends', async () => {
    const { child, done } = w().start('run', 'small.yml', '--no-cache', '--quiet');
    const state = await appeared();
    assert.deepEqual([state.pid, state.verb, state.experiment], [child.pid, 'run', 'small']);
    assert.equal((await done).code, 0);
    assert.deepEqual(readdirSync(w().path('results', '.running')), []);
  });

  it('is passed over when the run was killed, and cleared away by the next one', async function () {
    if (process.platform === 'win32') this.skip();
    const { child, done } = w().start('run', 'small.yml', '--no-cache', '--quiet');
    await appeared();
    child.kill('SIGKILL');
    await done;
    assert.deepEqual(readRunning(results()), []);
    assert.equal(w().assay('run', 'small.yml', '--quiet').code, 0);
    assert.deepEqual(readdirSync(w().path('results', '.running')), []);
  });

  it('is shown by the viewer, which ends with 0 on a signal', async function () {
    if (process.platform === 'win32') this.skip();
    const { child, done } = w().start('view', '--port', '0');
    const address = await new Promise<string>((settle) =>
      child.stdout?.once('data', (chunk) => settle(String(chunk).trim())),
    );
    const told = await fetch(`${address}running`);
    assert.equal(told.status, 200);
    assert.match(await told.text(), /Nothing runs/);
    child.kill('SIGTERM');
    const { code, stdout } = await done;
    assert.equal(code, 0);
    assert.match(stdout, /^http:\/\/127\.0\.0\.1:\d+\/\n$/);
    assert.equal(w().assay('view', '--port', '99999').code, 2);
  });
});
