import { defineSizing } from '../../core/contracts/portfolio.ts';
import * as p from '../../core/params.ts';

const params = { fraction: p.fraction('Position as a fraction of equity.', { above: 0, default: 1 }) };

/** The same fraction of equity for every entry. */
export default defineSizing({
  type: 'fixed',
  version: 1,
  summary: 'A constant fraction of equity.',
  params,
  start: ({ fraction }) => fraction,
  fraction: (fraction) => fraction,
});
