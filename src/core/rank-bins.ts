/**
 * Bins between the type-7 quantiles of `known` values told from ranks: edge k lies at place (known - 1) k / bins of the
 * sorted values, between two of them, so a value whose rank is not just there needs no value but its own to be placed.
 */
export interface RankBins {
  readonly known: number;
  readonly bins: number;
  /** Of the edges 1 … bins - 1: the whole part of their place, and the rest. */
  readonly floor: Int32Array;
  readonly weight: Float64Array;
}

export function rankBins(known: number, bins: number): RankBins {
  const floor = new Int32Array(bins).fill(-1);
  const weight = new Float64Array(bins);
  for (let k = 1; k < bins; k++) {
    const place = (known - 1) * (k / bins);
    floor[k] = Math.floor(place);
    weight[k] = place - floor[k];
  }
  return { known, bins, floor, weight };
}

/**
 * The fewest known values, of which at most `ties` are equal, among which no two edges meet: three or more different values
 * lie between each two. Only then do ranks tell the bins of core/quantile-bins, which merges edges that meet.
 */
export const leastApart = (bins: number, ties: number): number => bins * Math.max(4, ties + 2) + 1;

/** Number of edges not above a sorted value that is below the one ranked; `rank` counts the values below. */
export function edgesBelow({ known, bins, floor }: RankBins, rank: number): number {
  let below = Math.min(bins - 1, Math.max(0, Math.floor(((rank - 1) * bins) / (known - 1))));
  while (below < bins - 1 && floor[below + 1] <= rank - 2) below++;
  while (below > 0 && floor[below] > rank - 2) below--;
  return below;
}

/** Whether the edge lies between the last value below a rank and the first one not below. */
export const isBetween = ({ bins, floor }: RankBins, edge: number, rank: number): boolean =>
  edge < bins && floor[edge] === rank - 1;

/** An edge by the two sorted values around it. */
export function edgeBetween({ weight }: RankBins, edge: number, low: number, high: number): number {
  return weight[edge] === 0 ? low : low + weight[edge] * (high - low);
}
