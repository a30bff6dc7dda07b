import type { Table } from '../report/table.ts';
import { dailyEquity, returnsOf } from '../evaluation/_stats/index.ts';
import { accountRecord } from './trade.ts';
import type { RunOutcome } from './run.ts';

/** The account day by day: the 00:00 UTC that ends the day, equity then, and the return since the one before. */
export function dailyTable(outcome: RunOutcome): Table {
  const { plan, result, range } = outcome;
  const { time, interval_ms, cash } = accountRecord(plan, outcome, range);
  const { from, to } = range;
  const days = dailyEquity({
    time: time.subarray(from, to),
    equity: result.equity.subarray(from, to),
    interval_ms,
    initial: cash,
  });
  const rows = Math.max(0, days.time.length - 1);
  return {
    rows,
    columns: [
      { name: 'day_end', kind: 'time', values: days.time.subarray(1) },
      { name: 'equity', kind: 'number', values: days.equity.subarray(1) },
      { name: 'ret', kind: 'number', values: returnsOf(days.equity) },
    ],
  };
}
