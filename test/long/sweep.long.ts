import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import type { Context } from 'mocha';
import { setTimeout as pause } from 'node:timers/promises';
import { streamOf } from '../../src/core/rng.ts';
import { needsShared } from '../_shared.ts';
import { example, freshWorkspace } from '../e2e/_assay.ts';
import type { Workspace } from '../e2e/_assay.ts';
import { GATES, RANDOM, searching, sweepFolders, sweepJson } from '../cli/_sweeps.ts';

const BTC = ['bars-5m', 'binance-um_BTCUSDT_5m_20230101-20240514.csv.gz'] as const;
const KILLS = 10;

/** Starts a sweep with --resume again and again, and kills it somewhere in `life` ms; returns how often it was still at work. */
async function killedTimes(w: Workspace, args: readonly string[], life: number): Promise<number> {
  const moments = streamOf(11, 'kills');
  let killed = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const { child, done } = w.start('sweep', ...args, '--resume', '--jobs', String(1 + (kill % 2)));
    await Promise.race([pause(1000 + life * moments.uniform()), done]);
    if (child.exitCode === null) killed++;
    child.kill('SIGKILL');
    await done;
  }
  return killed;
}

describe('a sweep of the whole Kraken strategy, from an empty cache', function () {
  this.timeout(3_600_000);
  const workspace = freshWorkspace((w) => {
    for (const name of ['kraken-walk-forward', 'kraken-walk-forward-synthetic']) w.write(`${name}.yml`, example(name));
  });

  /** Kills lie anywhere in the life of an undisturbed sweep, fits and trials. */
  async function proves(name: string, more: readonly string[]): Promise<void> {
    const w = workspace();
    const args = [`${name}.yml`, '--trials', '40', '--set', 'models.gbm.rounds=20', ...more];
    const emptied = (): void => rmSync(w.path('.cache'), { recursive: true, force: true });
    const before = performance.now();
    const one = sweepJson(w, ...args, '--jobs', '1');
    const life = performance.now() - before;
    emptied();
    assert.deepEqual(sweepJson(w, ...args, '--jobs', '2').trials, one.trials);
    emptied();
    rmSync(w.path('results'), { recursive: true });
    const killed = await killedTimes(w, args, life / 3);
    assert.deepEqual(sweepJson(w, ...args, '--resume').trials, one.trials);
    assert.equal(sweepFolders(w, name).length, 1);
    console.log(`      ${killed} of ${KILLS} killed before their end; ${one.trials.length} trials`);
    assert.ok(killed > KILLS / 3);
  }

  it('gives the same table after ten SIGKILLs, and for one worker and two, on generated bars', () =>
    proves('kraken-walk-forward-synthetic', []));

  it('does so on real bars', function (this: Context) {
    return proves('kraken-walk-forward', ['--set', `data.source.path=${needsShared(this, ...BTC)}`]);
  });
});

describe('a sweep with a search before each segment', function () {
  this.timeout(3_600_000);
  const workspace = freshWorkspace((w) =>
    w.write('s.yml', searching([GATES[0]], `${RANDOM(150)}\n  fit: { type: rolling, window: 30d }`)),
  );

  it('gives the same trials and the same segments after ten SIGKILLs', async () => {
    const w = workspace();
    const before = performance.now();
    const { trials, rolling } = sweepJson(w, 's.yml');
    const life = performance.now() - before;
    rmSync(w.path('results'), { recursive: true });
    const killed = await killedTimes(w, ['s.yml'], life);
    const resumed = sweepJson(w, 's.yml', '--resume');
    assert.deepEqual([resumed.trials, resumed.rolling], [trials, rolling]);
    console.log(`      ${killed} of ${KILLS} killed before their end; ${rolling?.segments.length} segments`);
    assert.ok(killed > 2);
  });
});
