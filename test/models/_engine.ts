import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { EngineName, NativeLibrary } from '../../src/core/contracts/model.ts';
import { findEngine } from '../../src/runner/native/engines.ts';
import { openLibrary } from '../../src/runner/native/library.ts';
import { readdirSync } from 'node:fs';

/** Where `npm run test:peers` has put the newest libraries. */
const PEERS = resolve(import.meta.dirname, '../../../.cache/peers/boosting/lib');
const FILES: { readonly [name in EngineName]: string } = {
  lightgbm: 'lightgbm/lib/lib_lightgbm.so',
  xgboost: 'xgboost/lib/libxgboost.so',
};

/** Path of a native library: of the machine, else of the environment of the peer tests; undefined where there is none. */
export function enginePath(name: EngineName): string | undefined {
  const found = findEngine(name, 'auto')?.path;
  if (found !== undefined || !existsSync(PEERS)) return found;
  const places = readdirSync(PEERS).map((python) => resolve(PEERS, python, 'site-packages', FILES[name]));
  return places.find((path) => existsSync(path));
}

/** Opens a native library, or skips with a printed reason where the machine has none. */
export async function needsEngine(test: Mocha.Context, name: EngineName): Promise<NativeLibrary> {
  const path = enginePath(name);
  if (path === undefined) {
    console.log(`      skipped: the ${name} library is not on this machine (npm run test:peers brings it)`);
    test.skip();
  }
  return openLibrary(path as string);
}
