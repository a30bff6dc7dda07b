import type { Problem } from '../core/problem.ts';
import { Refusal } from '../core/problem.ts';
import { decimalsOf, isIn, nearestValue } from './_domain.ts';
import { inUnit, walked } from './_walked.ts';
import type { Condition, Domain, Params, Point, Scalar, SearchParam, Space } from './types.ts';

/** One entry of `search.space`, as written. */
export interface SpaceEntry {
  readonly low?: Scalar;
  readonly high?: Scalar;
  readonly step?: Scalar;
  readonly log?: boolean;
  readonly choices?: readonly Scalar[];
  readonly when?: { readonly [path: string]: Scalar | readonly Scalar[] };
}

export type SpaceEntries = { readonly [path: string]: SpaceEntry };

type Found = { readonly domain: Domain; readonly unit: string };
type Fault = { readonly key: string; readonly message: string };

/**
 * The space of a search. In: entries by spec path; `isWhole` says which bare numbers are counts (spans, integers).
 * Out: parents before children, else in the order written. Throws one Refusal (exit 2) with every problem.
 */
export function spaceOf(entries: SpaceEntries, isWhole: (path: string) => boolean): Space {
  const problems: Problem[] = [];
  const complain = (path: string, { key, message }: Fault): void => {
    problems.push({ code: 'SPEC_BAD_VALUE', path: ['search', 'space', path, ...(key === '' ? [] : [key])], message });
  };
  const found = new Map<string, Found>();
  for (const [path, entry] of Object.entries(entries)) {
    const domain = domainOf(entry, isWhole(path));
    if ('domain' in domain) found.set(path, domain);
    else complain(path, domain);
  }
  if (Object.keys(entries).length === 0)
    problems.push({
      code: 'SPEC_MISSING_KEY',
      path: ['search', 'space'],
      message: 'holds no path: nothing would be searched',
    });
  const order = inOrder(entries, problems);
  const places = new Map(order.map((path, i) => [path, i]));
  const params = order.map((path): SearchParam => {
    const { domain, unit } = found.get(path) ?? { domain: { kind: 'categorical', choices: [null] }, unit: '' };
    const when = Object.entries(entries[path].when ?? {}).map(([other, value]): Condition => {
      const parent = found.get(other);
      const values = (Array.isArray(value) ? (value as readonly Scalar[]) : [value as Scalar]).map((v) =>
        parent === undefined ? 0 : internalOf(parent, v),
      );
      if (values.some(Number.isNaN))
        complain(path, { key: `when.${other}`, message: `asks for a value that "${other}" never takes` });
      return { parent: places.get(other) ?? 0, values };
    });
    return Object.freeze({ path, domain, unit, when });
  });
  if (problems.length > 0) throw new Refusal(problems, 2);
  return Object.freeze({ params, places });
}

function domainOf(entry: SpaceEntry, whole: boolean): Found | Fault {
  if (entry.choices !== undefined) {
    if (entry.choices.length === 0) return { key: 'choices', message: 'is empty' };
    if (new Set(entry.choices).size < entry.choices.length) return { key: 'choices', message: 'names a value twice' };
    return { domain: { kind: 'categorical', choices: [...entry.choices] }, unit: '' };
  }
  const { low, high, step, log = false } = entry;
  if (low === undefined || high === undefined)
    return { key: low === undefined ? 'low' : 'high', message: 'is missing' };
  const range = walked(step === undefined ? [low, high] : [low, high, step]);
  if (typeof range === 'string') return { key: '', message: range };
  return numeric(range.values, { unit: range.unit, log, whole: range.whole || (whole && range.unit === '') });
}

function numeric(
  [low, high, step]: readonly (number | undefined)[],
  of: { unit: string; log: boolean; whole: boolean },
): Found | Fault {
  const { unit, log, whole } = of;
  if (low === undefined || high === undefined) return { key: 'low', message: 'is missing' };
  if (low > high) return { key: 'high', message: `must be at least "low", found ${low} and ${high}` };
  if (step !== undefined && !(step > 0)) return { key: 'step', message: `must be > 0, found ${step}` };
  if (log && low <= 0) return { key: 'low', message: `must be > 0 where "log" is true, found ${low}` };
  if (log && step !== undefined && !(whole && step === 1))
    return { key: 'step', message: 'stands beside "log": a logarithm has no steps' };
  if (whole) {
    const stray = [low, high, step ?? 1].find((x) => !Number.isSafeInteger(x));
    if (stray !== undefined) return { key: '', message: `must be whole numbers, found ${stray}` };
    const size = step ?? 1;
    return {
      domain: { kind: 'integer', low, high: low + Math.floor((high - low) / size) * size, step: size, log },
      unit,
    };
  }
  if (step === undefined) return { domain: { kind: 'float', low, high, log }, unit };
  const places = Math.min(20, Math.max(decimalsOf(low), decimalsOf(step)));
  const top = Number((low + Math.floor((high - low) / step + 1e-9) * step).toFixed(places));
  return { domain: { kind: 'float', low, high: Math.min(high, top), step, log }, unit };
}

/** Paths, each after those that its conditions read. */
function inOrder(entries: SpaceEntries, problems: Problem[]): readonly string[] {
  const done = new Set<string>();
  const visit = (path: string, above: readonly string[]): void => {
    if (done.has(path)) return;
    if (above.includes(path)) {
      problems.push({
        code: 'SPEC_RING',
        path: ['search', 'space', path, 'when'],
        message: `conditions go in a ring: ${[...above.slice(above.indexOf(path)), path].join(' -> ')}`,
      });
      return;
    }
    for (const other of Object.keys(entries[path].when ?? {})) {
      if (Object.hasOwn(entries, other)) visit(other, [...above, path]);
      else
        problems.push({
          code: 'SPEC_UNKNOWN_NAME',
          path: ['search', 'space', path, 'when', other],
          message: 'a condition must name another searched path',
        });
    }
    done.add(path);
  };
  for (const path of Object.keys(entries)) visit(path, []);
  return [...done];
}

/** Internal value of a written one, NaN where the domain does not hold it. */
export function internalOf({ domain, unit }: Pick<SearchParam, 'domain' | 'unit'>, written: Scalar): number {
  if (domain.kind === 'categorical') {
    const index = domain.choices.indexOf(written);
    return index < 0 ? NaN : index;
  }
  const value = inUnit(written, unit);
  return isIn(domain, value) ? nearestValue(domain, value) : NaN;
}

/** The written value of an internal one: the choice itself, or the number with its unit. */
export function writtenOf({ domain, unit }: Pick<SearchParam, 'domain' | 'unit'>, value: number): Scalar {
  if (domain.kind === 'categorical') return domain.choices[value];
  return unit === '' ? value : `${value}${unit}`;
}

/** Whether the conditions of a parameter hold at a point that is filled up to it. */
export function isActive({ when }: SearchParam, point: Point): boolean {
  return when.every(({ parent, values }) => values.includes(point[parent]));
}

export function paramsOf(space: Space, point: Point): Params {
  const active = space.params.flatMap((param, i) =>
    Number.isNaN(point[i]) ? [] : [[param.path, writtenOf(param, point[i])] as const],
  );
  return Object.freeze(Object.fromEntries(active));
}

/** NaN for what is absent, and for what is outside of the domain. */
export function pointOf(space: Space, params: Params): Point {
  return Float64Array.from(space.params, (param) =>
    Object.hasOwn(params, param.path) ? internalOf(param, params[param.path]) : NaN,
  );
}
