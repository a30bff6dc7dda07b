import type { Range } from '../core/artifacts.ts';
import {
  averageHoldBars,
  barsPerYear,
  breakEvenFeeBps,
  cagr,
  calmar,
  costTotals,
  dailyEquity,
  expectancy,
  exposure,
  hitRate,
  maxDrawdown,
  metric,
  payoffRatio,
  probabilisticSharpe,
  profitFactor,
  returnsOf,
  sharpe,
  sharpeSample,
  sortino,
  totalReturn,
  turnover,
  volatility,
  withhold,
  withholdUnder,
} from './_stats/index.ts';
import type { Metric } from './_stats/index.ts';

export type { Metric } from './_stats/index.ts';

const MIN_TRADES = 10;
const MIN_DAYS = 14;

/** What an account did over some rows. Trades are closed ones, columns per trade, rows are bar rows. */
export interface AccountRecord {
  readonly time: Float64Array;
  readonly interval_ms: number;
  readonly range: Range;
  readonly equity: Float64Array;
  readonly position: Float64Array;
  readonly cash: number;
  readonly trades: {
    readonly rows: number;
    readonly net_pnl: Float64Array;
    readonly entry_row: Float64Array;
    readonly exit_row: Float64Array;
    readonly entry_price: Float64Array;
    readonly exit_price: Float64Array;
    readonly size: Float64Array;
    readonly fees: Float64Array;
    readonly slippage: Float64Array;
    readonly funding: Float64Array;
  };
}

/** The account's metrics: DESIGN section 8. Sharpe ratios and what hangs on them are withheld under 10 trades or 14 days. */
export function accountMetrics(record: AccountRecord): readonly Metric[] {
  const { interval_ms, range, cash, trades } = record;
  const time = record.time.subarray(range.from, range.to);
  const equity = record.equity.subarray(range.from, range.to);
  const bars = equity.length;
  const daily = dailyEquity({ time, equity, interval_ms, initial: cash });
  const days = returnsOf(daily.equity);
  const perBar = returnsOf(Float64Array.of(cash, ...equity));
  const years = barsPerYear(interval_ms);
  const total = totalReturn(Float64Array.of(cash, equity[bars - 1]));
  const span_days = bars === 0 ? 0 : (time[bars - 1] - time[0] + interval_ms) / 86_400_000;
  const growth = cagr(total, span_days);
  const fall = maxDrawdown({ time, equity });
  const depth = fall?.depth ?? 0;
  const enough = (m: Metric): Metric => {
    if (trades.rows < MIN_TRADES) return withhold(m, `${trades.rows} trades, at least ${MIN_TRADES} are needed`);
    return withholdUnder(m, MIN_DAYS, 'days');
  };
  const ofTrades = (name: string, value: number, unit: string): Metric => withholdUnder(metric(name, value, unit, trades.rows), 1, 'trades');
  return [
    metric('total_return', total, 'fraction', bars),
    metric('cagr', growth, 'fraction per 365 days', bars),
    metric('volatility', volatility(days, 365), 'fraction per 365 days', days.length),
    enough(metric('sharpe_daily', sharpe(days, 365), 'per 365 days', days.length)),
    enough({ ...metric('sharpe_bar', sharpe(perBar, years), `per ${years} bars`, perBar.length), samples: days.length }),
    enough(metric('sortino', sortino(days, 365), 'per 365 days', days.length)),
    enough(metric('psr', probabilisticSharpe(sharpeSample(days)), 'probability', days.length)),
    enough(metric('calmar', calmar(growth, depth), 'ratio', days.length)),
    metric('max_drawdown', depth, 'fraction', bars),
    metric('trades', trades.rows, 'count', trades.rows),
    ofTrades('hit_rate', hitRate(trades.net_pnl), 'fraction'),
    ofTrades('profit_factor', profitFactor(trades.net_pnl), 'ratio'),
    ofTrades('payoff_ratio', payoffRatio(trades.net_pnl), 'ratio'),
    ofTrades('expectancy', expectancy(trades.net_pnl), 'quote per trade'),
    ofTrades('average_hold', averageHoldBars({ entry_bar: trades.entry_row, exit_bar: trades.exit_row }), 'bars'),
    metric('exposure', exposure(record.position.subarray(range.from, range.to)), 'fraction', bars),
    ...costMetrics(record, equity, bars * interval_ms),
  ];
}

function costMetrics({ trades }: AccountRecord, equity: Float64Array, span_ms: number): readonly Metric[] {
  const notional = Float64Array.from(trades.size, (size, i) => size * (trades.entry_price[i] + trades.exit_price[i]));
  const traded = notional.reduce((sum, x) => sum + x, 0);
  const turned = turnover(traded, equity, span_ms);
  const costs = costTotals(trades);
  const breakEven = metric('break_even_fee', breakEvenFeeBps({ net: trades.net_pnl, fees: trades.fees, notional }), 'bps per side', trades.rows);
  return [
    metric('turnover', turned.annual, 'times equity per 365 days', trades.rows),
    metric('fees', costs.fees, 'quote', trades.rows),
    metric('slippage', costs.slippage, 'quote', trades.rows),
    metric('funding', costs.funding, 'quote', trades.rows),
    withholdUnder(breakEven, 1, 'trades'),
  ];
}
