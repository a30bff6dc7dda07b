import type { Period } from '../core/params.ts';
import { Refusal, refuse } from '../core/problem.ts';
import { parseFraction, parsePeriod } from '../core/units.ts';
import type { JsonValue } from '../core/artifacts.ts';
import { looksAhead } from '../runner/beside.ts';
import type { Opened } from '../runner/open.ts';
import type { ResolvedSpec } from '../spec/types.ts';
import { ashaPruner, hyperbandPruner, medianPruner, wilcoxonPruner } from './pruner.ts';
import type { HalvingOptions, MedianOptions, WilcoxonOptions } from './pruner.ts';
import { gridSampler, gridSize } from './samplers/grid.ts';
import { randomSampler } from './samplers/random.ts';
import { sobolSampler } from './samplers/sobol.ts';
import { cmaSampler } from './samplers/cma.ts';
import type { CmaOptions } from './samplers/cma.ts';
import { tpeSampler } from './samplers/tpe.ts';
import type { TpeOptions } from './samplers/tpe.ts';
import type { SpaceEntries } from './space.ts';
import { spaceOf } from './space.ts';
import type { Bound, Constraints, Direction, Objective, Pruner, Sampler, Space } from './types.ts';

/** What a spec's `search` block asks for, with its components. */
export interface Study {
  readonly space: Space;
  readonly entries: SpaceEntries;
  readonly sampler: Sampler;
  readonly pruner: Pruner | undefined;
  readonly objectives: readonly Objective[];
  readonly constraints: Constraints;
  readonly trials: number;
  /** Trial k is suggested from trials up to k - batch. */
  readonly batch: number;
  /** How much of the past each segment's own choice looks at, with `fit: rolling`. */
  readonly window: Period | undefined;
  /** The block as far as it decides what a trial is: all but the number of trials. */
  readonly settings: { readonly [key: string]: JsonValue };
}

interface SearchBlock {
  readonly trials?: number;
  readonly sampler: { readonly type: string; readonly batch?: number } & TpeOptions & CmaOptions;
  readonly fit?: { readonly type: 'global' } | { readonly type: 'rolling'; readonly window: unknown };
  readonly pruner?: { readonly type: string; readonly enabled?: boolean } & Partial<
    MedianOptions & WilcoxonOptions & HalvingOptions
  >;
  readonly objectives: { readonly [metric: string]: Direction };
  readonly constraints?: { readonly [metric: string]: { readonly min?: unknown; readonly max?: unknown } };
  readonly space: SpaceEntries;
}

const BATCH = 8;
const WHOLE: ReadonlySet<string> = new Set(['span', 'integer']);

export interface StudyOptions {
  readonly trials?: number | undefined;
  readonly sampler?: string | undefined;
}

export function studyOf({ spec, plan }: Pick<Opened, 'spec' | 'plan'>, options: StudyOptions = {}): Study {
  if (spec.search === undefined) {
    const problem = refuse('SPEC_MISSING_KEY', 'search', 'the spec says nothing of a search', {
      hint: 'search: { trials, sampler, objectives, space }',
    });
    throw new Refusal(problem.problems, 2);
  }
  refuseAhead(spec);
  const block = spec.search as unknown as SearchBlock;
  const space = spaceOf(block.space, (path) => WHOLE.has(spec.searched.get(path) ?? ''));
  const type = options.sampler ?? block.sampler.type;
  const trials = options.trials ?? block.trials ?? (type === 'grid' ? gridSize(space) : 100);
  const folds = plan.folds.length;
  const batch = block.sampler.batch ?? BATCH;
  const { trials: _, ...rest } = block;
  return {
    space,
    entries: block.space,
    sampler: samplerOf(type, space, spec.seed, { ...block.sampler, batch, trials }),
    pruner: block.pruner === undefined || block.pruner.enabled === false ? undefined : prunerOf(block.pruner, folds),
    objectives: Object.entries(block.objectives).map(([metric, direction]) => ({ metric, direction })),
    constraints: Object.fromEntries(
      Object.entries(block.constraints ?? {}).map(([metric, bound]) => [metric, boundOf(bound)]),
    ),
    trials,
    batch,
    window: block.fit?.type === 'rolling' ? periodOf(block.fit.window, spec.data.interval_ms) : undefined,
    settings: JSON.parse(JSON.stringify({ ...rest, sampler: { ...rest.sampler, type } })) as Study['settings'],
  };
}

/** A trial is chosen to be traded: no signal may rank against scores that are made later, written or searched. */
function refuseAhead(spec: ResolvedSpec): void {
  const entries = Object.entries((spec.search as unknown as SearchBlock).space);
  const searched = entries.flatMap(([path, { choices = [] }]) =>
    spec.signals
      .filter(({ name }) => path === `signals.${name}.scope`)
      .flatMap((node) => choices.filter((scope) => looksAhead(node, { scope })).map(() => `search.space.${path}`)),
  );
  const written = spec.signals.filter((node) => looksAhead(node)).map(({ name }) => `signals.${name}.scope`);
  const [path] = [...written, ...searched];
  if (path === undefined) return;
  const message = 'trials are ranked by what cannot be traded: the signal ranks against scores that are made later';
  const more = { expected: 'trailing, timestamp or fitted', hint: 'a run shows it beside its trailing twin' };
  throw new Refusal(refuse('SPEC_CONFLICT', path, message, more).problems, 2);
}

function samplerOf(
  type: string,
  space: Space,
  seed: number,
  options: TpeOptions & CmaOptions & { readonly trials: number },
): Sampler {
  if (type === 'grid') return gridSampler(space, options.trials);
  if (type === 'random') return randomSampler(space, seed);
  if (type === 'sobol') return sobolSampler(space, seed);
  if (type === 'tpe') return tpeSampler(space, seed, options);
  if (type === 'cma_es') return cmaSampler(space, seed, options);
  throw new Refusal(
    refuse('USAGE', '', `no sampler "${type}"`, { expected: 'grid, random, sobol, tpe, cma_es' }).problems,
    2,
  );
}

function prunerOf(
  { type, startup = 4, trials = 5, p_value = 0.1, factor = 3 }: NonNullable<SearchBlock['pruner']>,
  folds: number,
): Pruner {
  if (type === 'median') return medianPruner({ startup, trials });
  if (type === 'asha') return ashaPruner({ startup, factor });
  return type === 'hyperband' ? hyperbandPruner({ startup, factor }, folds) : wilcoxonPruner({ startup, p_value });
}

function periodOf(written: unknown, interval_ms: number): Period {
  const parsed = parsePeriod(written, interval_ms);
  if (parsed.fault === undefined) return parsed.value;
  throw new Refusal(refuse('SPEC_BAD_VALUE', 'search.fit.window', parsed.fault.message).problems, 2);
}

/** Bounds are written as rates or as plain numbers. */
function boundOf({ min, max }: { readonly min?: unknown; readonly max?: unknown }): Bound {
  const read = (written: unknown): number => {
    const parsed = typeof written === 'number' ? { value: written, fault: undefined } : parseFraction(written);
    return parsed.fault === undefined ? parsed.value : NaN;
  };
  return { ...(min !== undefined && { min: read(min) }), ...(max !== undefined && { max: read(max) }) };
}
