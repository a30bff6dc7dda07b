import { defineSizing } from '../../core/contracts/portfolio.ts';
import * as p from '../../core/params.ts';

const params = {
  of: p.input('Standard deviation of the returns of one bar, as a fraction.', { accepts: ['column', 'score'] }),
  annual: p.fraction('Volatility that the position should have, per year.', { above: 0 }),
};

/**
 * Fraction of equity = annual / (sigma * sqrt(bars per year)), a year being 365 days.
 *
 * In: sigma of one bar (fraction) at the decision. Out: fraction of equity. NaN where sigma is not known or not above 0.
 * Source: Moreira and Muir, Volatility-managed portfolios (2017).
 */
export default defineSizing({
  type: 'volatility_target',
  version: 1,
  summary: 'Size so that the position has a given volatility.',
  params,
  input: ({ of }) => of,
  start: ({ annual }, bars_per_year) => annual / Math.sqrt(bars_per_year),
  fraction: (perBar, { column }) => (column > 0 ? perBar / column : NaN),
});
