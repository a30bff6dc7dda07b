import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { filesOf, example, sharedWorkspace } from '../e2e/_assay.ts';
import type { RunJson } from '../e2e/_assay.ts';
import { resultOf, sweepJson } from '../cli/_sweeps.ts';
import { SMALL } from '../e2e/_small.ts';
import { finalFolders, killedAfter, KILLS, moments } from './_kills.ts';
import { progress } from './_progress.ts';

const half = Math.ceil(KILLS / 2);

describe(`SIGKILL at ${half} moments of a run`, function () {
  this.timeout(6 * 3_600_000);
  const w = sharedWorkspace((ws) => ws.write('small.yml', SMALL));

  it('leaves whole runs only, and the next run gives the bytes of an undisturbed one', async () => {
    const before = performance.now();
    const first = filesOf((w().json('run', 'small.yml', '--jobs', '2') as RunJson).folder);
    const life = performance.now() - before;
    const next = moments();
    let killed = 0;
    const tell = progress('runs', half);
    for (let k = 0; k < half; k++) {
      if (k % 3 !== 2) rmSync(w().path('.cache'), { recursive: true, force: true });
      killed += Number(await killedAfter(w(), next() * life, 'run', 'small.yml', '--jobs', '2', '--quiet'));
      for (const folder of finalFolders(w(), 'small')) assert.deepEqual(filesOf(folder), first, `after kill ${k}`);
      const again = w().json('run', 'small.yml', '--jobs', '2') as RunJson;
      assert.deepEqual(filesOf(again.folder), first, `after kill ${k}`);
      for (const folder of finalFolders(w(), 'small')) if (folder !== again.folder) rmSync(folder, { recursive: true });
      tell(k + 1, `, ${killed} killed`);
    }
    console.log(`      ${killed} of ${half} runs were killed before their end`);
    assert.ok(killed > half / 2);
  });
});

describe(`SIGKILL at ${KILLS - half} moments of a sweep`, function () {
  this.timeout(6 * 3_600_000);
  const w = sharedWorkspace((ws) => ws.write('rule.yml', example('rsi-rule')));
  const args = ['rule.yml', '--trials', '8', '--jobs', '2'];

  it('loses no trial that was told, and --resume ends with the trials of an undisturbed one', async () => {
    const before = performance.now();
    const whole = sweepJson(w(), ...args).trials;
    const life = performance.now() - before;
    const next = moments();
    let killed = 0;
    const tell = progress('sweeps', KILLS - half);
    for (let k = 0; k < KILLS - half; k++) {
      rmSync(w().path('results'), { recursive: true, force: true });
      rmSync(w().path('.cache'), { recursive: true, force: true });
      killed += Number(await killedAfter(w(), next() * life, 'sweep', ...args, '--quiet'));
      const resumed = w().assay('sweep', ...args, '--json', '--resume');
      // killed before there was a sweep: there is nothing to go on with
      const ended = resumed.code === 2 ? sweepJson(w(), ...args) : resultOf(resumed);
      assert.deepEqual(ended.trials, whole, `after kill ${k}`);
      tell(k + 1, `, ${killed} killed`);
    }
    console.log(`      ${killed} of ${KILLS - half} sweeps were killed before their end`);
    assert.ok(killed > (KILLS - half) / 2);
  });
});
