import { defineSizing } from '../../core/contracts/portfolio.ts';
import * as p from '../../core/params.ts';
import { budget, shareOut } from './_shares.ts';

const params = {
  of: p.input('Standard deviation of returns, in any unit that is the same for all symbols.', {
    accepts: ['column', 'score'],
  }),
  ...budget,
};

/**
 * weight = side * gross * (1 / sigma) / sum(1 / sigma) over the positions (of a side, for `long_short`).
 *
 * In: sigma at the decision. Out: fraction of equity. A sigma that is not known or not above 0: no position, counted.
 * Source: Maillard, Roncalli and Teiletche, The properties of equally weighted risk contribution portfolios (2010), section 2
 * (equal risk where correlations are equal).
 */
export default defineSizing({
  type: 'inverse_volatility',
  version: 1,
  crossSectional: true,
  summary: 'Weights in inverse proportion to volatility.',
  params,
  input: ({ of }) => of,
  start: (values) => values,
  fraction: ({ gross }, { symbols }) => gross / symbols,
  weigh: (values, book) => shareOut(book, values, (s) => 1 / book.column[s]),
});
