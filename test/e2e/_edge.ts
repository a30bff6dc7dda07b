import { here } from '../runner/_here.ts';
import { runPlan } from '../../src/runner/run.ts';

/** A linear model that is given the planted predictor's carrier, on a year of 15-minute bars, no costs. */
const EDGE = `version: 1
name: edge
seed: 1
data:
  source: { type: synthetic, predictability: 0.05, horizon: 4, regimes: 3 }
  symbols: [SYNUSD]
  interval: 15m
  range: { from: 2024-01-01, to: 2025-01-01 }
features:
  ema_20: { type: ema, window: 20 }
  sigma: { type: realized_volatility, window: 60 }
  gap: { type: expression, formula: "(close / ema_20 - 1) / sigma" }
labels:
  h4: { type: forward_return, horizon: 4 }
split: { type: walk_forward, train: 8w, test: 4w }
models:
  lin: { type: ridge, labels: [h4], features: [gap] }
signals:
  edge: { type: weighted_horizons, of: lin, weights: { h4: 1 }, sigma: sigma }
portfolio: { of: edge }
execution: { type: event, cash: 10000, fees: none, slippage: none, funding: none, exits: { max_hold: 4 } }
`;

/** How many of the seeds 0 … seeds - 1 call the out-of-sample IC significant at 5 % (one-sided). */
export async function significantSeeds(predictability: number, seeds: number): Promise<number> {
  let count = 0;
  for (let seed = 0; seed < seeds; seed++) {
    const set = [`seed=${seed}`, `data.source.predictability=${predictability}`];
    const { qualities } = await here(EDGE, { set }, ({ opened, environment }) =>
      runPlan(opened, { feed: 'precomputed' }, environment),
    );
    if (qualities[0].significant) count += 1;
  }
  return count;
}
