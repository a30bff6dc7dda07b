import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { packCapsule } from '../../runner/capsule.ts';
import { writing } from '../../runner/_files.ts';
import { replaceText } from '../../runner/folders.ts';
import { openExperiment } from '../../runner/open.ts';
import { readLock, withSpecOf } from '../../runner/verify.ts';
import { print } from '../print.ts';
import { folderOf, placeOf } from './verify.ts';

export interface CapsuleOptions {
  readonly output: string;
  readonly json?: boolean;
}

/** Packs a run with the bars it read, so that `verify --capsule` replays it on a machine that has neither data nor results. */
export async function capsule(target: string, { output, json = false }: CapsuleOptions): Promise<void> {
  const lock = readLock(await placeOf(target));
  const file = resolve(output);
  const bytes = await withSpecOf(lock, async (spec) => {
    const opened = await openExperiment(spec, { cache: false, folder: folderOf(lock.path) });
    return packCapsule(lock, opened, readFileSync(spec, 'utf8'));
  });
  writing(file, () => replaceText(file, bytes));
  print({ json }, { capsule: file, bytes: bytes.length }, () => [`${file}: ${bytes.length} bytes`]);
}
