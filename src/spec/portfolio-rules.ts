import { isEmpty } from '../core/calendar.ts';
import type { Limit, Sizing } from '../core/contracts/portfolio.ts';
import type { Period } from '../core/params.ts';
import { conflict } from './conflict.ts';
import type { Checking } from './conflict.ts';
import { entryAt } from './tree.ts';
import type { CanonicalValues } from './types.ts';

const WEEK_MS = 7 * 86_400_000;
const HINT = { hint: 'portfolio.rebalance: { every: 1d, at: "00:05" }' };

/** With a schedule the target weights rule the account; without one there is no cross-section to choose from. */
export function checkPortfolio(c: Checking): void {
  const { portfolio } = c;
  const rebalance = portfolio['rebalance'] as Rebalance | undefined;
  if (rebalance === undefined) refuseCrossSection(c, portfolio);
  else {
    checkSchedule(c, rebalance);
    refuseOwnExits(c);
  }
  const execution = c.w.parts.find(({ path }) => path.join('.') === 'execution');
  if (rebalance !== undefined && execution?.component.type === 'vectorized')
    conflict(c, ['portfolio', 'rebalance'], 'a vectorised position is the signal itself: nothing is rebalanced', {
      hint: 'execution.type: event',
    });
}

interface Rebalance {
  readonly every: Period;
  readonly day?: string;
  readonly at?: number;
}

function refuseCrossSection(c: Checking, portfolio: CanonicalValues): void {
  const needs = (path: readonly string[], what: string): void =>
    conflict(c, path, `${what} weighs symbols against each other, which takes a schedule`, HINT);
  if (portfolio['select'] !== undefined) needs(['portfolio', 'select'], 'a selection');
  if (portfolio['side'] === 'long_short') needs(['portfolio', 'side'], 'long_short');
  for (const { room, path, component, enabled } of c.w.parts) {
    if (!enabled || (room !== 'portfolio/sizing' && room !== 'portfolio/limits')) continue;
    if ((component as Sizing | Limit).crossSectional === true) needs(path, `"${component.type}"`);
  }
}

function checkSchedule(c: Checking, { every, day }: Rebalance): void {
  const path = ['portfolio', 'rebalance'];
  if (every === undefined) return;
  if (isEmpty(every)) return conflict(c, [...path, 'every'], 'must be longer than 0', HINT);
  const step = 'ms' in every ? every.ms : 'bars' in every ? every.bars * (c.interval_ms ?? NaN) : NaN;
  if (day !== undefined && step % WEEK_MS !== 0)
    conflict(c, [...path, 'day'], `moments would not all be a ${day}`, { expected: 'every: 1w, or whole weeks' });
}

/** What `resolved.yml` writes out for exits that nobody asked for. */
const UNASKED: { readonly [key: string]: string } = { opposite: 'flip', neutral: 'ignore' };

/** Exits of a single position have no say where target weights rule; those that are written are refused, but for defaults. */
function refuseOwnExits(c: Checking): void {
  for (const key of ['stop_loss', 'take_profit', 'max_hold', 'opposite', 'neutral']) {
    const path = ['execution', 'exits', key];
    const value = entryAt(c.root, path)?.value;
    if (value === undefined || (value.kind === 'scalar' && value.value === UNASKED[key])) continue;
    conflict(c, path, 'target weights rule a rebalanced account: a position is left when its target is 0', {
      hint: 'remove it, or remove portfolio.rebalance',
      at: 'key',
    });
  }
}
