import type { Problem } from '../../core/problem.ts';
import { Refusal } from '../../core/problem.ts';
import { nthValue, sizeOf } from '../_domain.ts';
import { isActive, paramsOf } from '../space.ts';
import type { Point, Sampler, Space } from '../types.ts';

/** Each combination once, the last path fastest. Throws where a path has no finite number of values, or trials and size differ. */
export function gridSampler(space: Space, trials?: number): Sampler {
  const problems: Problem[] = space.params.flatMap(({ path, domain }) =>
    sizeOf(domain) < Infinity
      ? []
      : [
          {
            code: 'SPEC_MISSING_KEY' as const,
            path: ['search', 'space', path, 'step'],
            message: 'a grid needs a step, or choices',
          },
        ],
  );
  if (problems.length > 0) throw new Refusal(problems, 2);
  const size = gridSize(space);
  if (trials !== undefined && trials !== size) {
    throw new Refusal(
      [
        {
          code: 'SPEC_CONFLICT',
          path: ['search', 'trials'],
          message: `the grid has ${size} combinations`,
          found: String(trials),
          expected: String(size),
        },
      ],
      2,
    );
  }
  return Object.freeze({
    type: 'grid' as const,
    looksBack: false,
    suggest(trialIndex: number) {
      if (trialIndex >= size) throw new RangeError(`the grid has ${size} combinations, asked for number ${trialIndex}`);
      return paramsOf(space, combination(space, trialIndex));
    },
  });
}

/** Number of combinations; a path whose condition does not hold adds none. Infinity where a float has no step. */
export function gridSize(space: Space): number {
  return countFrom(space, parentsOf(space), 0, new Float64Array(space.params.length).fill(NaN));
}

function parentsOf(space: Space): ReadonlySet<number> {
  return new Set(space.params.flatMap(({ when }) => when.map(({ parent }) => parent)));
}

/** Combinations of the parameters from `i` on; only the values of parents have to be walked. */
function countFrom(space: Space, parents: ReadonlySet<number>, i: number, point: Point): number {
  if (i === space.params.length) return 1;
  const param = space.params[i];
  const size = isActive(param, point) ? sizeOf(param.domain) : 1;
  if (!parents.has(i) || !isActive(param, point) || size === Infinity)
    return size * countFrom(space, parents, i + 1, point);
  let total = 0;
  for (let k = 0; k < size; k++) {
    point[i] = nthValue(param.domain, k);
    total += countFrom(space, parents, i + 1, point);
  }
  point[i] = NaN;
  return total;
}

function combination(space: Space, index: number): Point {
  const parents = parentsOf(space);
  const point = new Float64Array(space.params.length).fill(NaN);
  let rest = index;
  for (const [i, param] of space.params.entries()) {
    if (!isActive(param, point)) continue;
    const below = (k: number): number => {
      point[i] = nthValue(param.domain, k);
      return countFrom(space, parents, i + 1, point.slice());
    };
    let k = 0;
    if (parents.has(i)) for (let count = below(k); rest >= count; count = below(++k)) rest -= count;
    else {
      const each = below(0);
      k = Math.floor(rest / each);
      rest -= k * each;
    }
    point[i] = nthValue(param.domain, k);
  }
  return point;
}
