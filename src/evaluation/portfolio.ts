import type { Range } from '../core/artifacts.ts';
import { metric, withholdUnder } from './_stats/index.ts';
import type { Metric } from './_stats/index.ts';

/** What is known of an account of several symbols besides its equity, by row. */
export interface PortfolioRecord {
  /** Sum of |positions| and of positions as shares of equity. */
  readonly gross: Float64Array;
  readonly net: Float64Array;
  readonly positions: ArrayLike<number>;
  /** Returns of the chosen, in the direction chosen, from one rebalance to the next. */
  readonly chosen: Float64Array;
}

/**
 * Metrics of an account of several symbols, in place of `exposure`, which there counts the bars of every position: share of
 * bars with a position, means of gross and net exposure and of positions held, and the share of chosen symbols that moved
 * the way they were chosen until the next rebalance (`selection_hit_rate`; the top-N hit rate where `select` is `top_n`).
 */
export function portfolioMetrics(record: PortfolioRecord, { from, to }: Range): readonly Metric[] {
  const bars = to - from;
  let [held, gross, net, positions] = [0, 0, 0, 0];
  for (let t = from; t < to; t++) {
    if (record.positions[t] > 0) held++;
    gross += record.gross[t];
    net += record.net[t];
    positions += record.positions[t];
  }
  const { chosen } = record;
  const hits = chosen.reduce((sum, x) => sum + Number(x > 0), 0);
  return [
    metric('exposure', held / bars, 'fraction', bars),
    metric('gross_exposure', gross / bars, 'fraction of equity', bars),
    metric('net_exposure', net / bars, 'fraction of equity', bars),
    metric('positions', positions / bars, 'symbols', bars),
    withholdUnder(metric('selection_hit_rate', hits / chosen.length, 'fraction', chosen.length), 1, 'choices'),
  ];
}
