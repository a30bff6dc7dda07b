import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStudy } from '../../src/search/journal.ts';
import { spaceOf } from '../../src/search/space.ts';
import type { Study } from '../../src/search/study.ts';
import { createWriter, endedTrials } from '../../src/search/sweep-writer.ts';
import type { EndedTrial } from '../../src/search/sweep.ts';
import type { Objective } from '../../src/search/types.ts';

const objectives: readonly Objective[] = [{ metric: 'sharpe_daily', direction: 'maximize' }];
const space = spaceOf({ x: { low: 0, high: 1 } }, () => false);

function ended(index: number, more: Partial<EndedTrial>): EndedTrial {
  const common = { index, params: { x: index / 10 }, digest: `d${index}`, values: null, metrics: {}, error: null };
  return { ...common, state: 'complete', violation: 0, daily: null, ...more };
}

describe('what a resumed sweep knows of its trials', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'assay-writer-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is what the sweep knew, folds without a loss in their places included', () => {
    const trials = [
      ended(0, { values: [0.1], loss: -0.1, folds: [NaN, -0.25, NaN, 0.5, NaN], metrics: { trades: 7 } }),
      ended(1, { state: 'pruned', folds: [NaN, NaN], error: 'stopped after 2 folds' }),
      ended(2, { state: 'infeasible', folds: [], violation: Infinity, error: 'no' }),
    ];
    const open = () => openStudy(join(folder, 'journal.log'), { name: 's', objectives, space });
    const writer = createWriter(open());
    for (const trial of trials) {
      writer.start(trial.index, trial.params);
      writer.finish(trial);
    }
    writer.flush(true);
    const found = endedTrials(open().trials(), { objectives } as Study);
    const known = trials.map((trial) => {
      const { daily: _, ...kept } = trial;
      return kept;
    });
    assert.deepEqual(found, known);
  });
});
