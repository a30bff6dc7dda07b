import { parentPort, workerData } from 'node:worker_threads';
import { helpTeam } from '../../src/core/team.ts';
import type { Team } from '../../src/core/team.ts';

/** Helps a team: notes the word and seat it began with, then which piece it did, in order. */
const { team, notes } = workerData as { readonly team: Team; readonly notes: Int32Array };
helpTeam(team, (word, seat) => {
  if (word < 0) throw new Error('a bad word');
  return (piece) => {
    const at = Atomics.add(notes, 0, 1) + 1;
    Atomics.store(notes, at, word * 1000 + seat * 100 + piece);
    Atomics.notify(notes, 0);
  };
});
parentPort?.postMessage('left');
