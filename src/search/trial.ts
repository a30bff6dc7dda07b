import type { Range } from '../core/artifacts.ts';
import { Refusal } from '../core/problem.ts';
import { scoreMetrics } from '../evaluation/scores.ts';
import type { Metric } from '../evaluation/metrics.ts';
import type { Environment } from '../runner/compute.ts';
import { computePlan } from '../runner/compute.ts';
import type { Opened } from '../runner/open.ts';
import { openExperiment } from '../runner/open.ts';
import { rowAt } from '../runner/plan.ts';
import { specDigest, upstreamDigest } from '../runner/spec-digest.ts';
import { recipesOf } from '../runner/recipes.ts';
import { judgedScore, qualityOf } from '../runner/qualities.ts';
import { storedNodes } from '../runner/run.ts';
import { scoreColumn, stitchScores } from '../runner/stitch.ts';
import { precomputedInputs } from '../runner/strategy.ts';
import type { ResolvedSpec } from '../spec/types.ts';
import { patchSpec } from './patch.ts';
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
  /** Digest of the run that this trial is. */
  readonly digest: string;
  readonly metrics: readonly Metric[];
  readonly daily: Float64Array;
  /** Metrics of each fold's test rows, in the order asked for. */
  readonly folds: readonly (readonly Metric[])[];
}

/** What trials share that differ only in numbers of their strategy side: one plan, one set of scores. */
export interface TrialGroup {
  readonly opened: Opened;
  evaluate(params: Params, folds: readonly number[]): TrialNumbers;
  /** Metrics of one fold's test rows. */
  foldMetrics(params: Params, fold: number): readonly Metric[];
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

/** Computes (or reads) what the group's trials share. With `folds`, only those folds' fits and scores. */
export async function computeGroup(
  base: TrialBase,
  opened: Opened,
  environment: Environment,
  folds?: readonly number[],
): Promise<TrialGroup> {
  const { plan, lookup } = opened;
  const wanted = folds === undefined ? undefined : new Set(folds);
  const targets = storedNodes(plan).filter(
    (id) => wanted === undefined || wanted.has(plan.byId.get(id)?.fold ?? folds?.[0] ?? 0),
  );
  const computed = await computePlan(plan, targets, environment);
  const chosen = wanted === undefined ? plan.folds : plan.folds.filter((fold) => wanted.has(fold.index));
  const scores = stitchScores(plan, computed, chosen);
  const trader = createTrader(
    opened,
    precomputedInputs(plan, computed, (name) => scoreColumn(plan, scores, name)),
  );
  const range = rowsOf(opened, base);
  const judged = folds === undefined ? judgedScore(plan, computed, scores) : undefined;
  const quality =
    judged === undefined ? undefined : await qualityOf(plan, judged.name, { computed, scores, range, environment });
  const upstream = upstreamDigest(plan.spec, plan.recipes);
  return {
    opened,
    evaluate(params, order) {
      const spec = patchedSpec(opened, params);
      const digest = specDigest(spec, recipesOf(spec, lookup, { base: plan.recipes }), upstream);
      const { metrics, daily } = trader.trade(spec, range);
      const perFold = order.map((fold) => foldOf(trader, opened, spec, fold, range));
      return {
        digest,
        metrics: [...(quality === undefined ? [] : scoreMetrics(quality)), ...metrics],
        daily,
        folds: perFold,
      };
    },
    foldMetrics: (params, fold) => foldOf(trader, opened, patchedSpec(opened, params), fold, range),
  };
}

function foldOf(trader: Trader, { plan }: Opened, spec: ResolvedSpec, fold: number, range: Range): readonly Metric[] {
  const { test } = plan.folds[fold];
  const rows = { from: Math.max(test.from, range.from), to: Math.min(test.to, range.to) };
  return rows.to > rows.from ? trader.trade(spec, rows).metrics : [];
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
