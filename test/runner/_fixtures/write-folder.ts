import { createRunFolder } from '../../../src/runner/folders.ts';

/** Commits some runs of the same second, or (`die`) leaves one unfinished. */
const [root, rounds] = process.argv.slice(2);
const name = { experiment: 'demo', stamp: '2026-01-02_03-04-05', digest8: '0123abcd' };
if (rounds === 'die') {
  createRunFolder(root, name).write('spec.yml', 'half');
  process.kill(process.pid, 'SIGKILL');
}
for (let i = 0; i < Number(rounds); i++) {
  const run = createRunFolder(root, name);
  run.write('by.txt', `${process.pid} ${i}`);
  run.commit();
}
