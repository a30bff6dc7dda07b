import { Refusal } from '../core/problem.ts';
import * as p from '../core/params.ts';

/** Common key of sources that read files. */
export const missing = p.choice(
  'What stands in for a file that does not exist; the default is an error.',
  ['error', 'synthetic'],
  { optional: true },
);

/** Paths of a source, or the one that is looked for where nothing is there. */
export function pathsOr(expected: string, paths: () => readonly string[]): readonly string[] {
  try {
    return paths();
  } catch (error) {
    if (error instanceof Refusal && error.problems.every(({ code }) => code === 'DATA_FILE')) return [expected];
    throw error;
  }
}
