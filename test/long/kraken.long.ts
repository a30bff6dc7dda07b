import assert from 'node:assert/strict';
import { needsShared } from '../_shared.ts';
import { computedNodes, example, filesOf, sharedWorkspace } from '../e2e/_assay.ts';
import type { RunJson } from '../e2e/_assay.ts';

const BTC = ['bars-5m', 'binance-um_BTCUSDT_5m_20230101-20240514.csv.gz'] as const;
const tables = (folder: string): object => ({ ...filesOf(folder), 'report.html': '' }); // the report names the feed

describe('the Kraken strategy, whole', function () {
  this.timeout(600_000);
  const w = sharedWorkspace((ws) => {
    for (const name of ['kraken-walk-forward', 'kraken-walk-forward-synthetic']) ws.write(`${name}.yml`, example(name));
  });

  function proves(spec: string, args: readonly string[]): void {
    const run = w().json('run', spec, '--jobs', '2', ...args) as RunJson;
    console.log(`      ${run.totals.trades} trades, ${run.nodes['model'].computed} fits`);
    assert.equal(w().assay('verify', run.folder).code, 0);
    assert.equal((w().json('audit', spec, '--times', '2', ...args) as { clean: boolean }).clean, true);
    const live = w().json('run', spec, '--feed', 'live', ...args) as RunJson;
    assert.equal(computedNodes(live), 0);
    assert.deepEqual(tables(live.folder), tables(run.folder));
    const alone = w().json('run', spec, '--jobs', '1', '--no-cache', ...args) as RunJson;
    assert.deepEqual(filesOf(alone.folder), filesOf(run.folder));
  }

  it('runs, verifies, audits clean and gives the same files on either feed and any threads, on generated bars', () => {
    proves('kraken-walk-forward-synthetic.yml', []);
  });

  it('does so on real bars', function () {
    proves('kraken-walk-forward.yml', ['--set', `data.source.path=${needsShared(this, ...BTC)}`]);
  });
});
