import type { Bars } from '../../core/artifacts.ts';
import type { Rng } from '../../core/rng.ts';
import { panelOf } from '../panel.ts';
import type { Member } from '../panel.ts';
import type { Plan } from '../plan.ts';
import { rowAt } from '../rows.ts';
import { shared } from '../steps/step.ts';

/** How the rows after a moment are replaced. `truncated` cuts them off. */
export type Poison = 'noise' | 'nan' | 'truncated';

export interface Poisoning {
  readonly poison: Poison;
  readonly rng: Rng;
  /** Whose bars are replaced. */
  readonly changed: readonly Member[];
  /** Grid rows from the cut on that are kept at most. */
  readonly beyond: number;
}

/** The plan over bars of which those of some symbols from grid row `cut` on are others. */
export function poisonedPlan(plan: Plan, cut: number, { poison, rng, changed, beyond }: Poisoning): Plan {
  const panel = panelOf(
    plan.panel.members.map((member) => {
      const { bars, partitions, spans } = member;
      if (!changed.includes(member)) return { bars, partitions, spans };
      const [own, rows] = [cut, cut + beyond].map((to) => member.range({ from: 0, to }).to);
      return { bars: poisonedBars(bars, own, poison, rng, rows), partitions, spans };
    }),
  );
  const { from, to } = plan.traded;
  return { ...plan, panel, bars: panel.grid, traded: { from, to: Math.min(to, panel.grid.rows) } };
}

/**
 * The same bars with everything from row `cut` on replaced. Noise: a wild walk from the last kept close, bars that are
 * sound in themselves (low <= open, close <= high) and nothing like what came. `rows` bounds the result.
 */
export function poisonedBars(bars: Bars, cut: number, poison: Poison, rng: Rng, rows = bars.rows): Bars {
  const end = poison === 'truncated' ? cut : Math.min(rows, bars.rows);
  const columns = new Map<string, Float64Array>();
  for (const [name, values] of bars.columns) {
    const copy = shared(end);
    copy.set(values.subarray(0, Math.min(cut, end)));
    columns.set(name, copy);
  }
  if (poison === 'nan') for (const column of columns.values()) column.fill(NaN, cut);
  if (poison === 'noise') walk(columns, cut, end, rng);
  const time = bars.time.subarray(0, end);
  const { finer } = bars;
  if (finer === undefined) return { ...bars, rows: end, time, columns };
  const [within, last] = [cut, end].map((row) => rowAt(finer.time, bars.time[row] ?? Infinity));
  return { ...bars, rows: end, time, columns, finer: poisonedBars(finer, within, poison, rng, last) };
}

function walk(columns: ReadonlyMap<string, Float64Array>, cut: number, end: number, rng: Rng): void {
  const of = (name: string): Float64Array => columns.get(name) as Float64Array;
  let price = cut > 0 ? of('close')[cut - 1] : 100;
  if (!(price > 0)) price = 100;
  for (let t = cut; t < end; t++) {
    const open = price * (0.97 + 0.06 * rng.uniform());
    const close = open * (0.95 + 0.1 * rng.uniform());
    of('open')[t] = open;
    of('close')[t] = close;
    of('high')[t] = Math.max(open, close) * (1 + 0.02 * rng.uniform());
    of('low')[t] = Math.min(open, close) * (1 - 0.02 * rng.uniform());
    for (const [name, column] of columns) {
      if (['open', 'high', 'low', 'close'].includes(name)) continue;
      column[t] = name === 'vwap' ? (open + close) / 2 : 1000 * rng.uniform();
    }
    price = close;
  }
}

/** The first row before the cut at which a column and its altered one differ, -1 where none does; looked for once. */
export function differenceBefore(
  { cut, firstDifferences }: { readonly cut: number; readonly firstDifferences: Map<ArrayLike<number>, number> },
  real: ArrayLike<number>,
  altered: ArrayLike<number>,
): number {
  const known = firstDifferences.get(real);
  if (known !== undefined) return known;
  const row = firstDifference(real, altered, 0, cut);
  firstDifferences.set(real, row);
  return row;
}

/** Rows whose bytes are compared at a time. */
const BLOCK = 4096;

/** First row in [from, to) whose bits differ (any NaN equals any NaN), or -1. */
export function firstDifference(a: ArrayLike<number>, b: ArrayLike<number>, from: number, to: number): number {
  const [x, y] = [bytesOf(a), bytesOf(b)];
  for (let start = from; start < to; start += BLOCK) {
    const end = Math.min(start + BLOCK, to);
    const isWhole = x !== undefined && y !== undefined && 8 * end <= Math.min(x.length, y.length);
    if (isWhole && x.compare(y, 8 * start, 8 * end, 8 * start, 8 * end) === 0) continue;
    const row = differingIn(a, b, start, end);
    if (row >= 0) return row;
  }
  return -1;
}

const bytesOf = (values: ArrayLike<number>): Buffer | undefined =>
  values instanceof Float64Array ? Buffer.from(values.buffer, values.byteOffset, values.byteLength) : undefined;

function differingIn(a: ArrayLike<number>, b: ArrayLike<number>, from: number, to: number): number {
  for (let t = from; t < to; t++) {
    const [x, y] = [a[t], b[t]];
    if (x === y ? x === 0 && 1 / x !== 1 / y : x === x || y === y) return t;
  }
  return -1;
}
