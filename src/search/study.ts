import { Refusal, refuse } from '../core/problem.ts';
import { parseFraction } from '../core/units.ts';
import type { ResolvedSpec } from '../spec/types.ts';
import { medianPruner, wilcoxonPruner } from './pruner.ts';
import type { MedianOptions, WilcoxonOptions } from './pruner.ts';
import { gridSampler, gridSize } from './samplers/grid.ts';
import { randomSampler } from './samplers/random.ts';
import { sobolSampler } from './samplers/sobol.ts';
import { tpeSampler } from './samplers/tpe.ts';
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
}

interface SearchBlock {
  readonly trials?: number;
  readonly sampler: { readonly type: string; readonly startup?: number; readonly batch?: number };
  readonly pruner?: { readonly type: string; readonly enabled?: boolean } & Partial<MedianOptions & WilcoxonOptions>;
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

export function studyOf(spec: ResolvedSpec, options: StudyOptions = {}): Study {
  if (spec.search === undefined) {
    const problem = refuse('SPEC_MISSING_KEY', 'search', 'the spec says nothing of a search', {
      hint: 'search: { trials, sampler, objectives, space }',
    });
    throw new Refusal(problem.problems, 2);
  }
  const block = spec.search as unknown as SearchBlock;
  const space = spaceOf(block.space, (path) => WHOLE.has(spec.searched.get(path) ?? ''));
  const type = options.sampler ?? block.sampler.type;
  const trials = options.trials ?? block.trials ?? (type === 'grid' ? gridSize(space) : 100);
  return {
    space,
    entries: block.space,
    sampler: samplerOf(type, space, spec.seed, { startup: block.sampler.startup, trials }),
    pruner: block.pruner === undefined || block.pruner.enabled === false ? undefined : prunerOf(block.pruner),
    objectives: Object.entries(block.objectives).map(([metric, direction]) => ({ metric, direction })),
    constraints: Object.fromEntries(
      Object.entries(block.constraints ?? {}).map(([metric, bound]) => [metric, boundOf(bound)]),
    ),
    trials,
    batch: block.sampler.batch ?? BATCH,
  };
}

function samplerOf(
  type: string,
  space: Space,
  seed: number,
  { startup, trials }: { startup?: number | undefined; trials: number },
): Sampler {
  if (type === 'grid') return gridSampler(space, trials);
  if (type === 'random') return randomSampler(space, seed);
  if (type === 'sobol') return sobolSampler(space, seed);
  if (type === 'tpe') return tpeSampler(space, seed, startup === undefined ? {} : { startup });
  throw new Refusal(refuse('USAGE', '', `no sampler "${type}"`, { expected: 'grid, random, sobol, tpe' }).problems, 2);
}

function prunerOf({ type, startup = 4, trials = 5, p_value = 0.1 }: NonNullable<SearchBlock['pruner']>): Pruner {
  return type === 'median' ? medianPruner({ startup, trials }) : wilcoxonPruner({ startup, p_value });
}

/** Bounds are written as rates or as plain numbers. */
function boundOf({ min, max }: { readonly min?: unknown; readonly max?: unknown }): Bound {
  const read = (written: unknown): number => {
    const parsed = typeof written === 'number' ? { value: written, fault: undefined } : parseFraction(written);
    return parsed.fault === undefined ? parsed.value : NaN;
  };
  return { ...(min !== undefined && { min: read(min) }), ...(max !== undefined && { max: read(max) }) };
}
