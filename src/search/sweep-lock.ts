import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '../core/problem.ts';
import { OWNER, codeOf, isAlive, writing } from '../runner/_files.ts';

/**
 * Takes `<folder>/sweep.lock` for this process; returns what gives it back. One sweep writes to a study at a time: of two,
 * the later one is refused. The lock of a process that has died is taken over.
 */
export function lockSweep(folder: string): () => void {
  const file = join(folder, 'sweep.lock');
  for (let tries = 0; !take(file); tries++) {
    const owner = ownerOf(file);
    if (owner !== undefined && (tries > 1 || isAlive(owner))) {
      throw refuse('CACHE_LOCK', '', `another sweep works on ${folder}`, {
        found: `process ${owner.split('-')[0]}`,
        hint: 'wait until it ends; without --resume a sweep of its own starts',
      });
    }
    rmSync(file, { force: true });
  }
  return () => rmSync(file, { force: true });
}

function take(file: string): boolean {
  return writing(file, () => {
    try {
      writeFileSync(file, OWNER, { flag: 'wx' });
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      throw error;
    }
  });
}

function ownerOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
