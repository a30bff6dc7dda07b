import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Job } from '../../src/runner/execute.ts';
import { runExperiment } from '../../src/runner/experiment.ts';
import type { Finished } from '../../src/runner/experiment.ts';
import { createPool } from '../../src/runner/pool.ts';
import type { StepResult } from '../../src/runner/steps/step.ts';
import { here } from './_here.ts';
import { CONFIG, marketFiles, panelSpec } from './_panel.ts';

const files = {
  'config.yml': `${CONFIG}pictures: []\n`,
  ...marketFiles([{ name: 'AAA' }, { name: 'BBB', from: 150 }, { name: 'CCC', to: 500, holes: [200, 201] }], 24 * 24),
};
const SPEC = panelSpec(
  ['AAA', 'BBB', 'CCC'],
  `features:
  mom: { type: momentum, window: 12 }
  rank: { type: cross_rank, of: mom }
labels:
  h4: { type: forward_return, horizon: 4 }
split: { type: walk_forward, train: 8d, calibrate: 2d, test: 4d }
models:
  m: { type: random_forest, labels: [h4], features: [mom, rank], trees: 5, max_depth: 4 }
calibrators:
  c: { type: linear, of: m, min_samples: 20 }
signals:
  s: { type: score, of: c }
portfolio:
  side: long_short
  select: { type: top_n, n: 1 }
  sizing: { type: equal }
  rebalance: { every: 1d, at: "00:05" }
`,
);

interface Seen {
  readonly lock: string;
  readonly equity: Float64Array;
  readonly files: readonly string[];
  readonly report: string;
}

/** A finished run and what it left, with so many threads beside this one. */
function seen(threads: number): Promise<Seen> {
  return here(SPEC, { files }, async ({ opened, environment }) => {
    const module = new URL('../../src/runner/execute.js', import.meta.url);
    const pool = threads === 0 ? undefined : createPool<Job, StepResult>({ threads, module });
    try {
      const own = { ...environment, pool, threads: Math.max(1, threads) };
      const { lock, outcome, folder }: Finished = await runExperiment(opened, { feed: 'precomputed' }, own);
      return {
        lock: JSON.stringify(lock),
        equity: outcome.result.equity,
        files: readdirSync(join(folder, 'diagnostics')),
        report: readFileSync(join(folder, 'report.html'), 'utf8'),
      };
    } finally {
      await pool?.close();
    }
  });
}

describe('a run over several symbols', function () {
  this.timeout(60_000);

  it('has the same bytes for any number of threads, and shows what each symbol and quantile was worth', async () => {
    const [alone, two] = [await seen(0), await seen(2)];
    assert.equal(two.lock, alone.lock);
    assert.deepEqual(two.equity, alone.equity);
    for (const name of ['symbols.csv', 'symbol-scores.csv', 'cross-section.csv', 'exposure.csv'])
      assert.ok(alone.files.includes(name), name);
    for (const caption of ['What each symbol contributed', 'by quantile of the score', 'Each score against its label'])
      assert.ok(alone.report.includes(caption), caption);
  });
});
