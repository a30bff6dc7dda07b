import type { NodeKind } from '../runner/plan.ts';
import { nthValue, sizeOf } from './_domain.ts';
import type { Study } from './study.ts';
import { openGroup } from './trial.ts';
import type { TrialBase } from './trial.ts';
import type { Params, SearchParam } from './types.ts';
import { writtenOf } from './space.ts';

/** What a sweep will compute. `exact` = every plan of the space was looked at; else the counts are those of the base alone. */
export interface Forecast {
  readonly trials: number;
  readonly plans: number;
  readonly exact: boolean;
  /** Searched paths that reach into the plan; the rest is traded over the same scores. */
  readonly upstream: readonly string[];
  readonly missing: ReadonlyMap<NodeKind, number>;
}

const MOST_PLANS = 64;
const STRATEGY = /^(signals|gates|portfolio|execution|evaluation)\b/;

/** Nodes that are not in the store, over all plans that the space can ask for: each counted once. */
export async function forecastOf(base: TrialBase, study: Study): Promise<Forecast> {
  const upstream = study.space.params.filter(({ path }) => !STRATEGY.test(path));
  const combinations = combine(upstream);
  const exact = combinations !== undefined && combinations.length <= MOST_PLANS;
  const keys = new Map<string, NodeKind>();
  for (const params of exact ? combinations : [{}]) {
    const opened = await openGroup(base, params, {}).catch(() => undefined);
    if (opened === undefined) continue;
    for (const { key, kind } of opened.plan.nodes) {
      if (kind !== 'bars' && kind !== 'simulation' && kind !== 'evaluation' && opened.store?.has(key) !== true) keys.set(key, kind);
    }
    opened.store?.close();
  }
  const missing = new Map<NodeKind, number>();
  for (const kind of keys.values()) missing.set(kind, (missing.get(kind) ?? 0) + 1);
  return { trials: study.trials, plans: exact ? combinations.length : 0, exact, upstream: upstream.map(({ path }) => path), missing };
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

