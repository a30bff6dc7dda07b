import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Path below the shared data folder (`$ASSAY_SHARED/data` or `../shared/data`), or undefined where it is absent. */
export function sharedData(...parts: string[]): string | undefined {
  const root = process.env['ASSAY_SHARED'] ?? resolve(import.meta.dirname, '../../../shared');
  const candidates = [join(root, 'data', ...parts), join(root, ...parts)];
  return candidates.find((path) => existsSync(path));
}

/** Skips a mocha test with a printed reason when shared data are absent. */
export function needsShared(test: Mocha.Context, ...parts: string[]): string {
  const path = sharedData(...parts);
  if (path === undefined) {
    console.log(`      skipped: shared data "${parts.join('/')}" not found (set ASSAY_SHARED)`);
    test.skip();
  }
  return path as string;
}
