import type { Bars, Range } from '../core/artifacts.ts';
import { addMonths, addPeriods, isoOf } from '../core/calendar.ts';
import type { Period } from '../core/params.ts';
import { refuse } from '../core/problem.ts';
import type { Node, ResolvedSpec } from '../spec/types.ts';
import type { FoldRows } from './plan.ts';
import { foldName, rowAt } from './rows.ts';

/** One fit of a calibrator: the rows it may read, the first row no label of theirs may reach, the rows it is applied to. */
export interface Term {
  /** `fold-01`; `2025-11` for one that begins with a month; else its date. */
  readonly name: string;
  /** Fold of the split, where the term is one. */
  readonly fold?: number;
  readonly fit: Range;
  readonly boundary: number;
  readonly apply: Range;
  /** Epoch ms: the fit window, half-open; it ends where the term begins. */
  readonly window: { readonly from: number; readonly to: number };
}

/** The `fit` block of a calibrator. */
export type FitBlock =
  { readonly type: 'fold' } | { readonly type: 'rolling'; readonly window: Period; readonly every: Period };

export const fitOf = (calibrator: Node): FitBlock => (calibrator.values['fit'] ?? { type: 'fold' }) as FitBlock;

export interface Scored {
  readonly bars: Bars;
  readonly folds: readonly FoldRows[];
  /** Epoch ms from which there are out-of-sample scores. */
  readonly from: number;
}

/** The terms of a calibrator in time order. */
export function termsOf(calibrator: Node, scored: Scored): readonly Term[] {
  const fit = fitOf(calibrator);
  if (fit.type === 'fold') return scored.folds.map(foldTerm);
  const terms = rollingTerms(fit, scored);
  if (terms.length > 0) return terms;
  const { time, interval_ms, rows } = scored.bars;
  throw refuse(
    'RUN_CALIBRATOR',
    [...calibrator.path, 'fit', 'window'].join('.'),
    'no date of the schedule has a whole window of scores before it',
    {
      found: `scores from ${isoOf(scored.from)} to ${isoOf(time[rows - 1] + interval_ms)}`,
      hint: 'widen data.range, or shorten the window',
    },
  );
}

function foldTerm({ index, times, calibrate, test }: FoldRows): Term {
  return {
    name: foldName(index),
    fold: index,
    fit: calibrate,
    boundary: test.from,
    apply: test,
    window: times.calibrate,
  };
}

/** Terms whose whole window lies within the scores; the last may begin where the data end, to be applied later. */
function rollingTerms(
  { window, every }: { readonly window: Period; readonly every: Period },
  { bars, from }: Scored,
): Term[] {
  const { time, rows, interval_ms } = bars;
  const end = time[rows - 1] + interval_ms;
  const dates = scheduleOf(every, interval_ms);
  const terms: Term[] = [];
  for (let k = dates.before(from); dates.at(k) <= end; k++) {
    const [begins, ends] = [dates.at(k), dates.at(k + 1)];
    const opens = addPeriods(begins, window, -1, interval_ms);
    if (opens < from) continue;
    const row = rowAt(time, begins);
    const fit = { from: rowAt(time, opens), to: row };
    terms.push({
      name: termName(begins),
      fit,
      boundary: row,
      apply: { from: row, to: rowAt(time, ends) },
      window: { from: opens, to: begins },
    });
  }
  return terms;
}

/** Dates on the calendar's own grid, whatever the data begin with, so that a term is the same in any run. */
export function scheduleOf(
  every: Period,
  interval_ms: number,
): { at(k: number): number; before(time: number): number } {
  if ('months' in every) {
    const longest = every.months * 31 * 86_400_000;
    return { at: (k) => addMonths(0, k * every.months), before: (time) => Math.floor(time / longest) };
  }
  const step = 'ms' in every ? every.ms : every.bars * interval_ms;
  return { at: (k) => k * step, before: (time) => Math.floor(time / step) };
}

function termName(begins: number): string {
  const iso = isoOf(begins);
  return /^\d{4}-\d{2}-01$/.test(iso) ? iso.slice(0, 7) : iso.replaceAll(':', '');
}

/** Time from which a model has out-of-sample scores: the first test window, or all the time that is asked for. */
export function scoredFrom({ data }: ResolvedSpec, { time }: Bars, folds: readonly FoldRows[]): number {
  if (folds.length > 0) return folds[0].times.test.from;
  return Math.min(data.range.from ?? time[0], time[0]);
}

/** Test windows, or everything where there are none; never before all rolling calibrators have their first fit. */
export function tradedRows(
  { calibrators }: ResolvedSpec,
  { rows }: Bars,
  folds: readonly FoldRows[],
  terms: ReadonlyMap<string, readonly Term[]>,
): Range {
  const whole =
    folds.length === 0 ? { from: 0, to: rows } : { from: folds[0].test.from, to: (folds.at(-1) as FoldRows).test.to };
  const firsts = calibrators
    .filter((c) => fitOf(c).type === 'rolling')
    .map(({ name }) => (terms.get(name) as readonly Term[])[0].apply.from);
  return { from: Math.min(Math.max(whole.from, ...firsts), whole.to), to: whole.to };
}
