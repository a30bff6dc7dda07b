import assert from 'node:assert/strict';
import { runPlan } from '../../src/runner/run.ts';
import type { RunOutcome } from '../../src/runner/run.ts';
import { here } from './_here.ts';
import { CONFIG, marketFiles, panelSpec } from './_panel.ts';

const SYMBOLS = [
  { name: 'CCC' },
  { name: 'AAA', from: 150, holes: [400, 401, 402, 640] },
  { name: 'BBB', to: 690 },
  { name: 'DDD', holes: [333, 500] },
  { name: 'REF', holes: [350, 351] },
];
const files = {
  'config.yml': CONFIG,
  ...marketFiles(SYMBOLS, 720),
  'universe.csv': 'symbol,from,to\nAAA,2024-01-01,\nBBB,2024-01-10,\nCCC,2024-01-01,2024-01-26\nDDD,2024-01-12,\n',
};
const MODEL = `features:
  rsi: { type: rsi, window: 14 }
  slope: { type: ema_slope, window: 4, interval: 4h }
  ref: { type: log_return, window: 6, symbol: REF }
  ref_slope: { type: ema_slope, window: 3, interval: 4h, symbol: REF }
  rank: { type: cross_rank, of: rsi }
  free: { type: cross_neutralize, of: slope, against: rank }
  rank_mean: { type: ema, of: rank, window: 5 }
  sigma: { type: realized_volatility, window: 20 }
labels: { h4: { type: forward_return, horizon: 4 } }
split: { type: walk_forward, train: 8d, calibrate: 3d, test: 4d }
models:
  m: { type: ridge, labels: [h4], features: [rsi, ref, ref_slope, free, rank_mean] }
  own: { type: ridge, labels: [h4], features: [rsi, slope], per_symbol: true }
calibrators:
  cal: { type: linear, of: m, min_samples: 20 }
  own_cal: { type: linear, of: own, min_samples: 20, per_symbol: true }
`;
const GATES = `gates:
  steady: { type: persistence, window: 2 }
  rest: { type: cooldown, window: 2 }
`;
const SIGNALS = `signals:
  pooled: { type: score, of: cal, sigma: sigma }
  alone: { type: score, of: own_cal, sigma: sigma }
  s: { type: mean, of: [pooled, alone] }
`;
const PORTFOLIOS = {
  'to target weights': `portfolio:
  of: s
  side: long_short
  select: { type: top_n, n: 2 }
  sizing: { type: inverse_volatility, of: sigma, gross: 1 }
  rebalance: { every: 12h }
`,
  'each by its own signal': 'portfolio: { of: s, sizing: { type: fixed, fraction: 0.3 } }\n',
};
const LISTED = panelSpec(['AAA'], '').replace('symbols: [AAA]', 'universe: { type: list, path: ./universe.csv }');
const EXITS = 'exits: { stop_loss: { type: fixed, distance: 1% }, take_profit: { type: fixed, distance: 1% } } }';

async function bothFeeds(portfolio: string): Promise<readonly [RunOutcome, RunOutcome]> {
  const spec = `${LISTED}${MODEL}${SIGNALS}${GATES}${portfolio}`;
  const text = portfolio.includes('rebalance') ? spec : spec.replace('funding: none }', `funding: none, ${EXITS}`);
  return here(text, { files }, async ({ opened, environment }) => [
    await runPlan(opened, { feed: 'precomputed' }, environment),
    await runPlan(opened, { feed: 'live' }, environment),
  ]);
}

describe('the live feed of several symbols', () => {
  for (const [name, portfolio] of Object.entries(PORTFOLIOS)) {
    it(`has the bytes of the precomputed one: ${name}`, async () => {
      const [a, b] = await bothFeeds(portfolio);
      assert.ok(a.result.totals.trades > 8, `${a.result.totals.trades} trades`);
      assert.deepEqual(b.result, a.result);
    });
  }
});
