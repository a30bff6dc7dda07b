import { exp, log } from '../core/math/index.ts';
import type { Domain } from './types.ts';

/** Places behind the point in the shortest decimal form of a number. */
export function decimalsOf(x: number): number {
  const [mantissa, power = '0'] = String(x).split('e');
  return Math.max(0, (mantissa.split('.')[1] ?? '').length - Number(power));
}

/** Number of values, Infinity where a float has no step. */
export function sizeOf(domain: Domain): number {
  if (domain.kind === 'categorical') return domain.choices.length;
  if (domain.step === undefined) return domain.low === domain.high ? 1 : Infinity;
  return Math.round((domain.high - domain.low) / domain.step) + 1;
}

/** Value number `i` of a domain of finite size, without the dust of adding up decimal steps. */
export function nthValue(domain: Domain, i: number): number {
  if (domain.kind === 'categorical') return i;
  if (domain.step === undefined) return domain.low;
  const value = domain.low + i * domain.step;
  const places = Math.max(decimalsOf(domain.low), decimalsOf(domain.step));
  return places === 0 || places > 20 ? value : Number(value.toFixed(places));
}

/** The value of the domain that is nearest to a real number. */
export function nearestValue(domain: Domain, x: number): number {
  if (domain.kind === 'categorical' || domain.step === undefined) {
    const [low, high] = domain.kind === 'categorical' ? [0, domain.choices.length - 1] : [domain.low, domain.high];
    return Math.min(high, Math.max(low, domain.kind === 'categorical' ? Math.round(x) : x));
  }
  const i = Math.round((x - domain.low) / domain.step);
  return nthValue(domain, Math.min(sizeOf(domain) - 1, Math.max(0, i)));
}

/**
 * Value at the share u of a domain, each step and choice equally wide, on the logarithm where it is so searched.
 * In: 0 <= u < 1. Out: internal.
 */
export function valueAt(domain: Domain, u: number): number {
  if (domain.kind !== 'categorical' && domain.log) {
    const half = domain.kind === 'integer' ? 0.5 : 0;
    const [from, to] = [log(domain.low - half), log(domain.high + half)];
    return nearestValue(domain, exp(from + u * (to - from)));
  }
  const size = sizeOf(domain);
  if (size < Infinity) return nthValue(domain, Math.floor(u * size));
  const { low, high } = domain as { readonly low: number; readonly high: number };
  return Math.min(high, low + u * (high - low));
}

/** Place in 0..1 of an internal value, on the logarithm where it is so searched. Categories have none: 0. */
export function shareOf(domain: Domain, value: number): number {
  if (domain.kind === 'categorical' || domain.low === domain.high) return 0;
  if (domain.log) return log(value / domain.low) / log(domain.high / domain.low);
  return (value - domain.low) / (domain.high - domain.low);
}

/** Value nearest to a place in 0..1: the inverse of `shareOf`. For numbers. */
export function valueAtShare(domain: Exclude<Domain, { readonly kind: 'categorical' }>, share: number): number {
  const { low, high, log: isLog } = domain;
  return nearestValue(domain, isLog ? low * exp(share * log(high / low)) : low + share * (high - low));
}

/** Whether an internal value belongs to the domain; a step is kept to a millionth. */
export function isIn(domain: Domain, value: number): boolean {
  if (domain.kind === 'categorical') return Number.isInteger(value) && value >= 0 && value < domain.choices.length;
  if (!(value >= domain.low && value <= domain.high)) return false;
  if (domain.step === undefined) return true;
  const steps = (value - domain.low) / domain.step;
  return Math.abs(steps - Math.round(steps)) < 1e-6;
}
