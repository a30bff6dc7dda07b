import { defineSizing } from '../../core/contracts/portfolio.ts';
import { budget, shareOut } from './_shares.ts';

/**
 * weight = side * gross / places: the same for each position.
 *
 * Out: fraction of equity. Places are those of `select` (with `long_short` each side has half of `gross`). Fewer symbols
 * than places: `cash` leaves the rest in cash, `spread` divides by the positions that there are. Without `rebalance` each
 * symbol has gross / symbols.
 */
export default defineSizing({
  type: 'equal',
  version: 1,
  summary: 'The same weight for every position.',
  params: budget,
  start: (values) => values,
  fraction: ({ gross }, { symbols }) => gross / symbols,
  weigh: (values, book) => shareOut(book, values, () => 1),
});
