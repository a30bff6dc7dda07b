import { BAR_COLUMNS } from '../core/artifacts.ts';
import type { RawBars } from '../core/contracts/source.ts';
import { Refusal } from '../core/problem.ts';
import type { Problem, ProblemCode } from '../core/problem.ts';
import { showTime } from './_stamp.ts';

const SHOWN = 5;
const PRICES = ['open', 'high', 'low', 'close'];

/** One broken rule at a row. */
export interface Finding {
  readonly row: number;
  readonly fact: string;
  readonly found?: string;
}

/** Collects the first few findings and counts the rest. */
export interface Findings {
  readonly code: ProblemCode;
  readonly list: Finding[];
  count: number;
}

export const findings = (code: ProblemCode): Findings => ({ code, list: [], count: 0 });

export function note(all: Findings, row: number, fact: string, found?: string): void {
  all.count += 1;
  if (all.list.length < SHOWN) all.list.push({ row, fact, ...(found !== undefined && { found }) });
}

/** Refuses the bars where anything was found: the first few by name, then the count. */
export function refuseFindings(all: Findings, raw: RawBars, more: Partial<Problem> = {}): void {
  if (all.count === 0) return;
  const path = ['data', 'source'];
  const problems = all.list.map(({ row, fact, found }): Problem => {
    const message = `${raw.place(row)} at ${showTime(raw.time[row])}: ${fact}`;
    return { code: all.code, path, message, ...(found !== undefined && { found }), ...more };
  });
  const rest = all.count - all.list.length;
  if (rest > 0) problems.push({ code: all.code, path, message: `${rest} more such bars, ${all.count} in all` });
  throw new Refusal(problems);
}

/** Rows whose price or volume is an empty cell: a bar that is not known. */
export function isUnknown(raw: RawBars, row: number): boolean {
  for (const name of ['open', 'high', 'low', 'close', 'volume']) {
    if (Number.isNaN(raw.columns.get(name)?.[row])) return true;
  }
  return false;
}

/** Checks prices (finite, above 0, low <= open, close <= high) and amounts (finite, not negative) of the rows. */
export function auditValues(raw: RawBars, rows: Int32Array): void {
  const bad = findings('DATA_VALUE');
  const [open, high, low, close] = PRICES.map((name) => raw.columns.get(name) as Float64Array);
  const amounts = BAR_COLUMNS.filter((name) => !PRICES.includes(name) && raw.columns.has(name));
  const amountColumns = amounts.map((name) => raw.columns.get(name) as Float64Array);
  for (const row of rows) {
    const [o, h, l, c] = [open[row], high[row], low[row], close[row]];
    const sound = l > 0 && l <= o && l <= c && o <= h && c <= h && h < Infinity;
    if (!sound) explainPrices(bad, row, [o, h, l, c]);
    for (let k = 0; k < amountColumns.length; k++) {
      const x = amountColumns[k][row];
      if (x >= 0 && x < Infinity) continue;
      if (Number.isNaN(x) && amounts[k] !== 'volume') continue;
      note(bad, row, `"${amounts[k]}" ${Number.isNaN(x) ? 'is not known' : 'must be finite and >= 0'}`, String(x));
    }
  }
  refuseFindings(bad, raw);
}

function explainPrices(bad: Findings, row: number, prices: readonly number[]): void {
  const wrong = PRICES.findIndex((_, k) => !(prices[k] > 0 && prices[k] < Infinity));
  if (wrong >= 0) {
    const unknown = Number.isNaN(prices[wrong]);
    note(
      bad,
      row,
      `"${PRICES[wrong]}" ${unknown ? 'is not known' : 'must be finite and above 0'}`,
      String(prices[wrong]),
    );
    return;
  }
  const [open, high, low, close] = prices;
  const rule = high < low ? '"high" must be >= "low"' : '"open" and "close" must lie between "low" and "high"';
  note(bad, row, rule, `open ${open}, high ${high}, low ${low}, close ${close}`);
}
