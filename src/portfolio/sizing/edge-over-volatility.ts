import { defineSizing } from '../../core/contracts/portfolio.ts';
import * as p from '../../core/params.ts';
import { remember, rememberedQuantile, startRemembered } from './_remembered.ts';

const params = {
  samples: p.integer('Number of accepted signals that are remembered.', { min: 1, default: 50 }),
  quantile: p.fraction('A strength at this quantile of them, or above, has full size.', {
    min: 0,
    max: 1,
    default: 0.9,
  }),
};

/**
 * Share of max_position = min(strength / q, 1), q = type-7 quantile of the last `samples` strengths accepted before.
 *
 * In: strength (|edge| / sigma). Out: 0..1. The first accepted signal has full size, as has any while q is 0.
 * NaN: an unknown strength gives NaN (no entry) and is not remembered.
 */
export default defineSizing({
  type: 'edge_over_volatility',
  version: 1,
  relative: true,
  summary: 'Size by the edge in units of volatility, relative to recently accepted signals.',
  params,
  start: ({ samples, quantile }) => ({ quantile, strengths: startRemembered(samples) }),
  fraction({ quantile, strengths }, { strength }) {
    if (!(strength >= 0)) return NaN;
    const full = rememberedQuantile(strengths, quantile);
    remember(strengths, strength);
    return full > 0 ? Math.min(strength / full, 1) : 1;
  },
});
