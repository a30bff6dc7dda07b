import assert from 'node:assert/strict';
import { precomputedInputs } from '../../src/runner/strategy.ts';
import { runPlan } from '../../src/runner/run.ts';
import { scoresOf } from '../../src/runner/stitch.ts';
import { createPanelTrader } from '../../src/search/panel-trader.ts';
import { patchSpec } from '../../src/search/patch.ts';
import { trialGroup } from '../../src/search/trial.ts';
import { here } from '../runner/_here.ts';
import { CONFIG, marketFiles, panelSpec } from '../runner/_panel.ts';

const NAMES = ['AAA', 'BBB', 'CCC'];
const files = {
  'config.yml': CONFIG,
  ...marketFiles([{ name: 'AAA' }, { name: 'BBB', from: 90 }, { name: 'CCC' }], 24 * 15),
};
const spec = panelSpec(
  NAMES,
  `features:
  ret: { type: returns, windows: [12] }
signals:
  momentum: { type: score, of: ret.12 }
gates:
  entry: { type: min_edge, min: 5bps }
portfolio:
  side: long
  select: { type: top_n, n: 2 }
  sizing: { type: equal }
  rebalance: { every: 12h }
`,
);

describe('trials of several symbols', () => {
  it('have the metrics that a run of the same spec has', async () => {
    const run = (set: readonly string[]) =>
      here(spec, { files, set }, ({ opened, environment }) => runPlan(opened, { feed: 'precomputed' }, environment));
    await here(spec, { files }, async ({ opened, environment }) => {
      const { plan, computed, symbolScores, scores, range } = await runPlan(
        opened,
        { feed: 'precomputed' },
        environment,
      );
      const trader = createPanelTrader(opened, (member) =>
        precomputedInputs(plan, computed, scoresOf(plan, symbolScores[member.index], scores), member),
      );
      for (const [path, value] of [
        ['portfolio.select.n', 1],
        ['gates.entry.min', '60bps'],
        ['portfolio.sizing.gross', 0.5],
      ] as const) {
        const patched = patchSpec(opened.spec, opened.lookup, path, value);
        assert.ok(patched !== undefined, path);
        const trial = trader.trade(patched, range);
        assert.deepEqual(trial.metrics, (await run([`${path}=${value}`])).metrics, path);
      }
    });
  });

  it('are judged on the symbols of evaluation.symbols, and rank scores among all symbols', async () => {
    const fitted = panelSpec(
      NAMES,
      `features:
  ret: { type: returns, windows: [1, 12] }
labels:
  next: { type: forward_return, horizon: 1 }
split: { type: walk_forward, train: 5d, test: 3d }
models:
  m: { type: ridge, labels: [next], features: [all] }
signals:
  thirds: { type: quantile, of: m, bins: 3, scope: timestamp }
portfolio: { of: thirds, symbols: [BBB], sizing: { type: fixed, fraction: 1 } }
evaluation: { label: next, symbols: [BBB] }
`,
    );
    const set = ['execution={type: vectorized, label: next, fees: {taker: 5bps}, slippage: none, funding: none}'];
    for (const sets of [[], set])
      await here(fitted, { files, set: sets }, async ({ folder, opened, environment }) => {
        const run = await runPlan(opened, { feed: 'precomputed' }, environment);
        const { time } = opened.plan.bars;
        const base = { file: 'spec.yml', folder, sets: [], from: time[0], to: time[time.length - 1] + 1 };
        const group = trialGroup(base, opened, environment);
        const trial = await group.whole({});
        assert.deepEqual(trial.metrics, run.metrics);
        assert.ok(run.result.totals.trades > 3);
        const [first] = await group.fold({}, 0);
        assert.ok(Number.isFinite(first.value));
      });
  });
});
