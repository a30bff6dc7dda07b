import { mergedNumber } from './quantile-bins.ts';
import { isFull, pushSorted, rankBelow, startSortedWindow, valueAt } from './sorted-window.ts';
import type { SortedWindow } from './sorted-window.ts';

/** Bins of values among those of a window before each of them. */
export interface TrailingBins {
  readonly bins: number;
  readonly window: SortedWindow;
}

export const startTrailingBins = (window: number, bins: number): TrailingBins => ({
  bins,
  window: startSortedWindow(window),
});

/**
 * Bin of a value, 1 … bins, between the type-7 quantiles of the window before it, which it then joins: the number that
 * `binNumber(quantileBins(window, bins), value)` gives, without making the edges. NaN until the window is full and holds
 * as many known values as bins, and for NaN.
 */
export function pushTrailing({ bins, window }: TrailingBins, value: number): number {
  const ready = value === value && isFull(window) && window.known >= bins;
  const number = ready ? numberIn(window, bins, value) : NaN;
  pushSorted(window, value);
  return number;
}

/** Only the edge between the two order statistics around the value needs more than its rank. */
function numberIn(window: SortedWindow, bins: number, value: number): number {
  const spread = window.known - 1;
  const rank = rankBelow(window, value);
  const edge = (k: number): number => {
    const place = spread * (k / bins);
    const below = Math.floor(place);
    const weight = place - below;
    const low = valueAt(window, below);
    return weight === 0 ? low : low + weight * (valueAt(window, below + 1) - low);
  };
  // edges k whose upper order statistic ranks below the value lie below it themselves
  let below = spread === 0 ? (rank > 0 ? bins - 1 : 0) : Math.floor(((rank - 1) * bins) / spread) - 1;
  below = Math.min(bins - 1, Math.max(0, below));
  while (below > 0 && !(edge(below) < value)) below--;
  while (below < bins - 1 && edge(below + 1) < value) below++;
  if (below === bins - 1) return bins;
  const top = edge(below + 1);
  return mergedNumber(below + 1, lastAt(edge, top, [below + 1, bins - 1]), bins);
}

/** The last of the ascending edges first … end that is not above `top`, which is the first one. */
function lastAt(edge: (k: number) => number, top: number, [first, end]: readonly [number, number]): number {
  if (first === end || edge(first + 1) > top) return first;
  let [low, high] = [first + 1, end];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (edge(middle) <= top) low = middle;
    else high = middle - 1;
  }
  return low;
}
