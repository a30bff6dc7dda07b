import type { Range } from '../core/artifacts.ts';
import type { PortfolioFacts } from '../execution/_portfolio/types.ts';
import { SYMBOL_FIELDS } from '../execution/_portfolio/types.ts';
import type { Table, TableColumn } from '../report/table.ts';

const number = (name: string, values: ArrayLike<number>): TableColumn => ({
  name,
  kind: 'number',
  values: Float64Array.from(values),
});

/** Names of the symbols that a column of places means. */
export const symbolNames = (symbols: readonly string[], places: Float64Array): TableColumn => ({
  name: 'symbol',
  kind: 'text',
  values: Array.from(places, (s) => symbols[s]),
});

/** `weights.csv`: what each rebalance chose or held, the weight it wanted, the one it found, and the order it sent. */
export function weightsTable({ symbols, logs }: PortfolioFacts, time: Float64Array): Table | undefined {
  const targets = logs?.targets;
  if (targets === undefined) return undefined;
  return {
    rows: targets.rows,
    columns: [
      { name: 'decision_time', kind: 'time', values: Array.from(targets.decision_row, (row) => time[row]) },
      symbolNames(symbols, targets.symbol),
      number('side', targets.side),
      number('score', targets.score),
      number('weight', targets.weight),
      number('held', targets.held),
      number('ordered', targets.ordered),
    ],
  };
}

/** `diagnostics/symbols.csv`: what each symbol contributed and cost, sums over the run. */
export function symbolsTable({ symbols, perSymbol }: PortfolioFacts): Table {
  const places = Float64Array.from(symbols.keys());
  return {
    rows: symbols.length,
    columns: [symbolNames(symbols, places), ...SYMBOL_FIELDS.map((field) => number(field, perSymbol[field]))],
  };
}

/** Columns of `equity.parquet` besides time and equity. */
export function exposureColumns({ gross, net, positions }: PortfolioFacts, { from, to }: Range): TableColumn[] {
  return [
    number('gross', gross.subarray(from, to)),
    number('net', net.subarray(from, to)),
    number('positions', positions.subarray(from, to)),
  ];
}
