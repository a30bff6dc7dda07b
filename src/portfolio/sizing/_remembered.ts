/** The last `samples` values in arrival order (a ring) and in rising order; few and rare, so kept by insertion. */
export interface Remembered {
  readonly ring: Float64Array;
  readonly sorted: Float64Array;
  seen: number;
}

export function startRemembered(samples: number): Remembered {
  return { ring: new Float64Array(samples), sorted: new Float64Array(samples), seen: 0 };
}

/** Appends a value that is not NaN; the oldest leaves once `samples` are held. */
export function remember(state: Remembered, value: number): void {
  const { ring, sorted } = state;
  const slot = state.seen % ring.length;
  let n = state.seen < ring.length ? state.seen : ring.length;
  if (state.seen >= ring.length) {
    sorted.copyWithin(sorted.indexOf(ring[slot]), sorted.indexOf(ring[slot]) + 1, n);
    n--;
  }
  let at = n - 1;
  for (; at >= 0 && sorted[at] > value; at--) sorted[at + 1] = sorted[at];
  sorted[at + 1] = value;
  ring[slot] = value;
  state.seen++;
}

/** Type-7 quantile of what is held; NaN when nothing is. */
export function rememberedQuantile({ ring, sorted, seen }: Remembered, q: number): number {
  const n = seen < ring.length ? seen : ring.length;
  if (n === 0) return NaN;
  const at = (n - 1) * q;
  const below = Math.floor(at);
  const weight = at - below;
  return weight === 0 ? sorted[below] : sorted[below] + weight * (sorted[below + 1] - sorted[below]);
}
