import { defineExitDistance } from '../../core/contracts/execution.ts';
import * as p from '../../core/params.ts';

const params = { distance: p.fraction('Distance from the entry fill, as a fraction of its price.', { above: 0 }) };

/** distance = fraction * fill price. */
export default defineExitDistance({
  type: 'fixed',
  version: 1,
  summary: 'A fraction of the entry price.',
  params,
  distance: ({ distance }, fill_price) => distance * fill_price,
});
