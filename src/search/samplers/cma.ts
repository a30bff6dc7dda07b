import { normalQuantile } from '../../core/math/index.ts';
import { streamOf } from '../../core/rng.ts';
import { shareOf, valueAtShare } from '../_domain.ts';
import { isActive, paramsOf, pointOf } from '../space.ts';
import type { FloatDomain, IntegerDomain, PastTrial, Sampler, Space } from '../types.ts';
import type { Distribution } from './_cma/distribution.ts';
import { draw, hasConverged, populationOf, startAt, updated } from './_cma/distribution.ts';
import { randomPoint } from './random.ts';
import { directionNumbers, refuseBeyondSobol, sobolWord } from './sobol.ts';

const TWO_32 = 4294967296;

export interface CmaOptions {
  /** Trials per generation; default 4 + floor(3 ln n) for n dimensions. */
  readonly population?: number | undefined;
  readonly batch?: number | undefined;
}

/** A generation of trials, all numbered; the distribution that they were to be drawn from, and how wide a restart starts. */
interface Stage {
  readonly first: number;
  readonly distribution: Distribution;
  readonly restarts: number;
}

/**
 * Covariance matrix adaptation: each generation of trials is drawn from a normal distribution on the unit cube (numbers by
 * their share of the range, on the logarithm where so searched), which moves to the better half of them and takes their
 * shape. Where it has converged it starts again from the next point of a Sobol sequence with twice the population.
 *
 * A generation is updated when all of its trials are known at trial k - batch, so the first few of the next one still come
 * from the distribution before. The normal draws come from a shifted Sobol sequence.
 * Categories, and what hangs on conditions, are drawn at random beside it.
 * Sources: Hansen (2016), The CMA evolution strategy: a tutorial, arXiv:1604.00772 (with negative weights); Auger and
 * Hansen (2005), A restart CMA evolution strategy with increasing population size, CEC.
 */
export function cmaSampler(space: Space, seed: number, { population, batch = 1 }: CmaOptions = {}): Sampler {
  const axes = space.params.flatMap(({ domain, when }, i) =>
    domain.kind === 'categorical' || when.length > 0 || domain.low === domain.high ? [] : [i],
  );
  refuseBeyondSobol(axes.length);
  const directions = axes.map((_, d) => directionNumbers(d));
  const shifts = axes.map((i) => streamOf(seed, 'search', 'cma_es', 'shift', space.params[i].path).uint32());
  /** Standard normals that cover their space evenly from trial to trial. */
  const even = (k: number): Float64Array =>
    Float64Array.from(axes, (_, d) =>
      normalQuantile((((sobolWord(directions[d], k + 1) ^ shifts[d]) >>> 0) + 0.5) / TWO_32),
    );
  const shares = (trial: PastTrial): Float64Array => {
    const point = pointOf(space, trial.params);
    return Float64Array.from(axes, (i) => (Number.isNaN(point[i]) ? 0.5 : shareOf(space.params[i].domain, point[i])));
  };
  const startOf = (restarts: number): Distribution =>
    startAt(
      Float64Array.from(axes, (_, d) => (restarts === 0 ? 0.5 : (sobolWord(directions[d], restarts) + 0.5) / TWO_32)),
      (population ?? populationOf(axes.length)) << Math.min(restarts, 5),
    );
  const stages = stageMemo(
    (): Stage => ({ first: 0, distribution: startOf(0), restarts: 0 }),
    ({ first, distribution, restarts }, generation): Stage => {
      const next = updated(
        distribution,
        generation.map((trial) => ({ at: shares(trial), key: lossKey(trial) })),
      );
      const past = first + distribution.population;
      if (!hasConverged(next)) return { first: past, distribution: next, restarts };
      return { first: past, distribution: startOf(restarts + 1), restarts: restarts + 1 };
    },
  );
  return Object.freeze({
    type: 'cma_es' as const,
    looksBack: true,
    suggest(trialIndex: number, history: readonly PastTrial[]) {
      const point = randomPoint(space, seed, { sampler: 'cma', trialIndex });
      if (axes.length > 0) {
        const { distribution } = stages(history, trialIndex - batch);
        const drawn = draw(distribution, even(trialIndex), streamOf(seed, 'search', 'cma_es', trialIndex));
        axes.forEach(
          (i, d) => (point[i] = valueAtShare(space.params[i].domain as FloatDomain | IntegerDomain, drawn[d])),
        );
      }
      space.params.forEach((param, i) => {
        if (!isActive(param, point)) point[i] = NaN;
      });
      return paramsOf(space, point);
    },
  });
}

/** Feasible results by loss, then what misses constraints, then pruned trials, then the rest. */
function lossKey({ state, loss = Infinity, violation = 0, folds = [] }: PastTrial): readonly [number, number] {
  if (state === 'complete') return violation > 0 ? [1, violation] : [0, loss];
  return state === 'pruned' ? [2, -folds.length] : [3, 0];
}

/**
 * The newest stage of which every earlier generation ends at or before trial `last`. Stages are kept between calls only to
 * save time, as long as the trials that they rest on are the same.
 */
function stageMemo(
  begin: () => Stage,
  next: (stage: Stage, generation: readonly PastTrial[]) => Stage,
): (history: readonly PastTrial[], last: number) => Stage {
  let stages: Stage[] = [];
  let seen: PastTrial[] = [];
  return (history, last) => {
    if (seen.some((trial, i) => history[i] !== trial && !sameResult(history[i], trial))) [stages, seen] = [[], []];
    if (stages.length === 0) stages.push(begin());
    for (;;) {
      const stage = stages[stages.length - 1];
      const end = stage.first + stage.distribution.population;
      if (end - 1 > last || end > history.length) break;
      const generation = history.slice(stage.first, end);
      seen.push(...generation);
      stages.push(next(stage, generation));
    }
    let at = stages.length - 1;
    while (at > 0 && stages[at].first - 1 > last) at--;
    return stages[at];
  };
}

const sameResult = (a: PastTrial | undefined, b: PastTrial): boolean =>
  a !== undefined && a.state === b.state && a.loss === b.loss && a.params === b.params;
