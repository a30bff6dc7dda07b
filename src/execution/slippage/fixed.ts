import { defineSlippage } from '../../core/contracts/execution.ts';
import * as p from '../../core/params.ts';

const params = { rate: p.bps('Move against us, per side.', { min: 0, below: 10000 }) };

/** The same fraction of the price at every market fill. */
export default defineSlippage({
  type: 'fixed',
  version: 1,
  summary: 'A constant rate per side.',
  params,
  rate: ({ rate }) => rate / 1e4,
  expected_bps: ({ rate }) => rate,
});
