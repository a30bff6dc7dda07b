import { streamOf } from '../../src/core/rng.ts';
import { panelQuality } from '../../src/evaluation/scores.ts';
import type { ScoreQuality } from '../../src/evaluation/scores.ts';
import { pooledLabel } from '../../src/runner/pooled.ts';
import { gathered } from '../../src/runner/pools.ts';
import type { RunOutcome } from '../../src/runner/run.ts';

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

/** Twelve generated symbols whose next four bars are predictable to this correlation, across symbols too, and a model of them. */
export const plantedPanel = (predictability: number, seed = 42): string => `version: 1
name: planted
seed: ${seed}
data:
  source: { type: synthetic, predictability: ${predictability}, horizon: 4, regimes: 1, common: 60% }
  symbols: [${Array.from({ length: 12 }, (_, i) => `S${i + 10}`).join(', ')}]
  interval: 1h
  range: { from: 2024-01-01, to: 2024-04-01 }
features:
  mean: { type: ema, window: 20 }
  far: { type: expression, formula: "close / mean - 1" }
  rank: { type: cross_zscore, of: far }
labels:
  h4: { type: forward_return, horizon: 4 }
split: { type: walk_forward, train: 30d, test: 30d }
models:
  m: { type: ridge, labels: [h4], features: [far, rank] }
signals:
  s: { type: score, of: m }
execution: { type: event, fees: { taker: 5bps, maker: 2bps }, slippage: none, funding: none }
`;

/** What the scores of such a run are worth where each symbol is given those of the next one. */
export function exchangedQuality({ plan, computed, symbolScores, range }: RunOutcome): ScoreQuality {
  const pool = plan.panel.pooled();
  const scores = symbolScores.map((own) => own.get('m.h4') as Float64Array);
  const score = gathered(pool, { from: 0, to: pool.rows }, ({ index }) => scores[(index + 1) % scores.length]);
  const columns = { time: plan.panel.pooled().time, score, label: pooledLabel(plan, computed, 'h4') };
  return panelQuality('m.h4', 'h4', columns, pool.range(range), 4);
}
