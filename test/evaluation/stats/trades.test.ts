import * as t from '../../../src/evaluation/_stats/trades.ts';
import { f64, near } from './_near.ts';

describe('trade statistics', () => {
  it('state turnover for the span and for a year of 365 days', () => {
    // Traded twice the equity of 100 in 73 days, a fifth of a year.
    const turned = t.turnover(200, f64(90, 110), 73 * 86_400_000);
    near(turned.total, 2);
    near(turned.annual, 10);
  });

  it('find the fee per side at which nothing is left', () => {
    // Two trades of 1,000 in and 1,000 out at 5 bps a side: fees 2; net 6, so 8 of 4,000 could be paid: 20 bps.
    near(t.breakEvenFeeBps({ net: 6, fees: 2, notional: 4000 }), 20);
  });
});
