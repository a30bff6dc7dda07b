import type { Range } from '../core/artifacts.ts';
import {
  barsPerYear,
  breakEvenFeeBps,
  breakEvenOf,
  cagr,
  calmar,
  dailyEquity,
  dailyOf,
  maxDepth,
  metric,
  probabilisticSharpe,
  returnsOf,
  sharpe,
  sharpeSample,
  sortino,
  totalReturn,
  turnover,
  unitMetrics,
  volatility,
  withhold,
  withholdUnder,
} from './_stats/index.ts';
import type { Metric, UnitReturns } from './_stats/index.ts';

export type { Metric } from './_stats/index.ts';

const MIN_TRADES = 10;
const MIN_DAYS = 14;

/** Sums over all trades and fills of a simulation, money in the quote currency. */
export interface AccountTotals {
  readonly trades: number;
  readonly wins: number;
  readonly losses: number;
  /** Sums of positive and of negative net PnL. */
  readonly profit: number;
  readonly loss: number;
  readonly fees: number;
  readonly slippage: number;
  readonly funding: number;
  /** Sum of price x size over all fills. */
  readonly turnover: number;
  readonly bars_held: number;
}

/** What an account did over some rows; `equity` is marked at each bar's close. Trials know no more than this. */
export interface AccountRecord {
  readonly time: Float64Array;
  readonly interval_ms: number;
  readonly range: Range;
  readonly equity: Float64Array;
  readonly cash: number;
  readonly totals: AccountTotals;
  readonly unit?: UnitReturns | undefined;
}

/** Simple returns from one 00:00 UTC to the next, the starting cash first. */
export function dailyReturns({ time, interval_ms, range, equity, cash, unit }: AccountRecord): Float64Array {
  const { from, to } = range;
  if (unit !== undefined) return dailyOf(unit.net, time.subarray(from, to), interval_ms);
  return returnsOf(
    dailyEquity({ time: time.subarray(from, to), equity: equity.subarray(from, to), interval_ms, initial: cash })
      .equity,
  );
}

/**
 * The metrics of an account, in a fixed order; `annual` = 365 days. Sharpe ratios and what hangs on them are withheld
 * under 10 trades or 14 days. Exposure counts bars between entry and exit fill.
 *
 * In: `days` = its daily returns, where they are known already; `scratch`, overwritten: as many values as rows, or more.
 */
export function accountMetrics(
  record: AccountRecord,
  days = dailyReturns(record),
  scratch = new Float64Array(record.equity.length),
): readonly Metric[] {
  const { interval_ms, range, cash, totals } = record;
  const time = record.time.subarray(range.from, range.to);
  const equity = record.equity.subarray(range.from, range.to);
  const bars = equity.length;
  const { unit } = record;
  const perBar = unit?.net ?? scratch.subarray(0, bars);
  const depth = unit === undefined ? walk(cash, equity, perBar) : maxDepth(equity);
  const years = barsPerYear(interval_ms);
  const total = totalReturn(Float64Array.of(cash, equity[bars - 1]));
  const growth = cagr(total, bars === 0 ? 0 : (time[bars - 1] - time[0] + interval_ms) / 86_400_000);
  const enough = (m: Metric): Metric => {
    if (totals.trades < MIN_TRADES) return withhold(m, `${totals.trades} trades, at least ${MIN_TRADES} are needed`);
    return withholdUnder(m, MIN_DAYS, 'days');
  };
  return [
    metric('total_return', total, 'fraction', bars),
    metric('cagr', growth, 'fraction per 365 days', bars),
    metric('volatility', volatility(days, 365), 'fraction per 365 days', days.length),
    enough(metric('sharpe_daily', sharpe(days, 365), 'per 365 days', days.length)),
    enough({
      ...metric('sharpe_bar', sharpe(perBar, years), `per ${years} bars`, perBar.length),
      samples: days.length,
    }),
    enough(metric('sortino', sortino(days, 365), 'per 365 days', days.length)),
    enough(metric('psr', probabilisticSharpe(sharpeSample(days)), 'probability', days.length)),
    enough(metric('calmar', calmar(growth, depth), 'ratio', days.length)),
    metric('max_drawdown', depth, 'fraction', bars),
    ...tradeMetrics(totals, bars),
    ...costMetrics(totals, equity, bars * interval_ms, unit),
    ...(unit === undefined ? [] : unitMetrics(unit, years)),
  ];
}

/** Writes what `returnsOf` gives of the curve that begins with the cash and returns `maxDepth`, in one pass; most bars change nothing. */
function walk(cash: number, equity: Float64Array, returns: Float64Array): number {
  let before = cash;
  let [peak, lowest] = [equity[0], equity[0]];
  let depth = 0;
  for (let i = 0; i < returns.length; i++) {
    const value = equity[i];
    if (value === before && value !== 0) {
      returns[i] = 0;
      continue;
    }
    returns[i] = before === 0 ? NaN : value / before - 1;
    before = value;
    if (value >= peak) {
      peak = value;
      lowest = value;
    } else if (value < lowest) {
      lowest = value;
      depth = Math.min(depth, peak === 0 ? NaN : value / peak - 1);
    }
  }
  return depth;
}

function tradeMetrics(
  { trades, wins, losses, profit, loss, bars_held }: AccountTotals,
  bars: number,
): readonly Metric[] {
  const of = (name: string, value: number, unit: string): Metric =>
    withholdUnder(metric(name, value, unit, trades), 1, 'trades');
  return [
    metric('trades', trades, 'count', trades),
    of('hit_rate', wins / trades, 'fraction'),
    of('profit_factor', profit / -loss, 'ratio'),
    of('payoff_ratio', profit / wins / (-loss / losses), 'ratio'),
    of('expectancy', (profit + loss) / trades, 'quote per trade'),
    of('average_hold', bars_held / trades, 'bars'),
    metric('exposure', bars_held / bars, 'fraction', bars),
  ];
}

function costMetrics(
  totals: AccountTotals,
  equity: Float64Array,
  span_ms: number,
  unit: UnitReturns | undefined,
): readonly Metric[] {
  const { trades, profit, loss, fees, slippage, funding } = totals;
  // an account that costs have nearly used up weighs its first bars alone; a unit weighs all bars the same
  const breakEven =
    unit === undefined
      ? breakEvenFeeBps({ net: profit + loss, fees, notional: totals.turnover })
      : breakEvenOf(unit) * 10_000;
  const annual =
    unit === undefined ? turnover(totals.turnover, equity, span_ms).annual : unit.turnover * barsPerYear(span_ms);
  return [
    metric('turnover', annual, 'times equity per 365 days', trades),
    metric('fees', fees, 'quote', trades),
    metric('slippage', slippage, 'quote', trades),
    metric('funding', funding, 'quote', trades),
    withholdUnder(metric('break_even_fee', breakEven, 'bps per side', trades), 1, 'trades'),
  ];
}
