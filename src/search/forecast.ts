import type { NodeKind } from '../runner/plan.ts';
import type { Opened } from '../runner/open.ts';
import { usableSegments } from './rolling.ts';
import { nthValue, sizeOf } from './_domain.ts';
import { writtenOf } from './space.ts';
import type { Study } from './study.ts';
import { openGroup, structuralParams } from './trial.ts';
import type { TrialBase } from './trial.ts';
import type { Params, SearchParam } from './types.ts';

/** What a sweep will compute. */
export interface Forecast {
  readonly trials: number;
  /** Plans that were looked at. */
  readonly plans: number;
  /** `exact`: every trial's plan is known. `most`: every plan that a trial may ask for. `base`: too many; the base alone. */
  readonly counts: 'exact' | 'most' | 'base';
  /** Searched paths that reach into the plan; the rest is traded over the same scores. */
  readonly upstream: readonly string[];
  readonly missing: ReadonlyMap<NodeKind, number>;
  /** Segments that are searched anew (`fit: rolling`), and the trials of all of them, beside `trials`. */
  readonly rolling: { readonly segments: number; readonly trials: number } | undefined;
}

const MOST_PLANS = 64;
const STRATEGY = /^(signals|gates|portfolio|execution|evaluation)\b/;

/** Nodes that are not in the store, over all plans that the sweep asks for: each counted once. Refuses a rolling fit without a segment. */
export async function forecastOf(base: TrialBase, study: Study, probe: Opened): Promise<Forecast> {
  const segments = study.window === undefined ? undefined : usableSegments({ base, study, probe }).length;
  const upstream = study.space.params.filter(({ path }) => !STRATEGY.test(path));
  const certain = upstream.length === 0 ? [{}] : study.sampler.looksBack ? undefined : suggestedPlans(study, probe);
  const plans = certain ?? combine(upstream);
  const keys = new Map<string, NodeKind>();
  for (const params of plans ?? [{}]) {
    const opened = await openGroup(base, params, {}).catch(() => undefined); // its trials will be infeasible
    if (opened === undefined) continue;
    for (const { key, kind } of opened.plan.nodes) {
      if (kind !== 'bars' && kind !== 'simulation' && kind !== 'evaluation' && opened.store?.has(key) !== true)
        keys.set(key, kind);
    }
    opened.store?.close();
  }
  const missing = new Map<NodeKind, number>();
  for (const kind of keys.values()) missing.set(kind, (missing.get(kind) ?? 0) + 1);
  const counts = certain !== undefined ? 'exact' : plans !== undefined ? 'most' : 'base';
  return {
    trials: study.trials,
    plans: plans?.length ?? 0,
    counts,
    upstream: upstream.map(({ path }) => path),
    missing,
    rolling: segments === undefined ? undefined : { segments, trials: segments * study.trials },
  };
}

/** Plans of all trials, for a sampler that looks at no result; undefined where they are too many to be looked at. */
function suggestedPlans({ sampler, trials }: Study, probe: Opened): readonly Params[] | undefined {
  const found = new Map<string, Params>();
  for (let k = 0; k < trials; k++) {
    const structural = structuralParams(probe, sampler.suggest(k, []));
    found.set(JSON.stringify(structural), structural);
    if (found.size > MOST_PLANS) return undefined;
  }
  return [...found.values()];
}

/** All combinations of the values of some parameters, conditions apart; undefined where one has too many. */
function combine(params: readonly SearchParam[]): readonly Params[] | undefined {
  let all: Params[] = [{}];
  for (const param of params) {
    const size = sizeOf(param.domain);
    if (size > MOST_PLANS) return undefined;
    const values = Array.from({ length: size }, (_, i) => nthValue(param.domain, i));
    all = all.flatMap((before) => values.map((value) => ({ ...before, [param.path]: writtenOf(param, value) })));
    if (all.length > MOST_PLANS) return undefined;
  }
  return all;
}
