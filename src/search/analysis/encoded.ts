import { pow } from '../../core/math/index.ts';
import { nthValue, shareOf, sizeOf } from '../_domain.ts';
import { pointOf, writtenOf } from '../space.ts';
import type { Domain, FloatDomain, Params, Scalar, SearchParam, Space } from '../types.ts';

/** A complete trial, as the analysis of a study reads it. */
export interface Seen {
  readonly index: number;
  readonly params: Params;
  /** First objective, lower is better. */
  readonly loss: number;
}

/** Trials as places on the unit cube: a number by its share of the range, one of few values by the middle of its cell. */
export interface Encoded {
  readonly params: readonly SearchParam[];
  readonly rows: number;
  /** By parameter; NaN where it is not set. */
  readonly columns: readonly Float64Array[];
  readonly loss: Float64Array;
}

export function encode({ params: all }: Space, trials: readonly Seen[], only: readonly SearchParam[] = all): Encoded {
  const points = trials.map((trial) => pointOf({ params: all, places: new Map() }, trial.params));
  return {
    params: only,
    rows: trials.length,
    columns: only.map((param) => {
      const i = all.indexOf(param);
      return Float64Array.from(points, (point) => placeOf(param.domain, point[i]));
    }),
    loss: Float64Array.from(trials, ({ loss }) => loss),
  };
}

const MOST_CELLS = 1000;

export function placeOf(domain: Domain, value: number): number {
  if (Number.isNaN(value)) return NaN;
  if (!hasCells(domain)) return shareOf(domain, value);
  const index = domain.kind === 'categorical' ? value : Math.round((value - domain.low) / (domain.step ?? 1));
  return (index + 0.5) / sizeOf(domain);
}

/** Whether each value has a cell of its own: categories, and steps that are few and even. */
function hasCells(domain: Domain): boolean {
  return domain.kind === 'categorical' || (sizeOf(domain) <= MOST_CELLS && !domain.log);
}

/** A part of a parameter's range, or one of its few values. */
export interface Cell {
  readonly label: string;
  readonly from: number;
  readonly to: number;
}

/** Cells that fill 0..1: one per value where there are at most `most`, else equal parts. */
export function cellsOf(param: SearchParam, most: number): readonly Cell[] {
  const { domain } = param;
  const size = sizeOf(domain);
  const count = size <= 2 * most ? size : most;
  const edge = (k: number): number => k / count;
  return Array.from({ length: count }, (_, k) => ({
    label:
      size <= 2 * most
        ? shownValue(writtenOf(param, nthValue(domain, k)))
        : `${shownAt(param, edge(k))} .. ${shownAt(param, edge(k + 1))}`,
    from: edge(k),
    to: edge(k + 1),
  }));
}

export const cellAt = (cells: readonly Cell[], place: number): number =>
  Math.min(cells.length - 1, Math.floor(place * cells.length));

/** The written value at a place of the unit range, to four digits; the one of the cell where there are few. */
export function shownAt(param: SearchParam, place: number): string {
  const { domain } = param;
  const size = sizeOf(domain);
  if (hasCells(domain))
    return shownValue(writtenOf(param, nthValue(domain, Math.min(size - 1, Math.floor(place * size)))));
  const { low, high, log } = domain as FloatDomain;
  const value = log ? low * pow(high / low, place) : low + place * (high - low);
  const rounded = domain.kind === 'integer' ? Math.round(value) : Number(value.toPrecision(4));
  return shownValue(writtenOf(param, rounded));
}

export const shownValue = (value: Scalar): string =>
  typeof value === 'number' ? String(Number(value.toPrecision(4))) : String(value);
