import { exp, log } from '../../../core/math/index.ts';
import { nearestValue, sizeOf } from '../../_domain.ts';
import type { Domain } from '../../types.ts';

/** A parameter on the scale on which kernels are normal: the number or its logarithm, half a step wider on each side. */
export interface Axis {
  readonly domain: Domain;
  /** 0 for numbers. */
  readonly choices: number;
  readonly from: number;
  readonly to: number;
  /** Whether values stand on a grid, and have a mass in place of a density. */
  readonly stepped: boolean;
  /** Place of an internal value. */
  readonly at: (value: number) => number;
  /** Internal value nearest to a place. */
  readonly value: (place: number) => number;
  /** Place of `value` moved by half a step down (-1) or up (1). */
  readonly edge: (value: number, side: -1 | 1) => number;
}

/** Undefined where a domain holds a single value: there is nothing to choose. */
export function axisOf(domain: Domain): Axis | undefined {
  if (sizeOf(domain) === 1) return undefined;
  const same = (value: number): number => value;
  if (domain.kind === 'categorical') {
    return {
      domain,
      choices: domain.choices.length,
      from: 0,
      to: 1,
      stepped: false,
      at: same,
      value: same,
      edge: same,
    };
  }
  const half = (domain.step ?? 0) / 2;
  const at = domain.log ? log : same;
  return {
    domain,
    choices: 0,
    from: at(domain.low - half),
    to: at(domain.high + half),
    stepped: half > 0,
    at,
    value: (place) => nearestValue(domain, domain.log ? exp(place) : place),
    edge: (value, side) => at(value + side * half),
  };
}
