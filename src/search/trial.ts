import type { Range } from '../core/artifacts.ts';
import { Refusal } from '../core/problem.ts';
import { scoreMetrics } from '../evaluation/scores.ts';
import type { Metric } from '../evaluation/metrics.ts';
import type { Computed, Environment } from '../runner/compute.ts';
import { computePlan } from '../runner/compute.ts';
import type { Opened } from '../runner/open.ts';
import { openExperiment } from '../runner/open.ts';
import { rowAt } from '../runner/plan.ts';
import { specDigest, upstreamDigest } from '../runner/spec-digest.ts';
import { recipesOf } from '../runner/recipes.ts';
import { judgedScore, qualityOf } from '../runner/qualities.ts';
import { storedNodes } from '../runner/run.ts';
import type { Member } from '../runner/panel.ts';
import { judgedScores, pooledScores } from '../runner/pooled.ts';
import { scoreColumn, scoresOf, stitchPanel } from '../runner/stitch.ts';
import type { Scores } from '../runner/stitch.ts';
import { precomputedInputs } from '../runner/strategy.ts';
import type { Inputs } from '../runner/strategy.ts';
import type { ResolvedSpec } from '../spec/types.ts';
import { patchSpec } from './patch.ts';
import { createPanelTrader } from './panel-trader.ts';
import { createTrader } from './trader.ts';
import type { Trader } from './trader.ts';
import type { Params, Scalar } from './types.ts';

/** Where a trial starts from: the spec, what the user has set, and the rows that all trials are judged on. */
export interface TrialBase {
  readonly file: string;
  readonly sets: readonly string[];
  readonly folder?: string | undefined;
  /** Epoch ms, half-open. */
  readonly from: number;
  readonly to: number;
}

export interface TrialNumbers {
  readonly metrics: readonly Metric[];
  readonly daily: Float64Array;
}

/** What trials share that differ only in numbers of their strategy side: one plan, one set of scores. */
export interface TrialGroup {
  /** Digest of the run that a trial is. */
  digest(params: Params): string;
  whole(params: Params): Promise<TrialNumbers>;
  /**
   * Metrics of one fold's test rows, traded as if there were no others: gates and account start at its first bar, the
   * scores of other folds are not known. So they do not depend on which other folds have been fitted.
   */
  fold(params: Params, fold: number): Promise<readonly Metric[]>;
}

export const setsOf = (params: Params): readonly string[] =>
  Object.entries(params).map(([path, value]) => `${path}=${JSON.stringify(value)}`);

/** The part of a trial's parameters that needs a plan of its own. `probe` is any resolved spec of the search. */
export function structuralParams({ spec, lookup }: Opened, params: Params): Params {
  return Object.fromEntries(
    Object.entries(params).filter(([path, value]) => patchSpec(spec, lookup, path, value) === undefined),
  );
}

/** Opens the plan of a group; numbers of the strategy side are those of the base until a trial patches them. */
export function openGroup(base: TrialBase, structural: Params, options: { readonly cache?: boolean }): Promise<Opened> {
  return openExperiment(base.file, { set: [...base.sets, ...setsOf(structural)], ...options, folder: base.folder });
}

/** Nodes that a trial of the group reads; with `fold`, for that fold alone. */
export function neededNodes({ plan }: Opened, fold?: number): readonly string[] {
  return storedNodes(plan).filter((id) => fold === undefined || (plan.byId.get(id)?.fold ?? fold) === fold);
}

/** What the trials of a group share is computed, or read, when the first of them asks for it. */
export function trialGroup(base: TrialBase, opened: Opened, environment: Environment): TrialGroup {
  const { plan, lookup } = opened;
  const range = rowsOf(opened, base);
  const upstream = upstreamDigest(plan.spec, plan.recipes, plan.panel);
  const folds = new Map<number, Promise<Trader>>();
  let shared: Promise<Whole> | undefined;
  const whole = (): Promise<Whole> => (shared ??= openWhole(opened, range, environment));
  let last: { readonly params: Params; readonly spec: ResolvedSpec } | undefined;
  const patched = (params: Params): ResolvedSpec => {
    if (last?.params !== params) last = { params, spec: patchedSpec(opened, params) };
    return last.spec;
  };
  return {
    digest(params) {
      const spec = patched(params);
      return specDigest(spec, recipesOf(spec, lookup, { base: plan.recipes }), upstream);
    },
    async whole(params) {
      const { trader, quality } = await whole();
      const { metrics, daily } = trader.trade(patched(params), range);
      return { metrics: [...quality, ...metrics], daily };
    },
    async fold(params, fold) {
      const { test } = plan.folds[fold];
      const rows = { from: Math.max(test.from, range.from), to: Math.min(test.to, range.to) };
      if (rows.to <= rows.from) return [];
      const isThere = shared !== undefined || isStored(opened);
      const trader =
        folds.get(fold) ?? openFold(opened, { fold, rows, environment, whole: isThere ? whole() : undefined });
      if (isThere) folds.set(fold, trader); // else its columns are read for this fold alone
      return (await trader).trade(patched(params), rows).metrics;
    },
  };
}

