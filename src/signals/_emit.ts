/** |edge| / sigma; NaN where the distance cannot be told because sigma is not known or not above 0. */
export function strengthOf(edge: number, sigma: number): number {
  return sigma > 0 ? Math.abs(edge) / sigma : NaN;
}

/** Factor that turns a column of this unit into bps. */
export function toBps(unit: string | undefined): number {
  return unit === 'fraction' ? 1e4 : 1;
}

/** Writes one bar of a signal that has a direction only. */
export function emitDirection(outputs: readonly Float64Array[], i: number, direction: number): void {
  outputs[0][i] = direction;
  outputs[1][i] = NaN;
  outputs[2][i] = NaN;
  outputs[3][i] = Math.abs(direction);
}

/** Writes one bar of a signal with an edge; without a sigma its strength is that of its direction. */
export function emitEdge(
  outputs: readonly Float64Array[],
  i: number,
  edge: number,
  sigma: number,
  hasSigma: boolean,
): void {
  const direction = edge > 0 ? 1 : edge < 0 ? -1 : 0;
  outputs[0][i] = direction;
  outputs[1][i] = edge;
  outputs[2][i] = sigma;
  outputs[3][i] = hasSigma ? strengthOf(edge, sigma) : Math.abs(direction);
}
