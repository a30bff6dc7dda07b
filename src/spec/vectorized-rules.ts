import type { Gate } from '../core/contracts/gate.ts';
import type { Label } from '../core/contracts/label.ts';
import { conflict } from './conflict.ts';
import type { Checking } from './conflict.ts';

const HINT = { hint: 'execution.type: event simulates it' };

/** A vectorised execution knows no account: whatever asks it is refused, and its label is what one bar earns. */
export function checkVectorized(c: Checking): void {
  const execution = c.w.parts.find(({ path }) => path.join('.') === 'execution');
  if (execution?.ok !== true || execution.component.type !== 'vectorized') return;
  checkEarned(c, String(execution.values['label']));
  for (const { room, path, component, enabled, ok } of c.w.parts) {
    if (!ok || !enabled) continue;
    if (room === 'portfolio/sizing' && component.type !== 'fixed')
      conflict(c, [...path, 'type'], 'a vectorised position is the signal itself, so its size is fixed', {
        ...HINT,
        expected: 'type: fixed',
      });
    if (room === 'portfolio/limits') conflict(c, path, 'a vectorised execution has no account to limit', HINT);
    if (room === 'gates' && (component as Gate).cooldown !== undefined)
      conflict(c, path, `"${component.type}" asks the account, which a vectorised execution does not have`, HINT);
  }
}

function checkEarned(c: Checking, name: string): void {
  const part = c.names.nodes.get(name)?.part;
  if (part?.room !== 'labels' || !part.ok) return;
  const label = part.component as Label;
  const horizon = label.horizon(part.values);
  if (label.unit === 'bps' && horizon === 1) return;
  conflict(c, ['execution', 'label'], 'each held bar earns this label, so it must be the return of one bar', {
    expected: 'a label in bps with horizon: 1',
    found: `"${name}": ${label.unit}, ${horizon} bars`,
  });
}
