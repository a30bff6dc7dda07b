import { defineSlippage } from '../../core/contracts/execution.ts';
import * as p from '../../core/params.ts';

const params = {
  of: p.input('Column of fractions, such as the standard deviation of one bar.', { accepts: ['column', 'score'] }),
  multiple: p.number('Factor.', { min: 0 }),
};

/**
 * rate = multiple * column, the column's last known value up to the last closed bar; 0 before it has any.
 * It is not known beforehand: a cost estimate before the fill (`expected_value`) counts the fees only.
 */
export default defineSlippage({
  type: 'scaled',
  version: 1,
  summary: 'A multiple of a column, such as volatility.',
  params,
  input: ({ of }) => of,
  rate: ({ multiple }, { column }) => (column > 0 ? multiple * column : 0),
  expected_bps: () => 0,
});