/** Whether the store holds all that a group's trials share. */
export function isStored(opened: Opened): boolean {
  return neededNodes(opened).every((id) => opened.store?.has(opened.plan.byId.get(id)?.key ?? '') === true);
}

interface Whole {
  readonly computed: Computed;
  /** Of each symbol, on its own rows. */
  readonly own: readonly Scores[];
  readonly trader: Trader;
  readonly quality: readonly Metric[];
}

async function openWhole(opened: Opened, range: Range, environment: Environment): Promise<Whole> {
  const { plan } = opened;
  const computed = await computePlan(plan, neededNodes(opened), environment);
  const own = stitchPanel(plan, computed);
  const scores = pooledScores(plan, own);
  const inputsOf = (member: Member): Inputs =>
    precomputedInputs(plan, computed, scoresOf(plan, own[member.index], scores), member);
  const trader = traderOf(opened, inputsOf, { from: 0, to: plan.bars.rows }, plan.traded);
  const judged = judgedScores(plan, scores);
  const score = judgedScore(plan, computed, judged);
  if (score === undefined) return { computed, own, trader, quality: [] };
  const quality = await qualityOf(plan, score.name, { computed, scores: judged, range, environment });
  return { computed, own, trader, quality: scoreMetrics(quality) };
}

/** Several symbols, and a schedule, are traded over a panel. */
function traderOf(opened: Opened, inputsOf: (member: Member) => Inputs, rows: Range, traded: Range): Trader {
  const { panel, spec } = opened.plan;
  if (panel.several || spec.portfolio.rebalance !== undefined) return createPanelTrader(opened, inputsOf, traded);
  return createTrader(opened, inputsOf(panel.members[0]), rows, traded);
}

interface OneFold {
  readonly fold: number;
  readonly rows: Range;
  readonly environment: Environment;
  /** Of all folds, where they are there. */
  readonly whole: Promise<Whole> | undefined;
}

async function openFold(opened: Opened, { fold, rows, environment, whole }: OneFold): Promise<Trader> {
  const { plan } = opened;
  const computed =
    whole === undefined ? await computePlan(plan, neededNodes(opened, fold), environment) : (await whole).computed;
  const scores = whole === undefined ? stitchPanel(plan, computed, [plan.folds[fold]]) : (await whole).own;
  const pooled = pooledScores(plan, scores);
  const all = plan.panel.pooled().range(rows);
  const inputsOf = (member: Member): Inputs => {
    const part = member.range(rows);
    const own = (name: string): Float64Array => within(scoreColumn(plan, scores[member.index], name), part);
    const others = (name: string): Float64Array => within(scoreColumn(plan, pooled, name), all);
    return precomputedInputs(plan, computed, { own, pooled: others }, member, fold);
  };
  return traderOf(opened, inputsOf, rows, rows);
}

/** NaN outside a range. */
function within(column: Float64Array, { from, to }: Range): Float64Array {
  const out = new Float64Array(column.length).fill(NaN);
  out.set(column.subarray(from, to), from);
  return out;
}

function rowsOf({ plan }: Opened, { from, to }: TrialBase): Range {
  const { time } = plan.bars;
  return { from: Math.max(plan.traded.from, rowAt(time, from)), to: Math.min(plan.traded.to, rowAt(time, to)) };
}

/** The group's spec with a trial's numbers, checked as `check` would: a trial whose spec does not stand is infeasible. */
function patchedSpec({ spec, lookup }: Opened, params: Params): ResolvedSpec {
  let patched = spec;
  for (const [path, value] of Object.entries(params))
    patched = patchSpec(patched, lookup, path, value as Scalar) ?? patched;
  const nodes = [
    ...patched.signals,
    ...patched.gates,
    patched.portfolio.sizing,
    ...(patched.portfolio.select === undefined ? [] : [patched.portfolio.select]),
    ...patched.portfolio.limits,
    patched.execution,
  ];
  const problems = nodes.flatMap(({ component, values, path }) =>
    (component.check?.(values as never) ?? []).map(({ key, message }) => ({
      code: 'SPEC_CONFLICT' as const,
      path: [...path, key],
      message,
    })),
  );
  if (problems.length > 0) throw new Refusal(problems, 2);
  return patched;
}
