import { isEmpty } from '../core/calendar.ts';
import type { Label } from '../core/contracts/label.ts';
import type { Signal } from '../core/contracts/signal.ts';
import { parseRunName } from '../core/run-name.ts';
import { formatDuration } from '../core/units.ts';
import { conflict as conflictAt } from './conflict.ts';
import type { Checking } from './conflict.ts';
import { splitName } from './names.ts';
import type { Part } from './walk-types.ts';

type More = { readonly expected?: string; readonly found?: string; readonly hint?: string };

const conflict = (c: Checking, part: Part, keys: readonly string[], message: string, more: More = {}): void =>
  conflictAt(c, [...part.path, ...keys], message, more);

/** Rules of a calibrator's `fit` block. True where it needs no window of the split. */
export function checkFit(c: Checking, part: Part, external: boolean): boolean {
  const fit = part.values['fit'] as { readonly type: string; readonly window?: object; readonly every?: object };
  if (fit.type === 'rolling') {
    for (const key of ['window', 'every'] as const) {
      const length = fit[key];
      const empty = length === undefined || Object.values(length).every((n) => n === 0);
      if (empty)
        conflict(c, part, ['fit', key], `a rolling fit needs its ${key}`, {
          hint: '{ type: rolling, window: 12mo, every: 1mo }',
        });
    }
    return true;
  }
  for (const key of ['window', 'every'] as const) {
    if (fit[key] !== undefined)
      conflict(c, part, ['fit', key], 'is a key of a rolling fit', { hint: 'fit.type: rolling' });
  }
  if (external) {
    conflict(c, part, ['fit'], 'predictions have no folds, so their calibrator is fitted on a schedule', {
      hint: 'fit: { type: rolling, window: 12mo, every: 1mo }',
    });
  }
  return external;
}

/** Bins of a fitted scope need a calibrator, whose fit window they are quantiles of. */
export function checkBins(c: Checking, part: Part): void {
  for (const { name, bins, scope } of (part.component as Signal).inputs(part.values)) {
    const node = bins === undefined || scope !== undefined ? undefined : c.names.nodes.get(splitName(name)[0]);
    if (node === undefined || node.room === 'calibrators') continue;
    conflict(c, part, ['of'], `"${name}" is no calibrator, so there is no window its bins could be fitted on`, {
      hint: 'scope: trailing, window: 30d',
    });
  }
}

/** What a signal learns from are returns in bps; without dates of its own it learns where a test segment begins. */
export function checkLearning(c: Checking, part: Part, hasSplit: boolean): void {
  const { learns } = part.component as Signal;
  const refits = learns?.refits(part.values);
  if (learns === undefined || refits === undefined) return;
  for (const key of ['window', 'every'] as const) {
    if (refits[key] !== undefined && isEmpty(refits[key]))
      conflict(c, part, ['fit', key], 'must be longer than nothing');
  }
  if (refits.every === undefined && !hasSplit)
    conflict(c, part, ['fit'], 'nothing says when it is fitted: there are no test segments', {
      hint: 'fit: { type: rolling, window: 6mo, every: 1mo }',
    });
  for (const { label } of learns.weights(part.values)) {
    const node = c.names.nodes.get(label)?.part;
    if (node?.ok !== true || node.room !== 'labels' || (node.component as Label).unit === 'bps') continue;
    conflict(c, part, part.values['label'] === label ? ['label'] : ['fit'], `"${label}" is no return in bps`, {
      expected: 'a regression label, such as forward_return',
    });
  }
}

/** The parts of a run's name must be those of the label that its predictions are judged by. */
export function checkOrigin(c: Checking, part: Part, labels: readonly string[]): void {
  const origin = part.values['origin'];
  const run = typeof origin === 'string' ? parseRunName(origin) : undefined;
  if (run === undefined) return;
  for (const name of labels) {
    const label = c.names.nodes.get(name)?.part;
    if (label?.ok !== true) continue;
    const differ = (what: string, expected: string, found: string): void =>
      conflict(c, part, ['origin'], `the run was fitted on another ${what} than label "${name}" has`, {
        expected,
        found,
      });
    const { component, values } = label;
    if (component.type !== run.label) {
      differ('label', component.type, run.label);
      continue;
    }
    if ((component as Label).task !== run.task) differ('task', (component as Label).task, run.task);
    if (values['take_profit'] !== undefined && values['take_profit'] !== run.up)
      differ('take-profit', String(values['take_profit']), String(run.up));
    if (values['stop_loss'] !== undefined && values['stop_loss'] !== run.down)
      differ('stop-loss', String(values['stop_loss']), String(run.down));
    const horizon_ms = Number(values['horizon']) * (c.interval_ms ?? NaN);
    if (Number.isFinite(horizon_ms) && horizon_ms !== run.horizon_ms)
      differ('horizon', formatDuration(horizon_ms), formatDuration(run.horizon_ms));
  }
}
