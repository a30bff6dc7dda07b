import type { JudgedSymbol, RunView } from '../../../src/core/contracts/diagnostic.ts';

/** A run of the given symbols; the signal is the score, and what it cost is 1% for 4 times the equity. */
export function madeView(symbols: readonly JudgedSymbol[], interval_ms = 60_000): RunView {
  return {
    interval_ms,
    seed: 1,
    fitted: () => [],
    judged: () => ({ name: 'm.next', label: 'next', unit: 'bps', middle: 0, horizon: 1, symbols }),
    signal: () => symbols.map(({ symbol, time, score }) => ({ symbol, time, value: score })),
    costed: () => ({ gross: 0.01, turnover: 4, of: 'cash' }),
    once: (_key, make) => make(),
    refuse: (key, message) => new Error(`${key}: ${message}`),
  };
}

export const symbolOf = (
  symbol: string,
  score: readonly number[],
  label: readonly number[],
  time: readonly number[] = score.map((_, t) => t * 60_000),
  close: readonly number[] = score.map(() => 1),
): JudgedSymbol => ({
  symbol,
  time: Float64Array.from(time),
  score: Float64Array.from(score),
  label: Float64Array.from(label),
  close: Float64Array.from(close),
});

export const column = (
  table: { readonly columns: readonly { readonly name: string; readonly values: ArrayLike<unknown> }[] },
  name: string,
): number[] => Array.from(table.columns.find((c) => c.name === name)?.values as ArrayLike<number>);
