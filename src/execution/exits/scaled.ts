import { defineExitDistance } from '../../core/contracts/execution.ts';
import * as p from '../../core/params.ts';

const params = {
  of: p.input('Column in price units, such as the average true range.', { accepts: ['column', 'score'] }),
  multiple: p.number('Factor.', { above: 0 }),
};

/** distance = multiple * column at the decision bar. An entry is refused where the column is not known or not above 0. */
export default defineExitDistance({
  type: 'scaled',
  version: 1,
  summary: 'A multiple of a column, such as the average true range.',
  params,
  input: ({ of }) => of,
  distance: ({ multiple }, _fill_price, column) => multiple * column,
});
