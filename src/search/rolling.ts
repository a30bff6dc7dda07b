import { addPeriods, isoOf } from '../core/calendar.ts';
import { compound, maxDepth, sharpe, totalReturn } from '../evaluation/_stats/index.ts';
import { Refusal, refuse } from '../core/problem.ts';
import { rowAt } from '../runner/plan.ts';
import { openStudy } from './journal.ts';
import type { SweepRequest } from './sweep.ts';
import { runSweep, winnerOf } from './sweep.ts';
import { structuralParams } from './trial.ts';
import type { TrialBase } from './trial.ts';
import type { TrialReply } from './trial-worker.ts';
import type { Params } from './types.ts';

/** A segment of the split, traded with what won on the window before it. Times are epoch ms, half-open. */
export interface RollingSegment {
  readonly from: number;
  readonly to: number;
  /** Of its own search; null where no trial was complete and feasible: nothing is traded then. */
  readonly trial: number | null;
  readonly params: Params | null;
  /** First objective on the window before, and in the segment; null where it is withheld. */
  readonly before: number | null;
  readonly value: number | null;
}

/** Out-of-sample result of one way to choose parameters, over the same segments. */
export interface Stitched {
  readonly name: 'chosen before each segment' | 'best of the whole sweep' | 'spec as written';
  /** Of daily returns, per 365 days; null where not defined. */
  readonly sharpe: number | null;
  readonly total_return: number;
  readonly max_drawdown: number;
  readonly days: number;
}

export interface Rolling {
  readonly segments: readonly RollingSegment[];
  /** Segments at the start that have no whole window before them. */
  readonly skipped: number;
  readonly stitched: readonly Stitched[];
}

export interface RollingRequest extends Omit<SweepRequest, 'journal' | 'onTrial'> {
  /** Journal of the segments' studies. */
  readonly file: string;
  /** Of the whole sweep. */
  readonly best: Params | undefined;
  readonly onSegment?: (done: number, all: number) => void;
}

/**
 * Searches anew before every test window, on the `window` of traded rows that ends where it begins, and trades the winner
 * in it: nothing of a segment enters the choice for it. Each segment starts flat, signals and gates with the history before
 * it. Next to that the same segments with the best parameters of the whole sweep, which were chosen on these very rows, and
 * with the spec as written.
 */
export async function runRolling(request: RollingRequest): Promise<Rolling> {
  const { probe, study, base, best, file } = request;
  const usable = usableSegments(request);
  const segments: RollingSegment[] = [];
  const days: { readonly [name in Stitched['name']]: Float64Array[] } = {
    'chosen before each segment': [],
    'best of the whole sweep': [],
    'spec as written': [],
  };
  for (const { from, to, past } of usable) {
    const journal = openStudy(file, {
      name: `${probe.spec.name} before ${isoOf(from)}`,
      objectives: study.objectives,
      space: study.space,
    });
    const own = { ...base, from: past, to: from };
    const trials = await runSweep({ ...request, base: own, study: { ...study, pruner: undefined }, journal });
    if (trials.length < study.trials) break; // interrupted
    const won = winnerOf(trials);
    const rows = { ...base, from, to };
    const chosen = won === undefined ? undefined : await traded(request, rows, won.params);
    segments.push({
      from,
      to,
      trial: won?.index ?? null,
      params: won?.params ?? null,
      before: won?.values?.[0] ?? null,
      value: objectiveOf(chosen, study.objectives[0].metric),
    });
    const written = await traded(request, rows, {});
    const flat = new Float64Array(written.whole?.daily.length ?? 0);
    days['chosen before each segment'].push(chosen?.whole?.daily ?? flat);
    days['spec as written'].push(written.whole?.daily ?? flat);
    if (best !== undefined) {
      const constant = await traded(request, rows, best);
      days['best of the whole sweep'].push(constant.whole?.daily ?? flat);
    }
    request.onSegment?.(segments.length, usable.length);
  }
  const names = Object.keys(days) as Stitched['name'][];
  const stitched = names.filter((name) => days[name].length > 0).map((name) => stitch(name, days[name]));
  return { segments, skipped: segmentsOf(request).length - usable.length, stitched };
}

interface Span {
  readonly from: number;
  readonly to: number;
  /** Begin of the window before it; undefined where that is not traded as a whole. */
  readonly past: number | undefined;
}

type Asked = Pick<RollingRequest, 'probe' | 'study' | 'base'>;

/** Segments with a whole window of traded rows before them; refuses where there is none. */
export function usableSegments(asked: Asked): readonly (Span & { readonly past: number })[] {
  const usable = segmentsOf(asked).flatMap((span) => (span.past === undefined ? [] : [{ ...span, past: span.past }]));
  if (usable.length === 0) throw noSegment(asked);
  return usable;
}

function segmentsOf({ probe, study, base }: Asked): readonly Span[] {
  const { plan } = probe;
  const { time, interval_ms } = plan.bars;
  const first = Math.max(base.from, time[plan.traded.from]);
  return plan.folds.flatMap(({ times }) => {
    const [from, to] = [Math.max(times.test.from, first), Math.min(times.test.to, base.to)];
    if (from >= to || rowAt(time, from) >= rowAt(time, to)) return [];
    const begins = addPeriods(from, study.window ?? { months: 0 }, -1, interval_ms);
    return [{ from, to, past: begins >= first ? begins : undefined }];
  });
}

function noSegment({ probe, base }: Asked): Refusal {
  const message = 'no test window has a whole window of traded rows before it';
  const problem = refuse('SPEC_CONFLICT', 'search.fit.window', message, {
    found: `${probe.plan.folds.length} test windows from ${isoOf(base.from)} to ${isoOf(base.to)}`,
    hint: 'shorten the window, or widen data.range',
  });
  return new Refusal(problem.problems, 2);
}

function traded({ pool, probe, study }: RollingRequest, base: TrialBase, params: Params): Promise<TrialReply> {
  const common = { rule: undefined, objective: study.objectives[0], folds: [], before: [], whole: true };
  return pool.run({ ...common, base, structural: structuralParams(probe, params), params }, {});
}

const objectiveOf = (reply: TrialReply | undefined, metric: string): number | null =>
  reply?.whole?.metrics.find(({ name }) => name === metric)?.value ?? null;

/** Daily returns laid end to end. */
function stitch(name: Stitched['name'], parts: readonly Float64Array[]): Stitched {
  const daily = Float64Array.from(parts.flatMap((part) => [...part]));
  const curve = compound(daily);
  const ratio = sharpe(daily, 365);
  return {
    name,
    sharpe: Number.isFinite(ratio) ? ratio : null,
    total_return: totalReturn(curve),
    max_drawdown: maxDepth(curve),
    days: daily.length,
  };
}
