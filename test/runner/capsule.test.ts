import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packCapsule, withCapsule } from '../../src/runner/capsule.ts';
import { runExperiment } from '../../src/runner/experiment.ts';
import { firstLockDifference } from '../../src/runner/lock-difference.ts';
import { lockOf } from '../../src/runner/lock.ts';
import { openExperiment } from '../../src/runner/open.ts';
import { runPlan } from '../../src/runner/run.ts';
import { readLock } from '../../src/runner/verify.ts';
import { folder } from '../data/_files.ts';
import { here } from './_here.ts';
import { CONFIG, marketFiles, panelSpec } from './_panel.ts';

const SYMBOLS = [{ name: 'CCC' }, { name: 'AAA', from: 200, holes: [400, 401] }, { name: 'BBB' }, { name: 'REF' }];
const filter = (filterType: string, more: object): object => ({ filterType, ...more });
const FILES = {
  'config.yml': CONFIG,
  ...marketFiles(SYMBOLS, 700),
  'universe.csv': 'symbol,from,to\nAAA,2024-01-01,\nBBB,2024-01-10,2024-01-24\nCCC,2024-01-01,\n',
  'data/rules.json': JSON.stringify({
    symbols: ['AAA', 'BBB', 'CCC', 'REF'].map((symbol) => ({
      symbol,
      maintMarginPercent: '2.5',
      liquidationFee: '0.0125',
      filters: [filter('LOT_SIZE', { stepSize: '0.5' }), filter('MIN_NOTIONAL', { notional: '100' })],
    })),
  }),
};
const SPEC = panelSpec(
  ['AAA'],
  `features:
  rsi: { type: rsi, window: 14 }
  ref: { type: log_return, window: 6, symbol: REF }
  rank: { type: cross_rank, of: rsi }
labels: { h4: { type: forward_return, horizon: 4 } }
split: { type: walk_forward, train: 10d, test: 5d }
models: { m: { type: ridge, labels: [h4], features: [ref, rank] } }
signals: { s: { type: score, of: m } }
portfolio: { select: { type: top_n, n: 2 }, sizing: { type: equal, gross: 1 }, rebalance: { every: 1d, at: "00:00" } }
`,
)
  .replace('symbols: [AAA]', 'universe: { type: list, path: ./universe.csv }')
  .replace('  interval: 1h\n', '  interval: 1h\n  instruments: { type: exchange_info, path: rules.json }\n');

describe('a capsule of several symbols', () => {
  const files = folder();

  it('replays the run to equal bytes where no file of it is: listings, a reference symbol and rules are in it', async () => {
    const place = join(files.path, 'run.zip');
    const told = await here(SPEC, { files: FILES }, async ({ opened, environment }) => {
      const { folder: run, outcome } = await runExperiment(opened, { feed: 'precomputed' }, environment);
      const bytes = packCapsule(readLock(run), opened, readFileSync(join(run, 'resolved.yml'), 'utf8'));
      assert.deepEqual(packCapsule(readLock(run), opened, readFileSync(join(run, 'resolved.yml'), 'utf8')), bytes);
      writeFileSync(place, bytes);
      return outcome.result.totals.trades;
    });
    assert.ok(told > 5, `${told} trades`);
    await withCapsule(place, async (at, bars) => {
      const packed = readLock(at);
      const opened = await openExperiment(join(dirname(packed.path), 'resolved.yml'), { cache: false, bars });
      assert.deepEqual(
        opened.plan.panel.members.map(({ symbol }) => symbol),
        ['AAA', 'BBB', 'CCC', 'REF'],
      );
      const outcome = await runPlan(
        opened,
        { feed: 'precomputed' },
        { store: undefined, pool: undefined, threads: 1, cancelled: () => false },
      );
      assert.equal(firstLockDifference(packed.lock, lockOf(opened, outcome)), undefined);
    });
  });
});
