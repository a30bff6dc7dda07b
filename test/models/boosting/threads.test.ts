import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { createTeam, dismissHelpers } from '../../../src/core/team.ts';
import type { Team } from '../../../src/core/team.ts';
import { fitBoostedTrees } from '../../../src/models/_boosting/index.ts';
import type { BoostingParams } from '../../../src/models/_boosting/index.ts';
import { params, source, wavy } from './_data.ts';

describe('threads of one fit', () => {
  const { columns, target } = wavy(1500, 20);
  const weight = target.map((_, i) => 1 + (i % 5));
  const jobs: readonly BoostingParams[] = [
    { ...params, rounds: 6, max_depth: 4 },
    { ...params, rounds: 3, max_depth: undefined, leaves: 12, feature_fraction: 0.6, row_fraction: 0.8, l1: 1 },
    { ...params, rounds: 2, monotone: columns.map((_, i) => (i % 3) - 1) },
  ];
  const fits = (team?: Team): string[] =>
    [undefined, weight].flatMap((w) =>
      jobs.map((job) => {
        const set = { columns, target, ...(w && { weight: w }) };
        return JSON.stringify(fitBoostedTrees(set, undefined, job, source(7), { team }));
      }),
    );
  const alone = fits();

  for (const helpers of [0, 1, 2]) {
    it(`${helpers + 1}: the same bytes as without a team, fit after fit in one team`, async () => {
      const team = createTeam();
      const workers = Array.from(
        { length: helpers },
        () => new Worker(new URL('./_helper.js', import.meta.url), { workerData: team }),
      );
      await Promise.all(workers.map((worker) => once(worker, 'online')));
      assert.deepEqual(fits(team), alone);
      assert.deepEqual(fits(team), alone);
      dismissHelpers(team);
      await Promise.all(workers.map((worker) => once(worker, 'exit')));
    });
  }
});
