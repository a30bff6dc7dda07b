import { complain } from './walk-types.ts';
import type { Checking } from './conflict.ts';
import { nameFault } from './names.ts';

/** Files that each run leaves in diagnostics/: a diagnostic of that name would write over them. */
const TAKEN = new Set(
  'baselines calibration costs daily drift equity excursions gates holds horizons importance importance_mean information months quantiles segments selection tuning'.split(
    ' ',
  ),
);

/** A diagnostic's name is the name of its files. */
export function checkDiagnostics(c: Checking): void {
  for (const { room, path, key } of c.w.parts) {
    if (room !== 'evaluation/diagnostics') continue;
    const name = path.at(-1) ?? '';
    const fault = nameFault(name) ?? (TAKEN.has(name) ? { message: 'each run leaves a file of this name' } : undefined);
    if (fault !== undefined) complain(c.w, 'SPEC_DUPLICATE_NAME', { path }, key, fault.message, { at: 'key' });
  }
}
