import type { Range } from '../core/artifacts.ts';
import { isoOf } from '../core/calendar.ts';
import { Refusal } from '../core/problem.ts';
import type { Problem } from '../core/problem.ts';
import type { Metric } from '../evaluation/metrics.ts';
import { scoreMetrics } from '../evaluation/scores.ts';
import type { ScoreQuality } from '../evaluation/scores.ts';
import type { SimulationColumns, SimulationResult } from '../execution/_simulator/types.ts';
import type { UnitRecord } from '../execution/_simulator/vectorized.ts';
import { tradedBeside } from './beside.ts';
import type { Beside } from './beside.ts';
import type { Computed, Environment } from './compute.ts';
import { computePlan } from './compute.ts';
import { simulateLive } from './live.ts';
import { located } from './located.ts';
import type { Opened } from './open.ts';
import { rowAt } from './plan.ts';
import { judgedScores, pooledScores } from './pooled.ts';
import type { Plan } from './plan.ts';
import { judgedScore, qualitiesOf } from './qualities.ts';
import { segmentsOf } from './segments.ts';
import type { Learnt } from './signal-fit.ts';
import type { SegmentFacts } from '../report/input.ts';
import type { Scores } from './stitch.ts';
import { scoresOf, stitchPanel } from './stitch.ts';
import type { Member } from './panel.ts';
import { panelColumns } from './panel-columns.ts';
import type { PanelColumns } from './panel-columns.ts';
import { bindStrategy, precomputedInputs } from './strategy.ts';
import type { Inputs, Strategy } from './strategy.ts';
import { accountRecord, refuseLive, tradeTargetFirst } from './trade.ts';
import type { Traded } from './trade.ts';
import { tradePlan } from './trade-plan.ts';
import { metricsOf, tradePanelTargetFirst } from './trade-panel.ts';
import { refuseConstantScores, refuseUnknownFeatures } from './usable.ts';

export interface RunRequest {
  readonly feed: 'precomputed' | 'live';
  /** Trade only bars that open in this part of the test windows (epoch ms, half-open). */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Overrides of the spec, `--set` and what flags stand for; said in run.json. */
  readonly sets?: readonly string[];
}

/** Everything a run has found; `results.ts` writes it. */
export interface RunOutcome {
  readonly plan: Plan;
  readonly computed: Computed;
  readonly strategy: Strategy;
  /** Columns over the pooled rows of all symbols: of one symbol its own rows. */
  readonly scores: Scores;
  /** The same where they are judged: NaN for symbols that `evaluation.symbols` leaves out. */
  readonly judged: Scores;
  /** The same of each symbol, on its own rows. */
  readonly symbolScores: readonly Scores[];
  readonly panel: PanelColumns;
  /** What the one symbol is traded on; undefined where there are several. */
  readonly columns: SimulationColumns | undefined;
  /** Weights that signals have learnt on the way. */
  readonly learnt: readonly Learnt[];
  /** Traded rows of the time grid. */
  readonly range: Range;
  /** Equity by row of the time grid. */
  readonly result: SimulationResult;
  /** Returns of a position by the bar, where whole columns were traded at once. */
  readonly unit: UnitRecord | undefined;
  /** What could have been traded instead, where a signal looks ahead. */
  readonly beside: Beside | undefined;
  /** The same rules with the target first where stop and target lie in one bar: the other end of the ambiguity band. */
  readonly optimistic: SimulationResult;
  readonly metrics: readonly Metric[];
  readonly qualities: readonly ScoreQuality[];
  readonly segments: readonly SegmentFacts[];
}

/** Runs the plan from data to metrics. Trading is one continuous simulation over the stitched test windows. */
export function runPlan(opened: Opened, request: RunRequest, environment: Environment): Promise<RunOutcome> {
  return located(opened.spec, () => runLocated(opened, request, environment));
}

async function runLocated(
  { plan, lookup }: Opened,
  request: RunRequest,
  environment: Environment,
): Promise<RunOutcome> {
  const range = slice(plan, request);
  const strategy = bindStrategy(plan, lookup);
  if (request.feed === 'live') refuseLive(plan, strategy);
  const computed = await computePlan(plan, storedNodes(plan), environment);
  refuseUnknownFeatures(plan, computed);
  const symbolScores = stitchPanel(plan, computed);
  refuseConstantScores(plan, symbolScores);
  const scores = pooledScores(plan, symbolScores);
  const judged = judgedScores(plan, scores);
  const judging = qualitiesOf(plan, { computed, scores: judged, range, environment });
  judging.catch(() => {}); // awaited below, unless trading fails first
  const inputsOf = (member: Member): Inputs =>
    precomputedInputs(plan, computed, scoresOf(plan, symbolScores[member.index], scores), member);
  const panel = panelColumns(plan, strategy, inputsOf);
  const columns = plan.panel.several ? undefined : panel.symbols[0].columns;
  const traded: Traded =
    request.feed === 'live'
      ? { result: simulateLive(plan, strategy, computed, range), unit: undefined }
      : tradePlan(plan, strategy, panel, range);
  const { result } = traded;
  const optimistic =
    columns === undefined
      ? tradePanelTargetFirst(plan, strategy, panel, range, result)
      : tradeTargetFirst(strategy, columns, range, traded);
  const qualities = await judging;
  const score = judgedScore(plan, computed, judged);
  const quality = qualities.find((q) => q.name === score?.name);
  const metrics = [
    ...(quality === undefined ? [] : scoreMetrics(quality)),
    ...(range.to > range.from ? metricsOf(accountRecord(plan, traded, range), result.portfolio, panel) : []),
  ];
  const beside = tradedBeside(plan, lookup, inputsOf, range);
  const segments = segmentsOf({ plan, result, judged: score });
  const learnt = panel.symbols.flatMap(({ symbol, learnt: own }) =>
    plan.panel.several ? own.map((one) => ({ ...one, signal: `${one.signal}/${symbol}` })) : own,
  );
  const found = { computed, scores, judged, symbolScores, learnt, metrics, qualities, segments };
  const { unit } = traded;
  return { plan, strategy, panel, columns, range, result, unit, beside, optimistic, ...found };
}

/** Everything that is stored: what a run reads, and what its lock states although a cached fit no longer needs it. */
export function storedNodes(plan: Plan): readonly string[] {
  return plan.nodes
    .filter(({ kind }) => kind !== 'bars' && kind !== 'simulation' && kind !== 'evaluation')
    .map(({ id }) => id);
}

function slice({ bars, traded }: Plan, { from, to }: RunRequest): Range {
  const { time } = bars;
  const first = from === undefined ? traded.from : Math.max(traded.from, rowAt(time, from));
  const end = to === undefined ? traded.to : Math.min(traded.to, rowAt(time, to));
  if (first < end) return { from: first, to: end };
  const problem: Problem = {
    code: 'USAGE',
    path: [],
    message: 'no traded bar lies between --from and --to',
    expected: `a part of ${isoOf(time[traded.from])} .. ${isoOf(time[traded.to - 1] + bars.interval_ms)}`,
    found: `${from === undefined ? '' : isoOf(from)} .. ${to === undefined ? '' : isoOf(to)}`,
  };
  throw new Refusal([problem], 2);
}
