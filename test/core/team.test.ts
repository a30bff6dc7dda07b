import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { breakTeam, createTeam, dismissHelpers, openTeam } from '../../src/core/team.ts';
import type { Team } from '../../src/core/team.ts';

describe('a team', () => {
  const helper = (team: Team): { readonly worker: Worker; readonly notes: Int32Array } => {
    const notes = new Int32Array(new SharedArrayBuffer(4 * 64));
    const worker = new Worker(new URL('./_team-helper.js', import.meta.url), { workerData: { team, notes } });
    return { worker, notes };
  };

  it('does all pieces once, in order, where nobody helps', () => {
    const { share, close } = openTeam(createTeam(), 1);
    const done: number[] = [];
    share(3, (piece) => done.push(piece));
    share(2, (piece) => done.push(piece));
    close();
    assert.deepEqual(done, [0, 1, 2, 0, 1]);
  });

  it('refuses more pieces than a claim can count', () => {
    const { share } = openTeam(createTeam(), 1);
    assert.throws(() => share(64, () => undefined), /64 pieces, a post may have 63/);
  });

  it('has pieces done by whoever comes, and starts them anew with each opening', async () => {
    const team = createTeam();
    const { worker, notes } = helper(team);
    for (const word of [3, 4]) {
      const { share, close } = openTeam(team, word);
      const before = Atomics.load(notes, 0);
      const own: number[] = [];
      share(2, (piece) => {
        own.push(piece);
        // the other piece is left to the helper
        while (Atomics.load(notes, 0) === before) Atomics.wait(notes, 0, before, 20);
      });
      close();
      assert.equal(own.length, 1);
      assert.equal(notes[before + 1], word * 1000 + 100 + (1 - own[0]));
    }
    dismissHelpers(team);
    assert.deepEqual(await once(worker, 'message'), ['left']);
  });

  it('fails the job where a thread that helped it has died', async () => {
    const team = createTeam();
    const { worker } = helper(team);
    const { share } = openTeam(team, -1);
    const died = once(worker, 'error');
    const wait = new Int32Array(new SharedArrayBuffer(4));
    assert.throws(() => {
      for (;;) share(2, () => Atomics.wait(wait, 0, 0, 5));
    }, /a thread that shared the work died/);
    assert.match(String((await died)[0]), /a bad word/);
    breakTeam(team);
  });
});
