import { defineSizing } from '../../core/contracts/portfolio.ts';
import * as p from '../../core/params.ts';

const params = {
  of: p.input(
    "Standard deviation of the return that the edge predicts, as a fraction; without it the signal's sigma.",
    {
      accepts: ['column', 'score'],
      optional: true,
    },
  ),
  fraction: p.fraction('Part of the full Kelly bet.', { above: 0, max: 1, default: 0.5 }),
  cap: p.fraction('Largest bet, as a fraction of equity.', { above: 0, default: 1 }),
};

/**
 * Fraction of equity = min(fraction * |mu| / sigma^2, cap), mu and sigma as plain returns: mu = edge / 10,000.
 *
 * In: edge (bps), sigma (bps, or the column `of` as a fraction). Sigma should span the horizon of the edge: the sigma of
 * one bar against an edge of many overstates the bet. NaN where either is not known or sigma is not above 0.
 * Source: Thorp, The Kelly criterion in blackjack, sports betting and the stock market (2006), section 7.
 */
export default defineSizing({
  type: 'kelly',
  version: 1,
  needs: ['edge'],
  summary: 'A capped part of the growth-optimal bet.',
  params,
  input: ({ of }) => of,
  start: ({ of, fraction, cap }) => ({ fraction, cap, named: of !== undefined }),
  fraction({ fraction, cap, named }, { edge, sigma, column }) {
    const sd = named ? column : sigma / 1e4;
    return sd > 0 ? Math.min((fraction * (Math.abs(edge) / 1e4)) / (sd * sd), cap) : NaN;
  },
});
