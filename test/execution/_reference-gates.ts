import type { RefBar, RefSpec } from './_reference-spec.ts';

export function quantile7(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const h = (sorted.length - 1) * q;
  const k = Math.floor(h);
  return k + 1 < sorted.length ? sorted[k] + (h - k) * (sorted[k + 1] - sorted[k]) : sorted[k];
}

export const directionAt = (bar: RefBar): number => (bar.edge > 0 ? 1 : bar.edge < 0 ? -1 : 0);
export const strengthAt = (bar: RefBar): number => (bar.sigma > 0 ? Math.abs(bar.edge) / bar.sigma : NaN);

export function voteAt(spec: RefSpec, bar: RefBar): number {
  return spec.gates.z === undefined || strengthAt(bar) >= spec.gates.z ? directionAt(bar) : 0;
}

export function roundTrip(spec: RefSpec): number {
  const { type, by } = spec.slippage;
  return 2 * (spec.taker_bps + (type === 'fixed' || type === 'volume_share' ? by : 0));
}

/** Names of the gates that refuse the decision at the close of t, each computed from all bars up to t. */
export function refusing(spec: RefSpec, bars: readonly RefBar[], t: number, lastExit: number | undefined): string[] {
  const { warmup, sigma_floor, cooldown, z, ev, min_edge, persistence, quantile } = spec.gates;
  const bar = bars[t];
  const vote = voteAt(spec, bar);
  const names: string[] = [];
  if (warmup !== undefined && t < warmup) names.push('warmup');
  if (sigma_floor !== undefined && !(bar.sigma >= sigma_floor)) names.push('sigma_floor');
  if (cooldown !== undefined && lastExit !== undefined && t - lastExit <= cooldown) names.push('cooldown');
  if (z !== undefined && !(strengthAt(bar) >= z)) names.push('z');
  if (ev !== undefined && !(vote * bar.edge - roundTrip(spec) > ev)) names.push('ev');
  if (min_edge !== undefined && !(vote * bar.edge >= min_edge)) names.push('min_edge');
  if (persistence !== undefined) {
    const votes = bars.slice(Math.max(0, t - persistence + 1), t + 1).map((b) => voteAt(spec, b));
    if (votes.length < persistence || vote === 0 || votes.some((v) => v !== vote)) names.push('persistence');
  }
  if (quantile !== undefined) {
    const past = bars.slice(0, t).map((b) => b.edge);
    const known = past.filter((e) => !Number.isNaN(e)).slice(-quantile.window);
    const full = known.length === quantile.window;
    const extreme =
      vote > 0 ? bar.edge > quantile7(known, quantile.above) : bar.edge < quantile7(known, quantile.below);
    if (!full || vote === 0 || !extreme) names.push('quantile');
  }
  return names;
}
