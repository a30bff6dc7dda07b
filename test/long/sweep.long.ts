import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { streamOf } from '../../src/core/rng.ts';
import { example, freshWorkspace } from '../e2e/_assay.ts';
import { sweepFolders, sweepJson } from '../cli/_sweeps.ts';

const NAME = 'kraken-walk-forward-synthetic';

describe('a sweep of the whole Kraken strategy', function () {
  this.timeout(1_800_000);
  const workspace = freshWorkspace((w) => {
    for (const name of ['kraken-walk-forward', NAME]) w.write(`${name}.yml`, example(name));
  });

  it('gives the same table after ten SIGKILLs at random moments, for one worker and two, as undisturbed', async () => {
    const w = workspace();
    const args = [`${NAME}.yml`, '--trials', '60', '--set', 'models.gbm.rounds=40'];
    const moments = streamOf(11, 'kills');
    for (let kill = 0; kill < 10; kill++) {
      const { child, done } = w.start('sweep', ...args, '--resume', '--jobs', String(1 + (kill % 2)));
      await Promise.race([pause(1000 + 6000 * moments.uniform()), done]);
      child.kill('SIGKILL');
      await done;
    }
    const resumed = sweepJson(w, ...args, '--resume');
    assert.ok(existsSync(w.path('results', NAME, 'sweeps')));
    assert.equal(sweepFolders(w, NAME).length, 1);
    for (const jobs of ['1', '2']) assert.deepEqual(sweepJson(w, ...args, '--jobs', jobs).trials, resumed.trials);
  });
});
