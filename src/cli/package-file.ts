import { join, resolve } from 'node:path';

/** A file of the package itself, wherever it is installed. */
export function packageFile(...parts: readonly string[]): string {
  return join(resolve(import.meta.dirname, '../../..'), ...parts);
}
