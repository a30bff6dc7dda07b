import { NONE } from './account.ts';
import type { Account } from './account.ts';
import { addRow, setCell } from './log.ts';
import { ENTRY, EXIT_REASONS, ORDER_STATUSES, ORDER_TYPES } from './types.ts';
import type { ExitReason } from './types.ts';

const MARKET = ORDER_TYPES.indexOf('market');
const STOP = ORDER_TYPES.indexOf('stop');
const LIMIT = ORDER_TYPES.indexOf('limit');
const OPEN = ORDER_STATUSES.indexOf('open');
const FILLED = ORDER_STATUSES.indexOf('filled');
const CANCELLED = ORDER_STATUSES.indexOf('cancelled');

export const reasonCode = (reason: ExitReason): number => EXIT_REASONS.indexOf(reason);

interface Order {
  readonly type: number;
  readonly purpose: number;
  readonly side: number;
  readonly size: number;
  readonly level: number;
}

/** Index of the order, if orders are recorded. */
function place({ journal, symbol }: Account, row: number, { type, purpose, side, size, level }: Order): number {
  if (journal === undefined) return NONE;
  if (journal.times !== undefined) addRow(journal.times.orders, [NaN]);
  return addRow(journal.orders, [row, type, purpose, side, size, level, NaN, OPEN, symbol]);
}

function settle(a: Account, order: number, row: number, status: number): void {
  if (a.journal === undefined || order === NONE) return;
  setCell(a.journal.orders, order, 'closed_row', row);
  setCell(a.journal.orders, order, 'status', status);
  const { times } = a.journal;
  if (times !== undefined) setCell(times.orders, order, 'closed_time', timeAt(a, a.at));
}

/** Open of a finer bar. */
export const timeAt = ({ columns }: Account, at: number): number => columns.finer?.time[at] ?? NaN;

export const fillOrder = (a: Account, order: number, row: number): void => settle(a, order, row, FILLED);
export const cancelOrder = (a: Account, order: number, row: number): void => settle(a, order, row, CANCELLED);

const marketExit = (a: Account, purpose: number): Order => ({
  type: MARKET,
  purpose,
  side: -a.side,
  size: a.size,
  level: NaN,
});

export function orderEntry(a: Account, t: number, side: number, size: number): void {
  a.entryDue = t + 1 + a.plan.latency;
  a.entrySide = side;
  a.entrySize = size;
  a.entryDecision = t;
  a.entryOrder = place(a, t, { type: MARKET, purpose: ENTRY, side, size, level: NaN });
}

/** A market order that leaves the position at a later open. */
export function orderExit(a: Account, t: number, reason: ExitReason): void {
  a.exitDue = t + 1 + a.plan.latency;
  a.exitReason = reasonCode(reason);
  a.exitOrder = place(a, t, marketExit(a, a.exitReason));
}

/** Stop and target become live; one cancels the other. */
export function placeBrackets(a: Account, t: number): void {
  const { side, size, entryPrice, stopDistance, targetDistance } = a;
  if (stopDistance > 0) {
    a.stopOrder = place(a, t, {
      type: STOP,
      purpose: reasonCode('stop'),
      side: -side,
      size,
      level: entryPrice - side * stopDistance,
    });
  }
  if (targetDistance > 0) {
    a.targetOrder = place(a, t, {
      type: LIMIT,
      purpose: reasonCode('target'),
      side: -side,
      size,
      level: entryPrice + side * targetDistance,
    });
  }
}

/** The order behind an exit: the resting one, or one made on the spot for exits that nobody ordered. */
export function exitOrderOf(a: Account, t: number, reason: number): number {
  if (reason === reasonCode('target')) return a.targetOrder;
  if (reason === reasonCode('stop') || reason === reasonCode('stop (gap)')) return a.stopOrder;
  if (a.exitDue <= t && reason === a.exitReason) return a.exitOrder;
  return place(a, t, marketExit(a, reason));
}
