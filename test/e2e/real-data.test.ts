import assert from 'node:assert/strict';
import { needsShared } from '../_shared.ts';
import { computedNodes, example, filesOf, sharedWorkspace } from './_assay.ts';
import type { RunJson } from './_assay.ts';

const BTC = ['bars-5m', 'binance-um_BTCUSDT_5m_20230101-20240514.csv.gz'] as const;

/** The same strategies on a few weeks of real 5-minute bars. */
const short = (path: string, to: string): string[] => {
  const sets = [
    `data.source={ type: csv, path: "${path}" }`,
    'data.symbols=[BTCUSDT]',
    'data.interval=5m',
    `data.range={ from: 2023-01-01, to: ${to} }`,
  ];
  return sets.flatMap((set) => ['--set', set]);
};

describe('on real bars', () => {
  const w = sharedWorkspace((ws) => {
    ws.write('quickstart.yml', example('quickstart'));
    ws.write('kraken-walk-forward.yml', example('kraken-walk-forward'));
  });

  it('the quickstart runs, verifies, audits clean and trades the same on the live feed', function () {
    const args = [...short(needsShared(this, ...BTC), '2023-03-20'), '--set', 'models.gbm.rounds=10'];
    const run = w().json('run', 'quickstart.yml', ...args) as RunJson;
    assert.ok(run.totals.trades > 0);
    assert.equal(w().assay('verify', run.folder).code, 0);
    const { clean } = w().json('audit', 'quickstart.yml', '--times', '2', ...args) as { clean: boolean };
    assert.equal(clean, true);
    const live = w().json('run', 'quickstart.yml', '--feed', 'live', ...args) as RunJson;
    const tables = (folder: string): object => ({ ...filesOf(folder), 'report.html': '' }); // the report names the feed
    assert.deepEqual(tables(live.folder), tables(run.folder));
  });

  it('the Kraken strategy runs and trades the same on the live feed', function () {
    const split = ['train=3w', 'calibrate=1w', 'test=1w'].flatMap((part) => ['--set', `split.${part}`]);
    const easy = [
      'models.gbm.rounds=10',
      'gates.ev.min=0bps',
      'gates.z.min=0.05',
      'features.vol_regime.window=5d',
    ].flatMap((set) => ['--set', set]);
    const args = [...short(needsShared(this, ...BTC), '2023-02-08'), ...split, ...easy];
    const run = w().json('run', 'kraken-walk-forward.yml', ...args) as RunJson;
    assert.ok(run.totals.trades > 0);
    const live = w().json('run', 'kraken-walk-forward.yml', '--feed', 'live', '--jobs', '1', ...args) as RunJson;
    assert.equal(computedNodes(live), 0);
    const tables = (folder: string): object => ({ ...filesOf(folder), 'report.html': '' });
    assert.deepEqual(tables(live.folder), tables(run.folder));
  });
});
