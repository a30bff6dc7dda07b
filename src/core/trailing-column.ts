import { NO_RANK, rankColumn } from './math/index.ts';
import type { ColumnRanks } from './math/index.ts';
import { firstTakenFrom, lastTakenBelow, movePlace, placeSet, takenBelow } from './place-set.ts';
import type { PlaceSet } from './place-set.ts';
import { edgeBetween, edgesBelow, isBetween, leastApart, rankBins } from './rank-bins.ts';
import type { RankBins } from './rank-bins.ts';
import { pushSorted } from './sorted-window.ts';
import { pushTrailing, startTrailingBins } from './trailing-bins.ts';
import type { TrailingBins } from './trailing-bins.ts';

/**
 * What `pushTrailing` gives value by value, for a whole column: a value's rank in its window is the number of places taken
 * below its own among all values, so that windows are never sorted. As long as windows hold so few values that edges may
 * meet, values are pushed one by one.
 */
export function trailingBinsOf(values: Float64Array, ranks: ColumnRanks, window: number, bins: number): Float64Array {
  const out = new Float64Array(values.length).fill(NaN);
  const from = denseFrom(values, window, leastApart(bins, mostTies(ranks)));
  const state = startTrailingBins(window, bins);
  for (let t = 0; t < from; t++) out[t] = pushTrailing(state, values[t]);
  if (from < values.length) byPlaces(values, ranks, { window, bins, from }, out);
  return out;
}

/** Chunks from here on are binned as columns where nothing has been seen before them. */
const LONG = 4096;

/** `pushTrailing` of each value of a chunk: the same numbers, the same state after it. */
export function pushTrailingColumn(state: TrailingBins, values: Float64Array, out: Float64Array): void {
  const { bins, window } = state;
  if (window.seen > 0 || values.length < LONG) {
    for (let t = 0; t < values.length; t++) out[t] = pushTrailing(state, values[t]);
    return;
  }
  const length = window.last.length;
  out.set(trailingBinsOf(values, rankColumn(values), length, bins));
  for (let t = Math.max(0, values.length - length); t < values.length; t++) pushSorted(window, values[t]);
}

/** First row from which the window before each value holds `least` known ones. */
function denseFrom(values: Float64Array, window: number, least: number): number {
  let [from, known] = [Math.min(window, values.length), 0];
  for (let t = 0; t < values.length; t++) {
    if (t > window && values[t - window - 1] === values[t - window - 1]) known--;
    if (values[t] !== values[t]) continue;
    if (t >= window && known < least) from = t + 1;
    known++;
  }
  return from;
}

interface Windowed {
  readonly window: number;
  readonly bins: number;
  /** First row that gets a bin. */
  readonly from: number;
}

function byPlaces(values: Float64Array, ranks: ColumnRanks, { window, bins, from }: Windowed, out: Float64Array): void {
  const place = placesOf(ranks);
  const taken = placeSet(ranks.sorted.length);
  const cuts = new Map<number, RankBins>();
  let known = 0;
  let by = rankBins(window, bins);
  for (let t = from - window; t < values.length; t++) {
    const at = place[t];
    if (t >= from) {
      if (at !== NO_RANK) {
        if (by.known !== known) by = cutsOf(cuts, known, bins);
        const rank = takenBelow(taken, ranks.first[t]);
        const below = edgesBelow(by, rank);
        const isNear = isBetween(by, below + 1, rank);
        out[t] = isNear && isAbove(by, below + 1, { taken, ranks, row: t }) ? below + 2 : below + 1;
      }
      const oldest = place[t - window];
      if (oldest !== NO_RANK) {
        movePlace(taken, oldest, -1);
        known--;
      }
    }
    if (at === NO_RANK) continue;
    movePlace(taken, at, 1);
    known++;
  }
}

function cutsOf(made: Map<number, RankBins>, known: number, bins: number): RankBins {
  const cuts = made.get(known) ?? rankBins(known, bins);
  made.set(known, cuts);
  return cuts;
}

interface Placed {
  readonly taken: PlaceSet;
  readonly ranks: ColumnRanks;
  readonly row: number;
}

/** Whether a value lies above the edge between its neighbours in the window. */
function isAbove(by: RankBins, edge: number, { taken, ranks: { first, sorted }, row }: Placed): boolean {
  const [low, high] = [sorted[lastTakenBelow(taken, first[row])], sorted[firstTakenFrom(taken, first[row])]];
  return edgeBetween(by, edge, low, high) < sorted[first[row]];
}

/** A place of its own for every value, ties in the order of rows. */
function placesOf({ first, last }: ColumnRanks): Uint32Array {
  if (first === last) return first;
  const used = new Uint32Array(first.length);
  return first.map((at, row) => (at === NO_RANK || last[row] === at ? at : at + used[at]++));
}

function mostTies({ first, last }: ColumnRanks): number {
  let most = 1;
  if (first !== last) for (let i = 0; i < first.length; i++) most = Math.max(most, last[i] - first[i] + 1);
  return most;
}
