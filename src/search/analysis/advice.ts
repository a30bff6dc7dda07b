import type { Params, SearchParam, Space } from '../types.ts';
import { placeOf, shownAt, shownValue } from './encoded.ts';
import type { Seen } from './encoded.ts';
import type { Importance } from './importance.ts';
import { pointOf } from '../space.ts';

/** One thing to do next, and why. */
export interface Advice {
  readonly path: string;
  readonly advice: 'widen' | 'narrow' | 'fix';
  readonly text: string;
}

const EDGE = 0.05;
const IDLE = 0.02;
const NARROW = 0.5;

/**
 * Where to look next: widen a range whose best trials press against an end, fix a parameter that explains under 2 % of the
 * spread, narrow a range of which the best tenth (at least 5) uses less than half. At most one line per parameter.
 */
export function adviceOf(
  space: Space,
  trials: readonly Seen[],
  { importance, best }: { readonly importance: readonly Importance[]; readonly best: Params },
): readonly Advice[] {
  const wanted = Math.max(5, Math.ceil(trials.length / 10));
  if (trials.length < 2 * wanted) return [];
  const good = trials.toSorted((a, b) => a.loss - b.loss || a.index - b.index).slice(0, wanted);
  return space.params.flatMap((param, i): readonly Advice[] => {
    const places = good
      .map(({ params }) => placeOf(param.domain, pointOf(space, params)[i]))
      .filter((place) => !Number.isNaN(place))
      .sort((a, b) => a - b);
    const found = importance.find(({ path }) => path === param.path);
    const line =
      found !== undefined && found.fanova < IDLE
        ? idle(param, best)
        : places.length < 5
          ? undefined
          : ranged(param, places);
    return line === undefined ? [] : [{ path: param.path, ...line }];
  });
}

type Line = Omit<Advice, 'path'>;

function idle({ path }: SearchParam, best: Params): Line | undefined {
  if (!Object.hasOwn(best, path)) return undefined;
  return { advice: 'fix', text: `explains almost nothing: fix it, at ${shownValue(best[path])} or as the spec has it` };
}

function ranged(param: SearchParam, places: readonly number[]): Line | undefined {
  const { domain } = param;
  if (domain.kind === 'categorical') {
    return new Set(places).size === 1
      ? { advice: 'fix', text: `all of the best trials have ${shownAt(param, places[0])}` }
      : undefined;
  }
  const middle = places[places.length >> 1];
  if (middle <= EDGE)
    return { advice: 'widen', text: `the best trials press against the low end (${shownAt(param, 0)})` };
  if (middle >= 1 - EDGE)
    return { advice: 'widen', text: `the best trials press against the high end (${shownAt(param, 1)})` };
  const [low, high] = [places[0], places[places.length - 1]];
  if (high - low >= NARROW) return undefined;
  return { advice: 'narrow', text: `the best trials lie in ${shownAt(param, low)} .. ${shownAt(param, high)}` };
}
