import { defineDiagnostic } from '../../core/contracts/diagnostic.ts';
import { sharpe } from '../_stats/index.ts';
import type { Costed } from '../../core/contracts/diagnostic.ts';
import * as p from '../../core/params.ts';

const params = {
  low: p.bps('Lowest fee per side; below 0 = a rebate.', { min: -100, max: 1000, default: '-1bps' }),
  high: p.bps('Highest fee per side.', { min: -100, max: 1000, default: '10bps' }),
  step: p.bps('Distance of neighbouring fees.', { above: 0, max: 1000, default: '1bps' }),
};

/**
 * net(fee) = gross - fee x turnover, for fees low, low + step … high.
 *
 * In: what the run has earned before fees (slippage and funding already taken) and the sum of what it traded. Out: fees in
 * bps per side, net as a fraction, and where positions are held by the bar the annualised Sharpe ratio of their net returns
 * (365 days, ddof 1). The break-even fee is where net is 0.
 */
export default defineDiagnostic({
  type: 'cost_ladder',
  version: 1,
  summary: 'The net result at other fees than those that were paid.',
  params,
  check({ low, high }) {
    return low < high ? [] : [{ key: 'high', message: 'must lie above "low"' }];
  },
  compute({ low, high, step }, view) {
    const { gross, turnover, of, bars } = view.costed();
    const steps = Math.floor((high - low) / step + 1e-9) + 1;
    const fees = Float64Array.from({ length: steps }, (_, i) => low + i * step);
    return {
      tradable: true,
      tables: {
        '': {
          rows: steps,
          columns: [
            { name: 'fee_bps', kind: 'number', values: fees },
            { name: 'net', kind: 'number', values: fees.map((fee) => gross - (fee / 1e4) * turnover) },
            ...(bars === undefined ? [] : [{ name: 'sharpe', kind: 'number' as const, values: sharpes(bars, fees) }]),
          ],
        },
      },
      facts: [
        { name: 'gross', value: gross, unit: `fraction of ${of}`, samples: 1 },
        { name: 'turnover', value: turnover, unit: `times ${of}`, samples: 1 },
        { name: 'break_even_fee', value: (gross / turnover) * 1e4, unit: 'bps per side', samples: 1 },
      ],
      charts: [
        {
          kind: 'bars',
          table: '',
          x: 'fee_bps',
          y: 'net',
          x_title: 'fee per side, bps',
          y_title: `net, fraction of ${of}`,
          title: 'Net result by fee',
          reading: 'What the same trades would have earned at each fee per side; below 0 the exchange pays a rebate.',
        },
      ],
    };
  },
});

function sharpes({ gross, changed, a_year }: NonNullable<Costed['bars']>, fees: Float64Array): Float64Array {
  return fees.map((fee) =>
    sharpe(
      gross.map((g, i) => g - (fee / 1e4) * changed[i]),
      a_year,
    ),
  );
}
