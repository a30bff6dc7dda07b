import { readFileSync } from 'node:fs';
import { packageFile } from '../package-file.ts';

/** Prints the editor schema of experiment files. */
export function schema(): void {
  process.stdout.write(readFileSync(packageFile('experiments', 'experiment.schema.json'), 'utf8'));
}
