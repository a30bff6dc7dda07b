import type { SearchParam, Space } from '../types.ts';
import type { Encoded, Seen } from './encoded.ts';
import { cellAt, cellsOf, encode, shownAt } from './encoded.ts';

/** Trials whose parameter lies in one cell. */
export interface Slice {
  readonly label: string;
  readonly trials: number;
  /** Of the loss; null without trials. */
  readonly best: number | null;
  readonly mean: number | null;
}

export interface Sliced {
  readonly path: string;
  readonly cells: readonly Slice[];
}

const SLICES = 8;

/** Mean and best loss along each parameter. */
export function slicesOf(space: Space, trials: readonly Seen[]): readonly Sliced[] {
  const { columns, loss } = encode(space, trials);
  return space.params.map((param, i) => {
    const cells = cellsOf(param, SLICES);
    const inside = cells.map((): number[] => []);
    columns[i].forEach((place, row) => {
      if (!Number.isNaN(place)) inside[cellAt(cells, place)].push(loss[row]);
    });
    return { path: param.path, cells: cells.map(({ label }, k) => ({ label, ...summary(inside[k]) })) };
  });
}

function summary(losses: readonly number[]): Omit<Slice, 'label'> {
  const trials = losses.length;
  if (trials === 0) return { trials, best: null, mean: null };
  return { trials, best: Math.min(...losses), mean: losses.reduce((a, b) => a + b, 0) / trials };
}

/** Mean loss over cells of two parameters: of a grid, each combination. Null where no trial lies. */
export interface Contour {
  readonly across: string;
  readonly down: string;
  readonly acrossLabels: readonly string[];
  readonly downLabels: readonly string[];
  readonly mean: readonly (readonly (number | null)[])[];
}

const SIDE = 8;

export function contourOf(space: Space, trials: readonly Seen[], [x, y]: readonly [string, string]): Contour {
  const of = (path: string): number => space.params.findIndex((param) => param.path === path);
  const { columns, loss } = encode(space, trials);
  const [across, down] = [of(x), of(y)];
  const [acrossCells, downCells] = [cellsOf(space.params[across], SIDE), cellsOf(space.params[down], SIDE)];
  const sums = downCells.map(() => acrossCells.map(() => ({ total: 0, count: 0 })));
  loss.forEach((value, row) => {
    const [a, d] = [columns[across][row], columns[down][row]];
    if (Number.isNaN(a) || Number.isNaN(d)) return;
    const cell = sums[cellAt(downCells, d)][cellAt(acrossCells, a)];
    cell.total += value;
    cell.count++;
  });
  return {
    across: x,
    down: y,
    acrossLabels: acrossCells.map(({ label }) => label),
    downLabels: downCells.map(({ label }) => label),
    mean: sums.map((row) => row.map(({ total, count }) => (count === 0 ? null : total / count))),
  };
}

/** How much of the best trial's lead its surroundings share. */
export interface Plateau {
  /** The trial whose nearest trials score best on average. */
  readonly index: number;
  readonly nearest: number;
  /** Mean loss of those around it, itself included. */
  readonly mean: number;
  /** (median - mean) / (median - best) over the losses: 1 = a plateau as good as the peak, 0 = no better than the middle. */
  readonly score: number;
}

/** Undefined under 8 trials. Distances are on the unit cube; another choice, or a parameter that one alone has, is 1. */
export function plateauOf(space: Space, all: readonly Seen[]): Plateau | undefined {
  if (all.length < 8) return undefined;
  const trials = thinned(all);
  const data = encode(space, trials);
  const nearest = Math.max(3, Math.round(Math.sqrt(trials.length)));
  const apart = new Float64Array(trials.length);
  const means = trials.map((_, i) => {
    trials.forEach((__, j) => (apart[j] = distance(data, i, j)));
    const order = Int32Array.from(apart.keys()).sort((a, b) => apart[a] - apart[b] || a - b);
    let sum = 0;
    for (let k = 0; k < nearest; k++) sum += data.loss[order[k]];
    return sum / nearest;
  });
  const at = means.indexOf(Math.min(...means));
  const sorted = data.loss.toSorted();
  const median = sorted[sorted.length >> 1];
  const lead = median - sorted[0];
  return { index: trials[at].index, nearest, mean: means[at], score: lead > 0 ? (median - means[at]) / lead : 0 };
}

const MOST_COMPARED = 500;

/** The best trial and others, evenly: each is compared with each. */
function thinned(trials: readonly Seen[]): readonly Seen[] {
  if (trials.length <= MOST_COMPARED) return trials;
  const best = trials.reduce((a, b) => (b.loss < a.loss ? b : a));
  const kept = new Set(
    Array.from({ length: MOST_COMPARED - 1 }, (_, i) => Math.floor((i * trials.length) / (MOST_COMPARED - 1))),
  );
  return trials.filter((trial, i) => kept.has(i) || trial === best);
}

function distance({ columns, params }: Encoded, i: number, j: number): number {
  let sum = 0;
  columns.forEach((column, k) => {
    const [a, b] = [column[i], column[j]];
    if (Number.isNaN(a) && Number.isNaN(b)) return;
    const apart =
      Number.isNaN(a) || Number.isNaN(b) || (params[k].domain.kind === 'categorical' && a !== b) ? 1 : a - b;
    sum += apart * apart;
  });
  return Math.sqrt(sum / columns.length);
}

/** Good trials that lie together. */
export interface Region {
  readonly trials: readonly number[];
  readonly best: number;
  readonly mean: number;
  /** From the lowest to the highest value of each parameter, as written. */
  readonly ranges: { readonly [path: string]: string };
}

const LINK = 0.25;

/** The best tenth of the trials (at least 5), linked where they lie within a quarter of the cube's side; largest first. */
export function regionsOf(space: Space, trials: readonly Seen[]): readonly Region[] {
  const wanted = Math.min(trials.length, Math.max(5, Math.ceil(trials.length / 10)));
  const good = trials.toSorted((a, b) => a.loss - b.loss || a.index - b.index).slice(0, wanted);
  const data = encode(space, good);
  const group = good.map((_, i) => i);
  const root = (i: number): number => (group[i] === i ? i : root(group[i]));
  for (let i = 0; i < good.length; i++)
    for (let j = 0; j < i; j++) if (distance(data, i, j) <= LINK) group[root(i)] = root(j);
  const members = new Map<number, number[]>();
  good.forEach((_, i) => members.set(root(i), [...(members.get(root(i)) ?? []), i]));
  return [...members.values()]
    .map((rows) => regionOf(space, data, good, rows))
    .sort((a, b) => b.trials.length - a.trials.length || a.best - b.best);
}

function regionOf(space: Space, data: Encoded, good: readonly Seen[], rows: readonly number[]): Region {
  const losses = rows.map((i) => data.loss[i]);
  const range = (param: SearchParam, k: number): readonly [string, string][] => {
    const places = rows.map((i) => data.columns[k][i]).filter((place) => !Number.isNaN(place));
    if (places.length === 0) return [];
    const [low, high] = [shownAt(param, Math.min(...places)), shownAt(param, Math.max(...places))];
    return [[param.path, low === high ? low : `${low} .. ${high}`]];
  };
  return {
    trials: rows.map((i) => good[i].index),
    best: Math.min(...losses),
    mean: losses.reduce((a, b) => a + b, 0) / losses.length,
    ranges: Object.fromEntries(space.params.flatMap(range)),
  };
}
