import { streamOf } from '../../src/core/rng.ts';

const HOUR = 3_600_000;
export const START = Date.UTC(2024, 0, 1);

/** Which bars of a symbol exist, by hour since START. */
export interface Symbol {
  readonly name: string;
  readonly from?: number;
  readonly to?: number;
  readonly holes?: readonly number[];
}

/** CSV files of a small market, one per symbol, a factor shared. */
export function marketFiles(symbols: readonly Symbol[], hours: number, seed = 1): { readonly [path: string]: string } {
  const factor = walk(streamOf(seed, 'factor'), hours);
  return Object.fromEntries(
    symbols.map(({ name, from = 0, to = hours, holes = [] }) => {
      const rng = streamOf(seed, name);
      const lines = ['timestamp,open,high,low,close,volume'];
      let close = 100;
      for (let t = 0; t < hours; t++) {
        const open = close;
        close = open * (1 + factor[t] + 0.01 * (rng.uniform() - 0.5));
        const [high, low] = [Math.max(open, close) * 1.002, Math.min(open, close) * 0.998];
        const volume = 10 + 5 * rng.uniform();
        if (t < from || t >= to || holes.includes(t)) continue;
        lines.push([START + t * HOUR, open, high, low, close, volume].join(','));
      }
      return [`data/${name}.csv`, `${lines.join('\n')}\n`];
    }),
  );
}

function walk(rng: { uniform(): number }, hours: number): Float64Array {
  return new Float64Array(hours).map(() => 0.01 * (rng.uniform() - 0.5));
}

export const CONFIG = 'paths: { data: data, results: results, logs: logs, cache: .cache }\n';

/** A spec over those files; `more` = the blocks after data. */
export function panelSpec(symbols: readonly string[], more: string): string {
  return `version: 1
name: panel
data:
  source: { type: csv, path: "{symbol}.csv" }
  symbols: [${symbols.join(', ')}]
  interval: 1h
  clean: { gaps: drop }
${more}execution: { type: event, fees: { taker: 5bps, maker: 2bps }, slippage: none, funding: none }
`;
}
