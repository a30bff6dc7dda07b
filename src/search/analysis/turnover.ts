import { quantile7 } from '../../core/math/index.ts';

/** Trials with about the same turnover. */
export interface TurnoverBand {
  /** Times equity per 365 days. */
  readonly from: number;
  readonly to: number;
  readonly trials: number;
  readonly best: number;
  readonly median: number;
  /** Trial of the best Sharpe ratio. */
  readonly index: number;
}

interface Traded {
  readonly index: number;
  readonly metrics: { readonly [name: string]: number | null };
}

const BANDS = 5;

/** Sharpe ratio (daily, per 365 days) against turnover, in bands of equally many trials. Trials without either are left out. */
export function turnoverBands(trials: readonly Traded[]): readonly TurnoverBand[] {
  const known = trials.flatMap(({ index, metrics }) => {
    const [turnover, sharpe] = [metrics['turnover'], metrics['sharpe_daily']];
    return turnover === null || turnover === undefined || sharpe === null || sharpe === undefined
      ? []
      : [{ index, turnover, sharpe }];
  });
  known.sort((a, b) => a.turnover - b.turnover || a.index - b.index);
  const bands = Math.min(BANDS, Math.floor(known.length / 2));
  return Array.from({ length: bands }, (_, k) => {
    const part = known.slice(Math.floor((k * known.length) / bands), Math.floor(((k + 1) * known.length) / bands));
    const best = part.reduce((a, b) => (b.sharpe > a.sharpe ? b : a));
    return {
      from: part[0].turnover,
      to: part[part.length - 1].turnover,
      trials: part.length,
      best: best.sharpe,
      median: quantile7(Float64Array.from(part, ({ sharpe }) => sharpe).sort(), 0.5),
      index: best.index,
    };
  });
}
