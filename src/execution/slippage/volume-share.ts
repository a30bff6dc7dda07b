import { defineSlippage } from '../../core/contracts/execution.ts';
import * as p from '../../core/params.ts';

const params = {
  share: p.fraction('Share of the volume of a bar at which a fill moves the price by `impact`.', { above: 0, max: 1 }),
  impact: p.bps('Move against us of a fill of that share.', { min: 0, below: 10000 }),
};

/**
 * rate = impact * sqrt(min(size / volume, 1) / share), the square-root law of market impact.
 *
 * In: size and volume of the fill's bar, in base units; without volume the fill counts as all of it. Orders are never
 * split: a fill above the share pays more instead. The estimate before a fill (`expected_value`) is `impact`.
 * Source: Almgren, Thum, Hauptmann and Li, Direct estimation of equity market impact (2005).
 */
export default defineSlippage({
  type: 'volume_share',
  version: 1,
  summary: "Grows with the fill's share of the bar's volume.",
  params,
  rate({ share, impact }, { size, volume }) {
    const taken = volume > size ? size / volume : 1;
    return (impact / 1e4) * Math.sqrt(taken / share);
  },
  expected_bps: ({ impact }) => impact,
});
