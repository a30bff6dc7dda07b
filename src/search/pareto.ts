/** Losses of one trial by objective, lower is better. */
export type Losses = readonly number[];

/** Whether `a` is nowhere worse than `b` and somewhere better. */
export function dominates(a: Losses, b: Losses): boolean {
  let better = false;
  for (let i = 0; i < a.length; i++) {
    if (a[i] > b[i]) return false;
    if (a[i] < b[i]) better = true;
  }
  return better;
}

/**
 * Front of each point: 0 = dominated by none, k = by none once fronts below k are gone.
 * Source: Deb, Pratap, Agarwal and Meyarivan (2002), A fast and elitist multiobjective genetic algorithm: NSGA-II.
 */
export function frontsOf(points: readonly Losses[]): Int32Array {
  const fronts = new Int32Array(points.length).fill(-1);
  const dominatedBy = points.map((p) => points.reduce((count, q) => count + (dominates(q, p) ? 1 : 0), 0));
  for (let front = 0, left = points.length; left > 0; front++) {
    const members = dominatedBy.flatMap((count, i) => (count === 0 && fronts[i] < 0 ? [i] : []));
    for (const i of members) fronts[i] = front;
    for (const i of members)
      points.forEach((q, j) => {
        if (fronts[j] < 0 && dominates(points[i], q)) dominatedBy[j]--;
      });
    left -= members.length;
  }
  return fronts;
}

/** Distance of each point's neighbours along every objective, as a share of the range; Infinity at the ends. Source: as `frontsOf`. */
export function crowdingOf(points: readonly Losses[]): Float64Array {
  const distance = new Float64Array(points.length);
  const objectives = points.at(0)?.length ?? 0;
  for (let o = 0; o < objectives; o++) {
    const order = points.map((_, i) => i).sort((a, b) => points[a][o] - points[b][o] || a - b);
    const range = points[order[order.length - 1]][o] - points[order[0]][o];
    distance[order[0]] = Infinity;
    distance[order[order.length - 1]] = Infinity;
    for (let k = 1; k < order.length - 1; k++)
      if (range > 0) distance[order[k]] += (points[order[k + 1]][o] - points[order[k - 1]][o]) / range;
  }
  return distance;
}

/**
 * Volume that is dominated by the points and lies below `reference`, by slices along the last objective.
 * Source: While, Bradstreet and Barone (2012), A fast way of calculating exact hypervolumes (the limiting of sets).
 */
export function hypervolume(points: readonly Losses[], reference: Losses): number {
  const inside = points.filter((p) => p.every((x, i) => x < reference[i]));
  if (inside.length === 0) return 0;
  const last = reference.length - 1;
  if (last === 0) return reference[0] - Math.min(...inside.map(([x]) => x));
  const sorted = inside.toSorted((a, b) => a[last] - b[last]);
  let volume = 0;
  for (let i = 0; i < sorted.length; i++) {
    const top = i + 1 < sorted.length ? sorted[i + 1][last] : reference[last];
    const depth = top - sorted[i][last];
    if (depth <= 0) continue;
    const below = sorted.slice(0, i + 1).map((p) => p.slice(0, last));
    volume += depth * hypervolume(below, reference.slice(0, last));
  }
  return volume;
}
