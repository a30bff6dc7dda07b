import type { Log } from '../_simulator/types.ts';
import { SYMBOL_FIELDS } from './types.ts';
import type { PortfolioColumns, PortfolioFacts } from './types.ts';

/** Grid row of each own row, by symbol. */
export function placesOf({ symbols }: PortfolioColumns): readonly Float64Array[] {
  return symbols.map(({ rowOf, columns }) => {
    const gridOf = new Float64Array(columns.close.length);
    rowOf.forEach((r, t) => {
      if (r >= 0) gridOf[r] = t;
    });
    return gridOf;
  });
}

/** The log with the named columns turned from own rows of its symbols to rows of the grid. */
export function toGrid<L extends Log<'symbol'>>(
  log: L,
  fields: readonly (keyof L & string)[],
  places: readonly Float64Array[],
): L {
  const moved = fields.map((field) => {
    const rows = log[field] as unknown as Float64Array;
    return [field, rows.map((r, i) => places[log.symbol[i]][r] ?? NaN)] as const;
  });
  return { ...log, ...Object.fromEntries(moved) };
}

/** Sums of the logs by symbol; 0 where nothing is recorded. */
export function perSymbolOf(logs: PortfolioFacts['logs'], n: number): PortfolioFacts['perSymbol'] {
  const found = Object.fromEntries(SYMBOL_FIELDS.map((field) => [field, new Float64Array(n)]));
  const add = (field: string, symbol: number, value: number): void => void (found[field][symbol] += value);
  const { trades, fills } = logs ?? {};
  for (let i = 0; i < (trades?.rows ?? 0); i++) {
    const [s, net] = [trades?.symbol[i] ?? 0, trades?.net_pnl[i] ?? 0];
    add('trades', s, 1);
    add('chosen', s, 1);
    add('net_pnl', s, net);
    if (net > 0) add('wins', s, 1);
    add('funding', s, trades?.funding[i] ?? 0);
    add('bars_held', s, trades?.bars_held[i] ?? 0);
  }
  for (let i = 0; i < (fills?.rows ?? 0); i++) {
    const s = fills?.symbol[i] ?? 0;
    add('fees', s, fills?.fee[i] ?? 0);
    add('slippage', s, fills?.slippage[i] ?? 0);
    add('turnover', s, (fills?.size[i] ?? 0) * (fills?.price[i] ?? 0));
  }
  return { rows: n, ...found } as PortfolioFacts['perSymbol'];
}
