import assert from 'node:assert/strict';
import { streamOf } from '../../src/core/rng.ts';
import { alteredColumns } from '../../src/runner/audit/columns.ts';
import { poisonedPlan } from '../../src/runner/audit/poison.ts';
import { columnOf } from '../../src/runner/columns.ts';
import { runPlan } from '../../src/runner/run.ts';
import { SMALL } from '../e2e/_small.ts';
import { here } from './_here.ts';

const WINDOWS = `features:
  mean: { type: rolling_mean, of: ret.4, window: 37 }
  top: { type: rolling_max, of: close, window: 5d }
  rank: { type: rolling_rank, of: mean, window: 60 }
`;

describe('columns of the audit over an altered future', () => {
  it('are the same near the moment, where they are computed from a part of the bars', () =>
    here(
      SMALL.replace('features:\n', WINDOWS).replace('[ret, rsi]', '[ret, rsi, top, rank]'),
      {},
      async ({ opened, environment }) => {
        const { plan } = opened;
        const { computed } = await runPlan(opened, { feed: 'precomputed' }, environment);
        const changed = plan.panel.members;
        const cut = 3001;
        const how = { poison: 'noise', rng: streamOf(1, 'test'), changed, beyond: 300 } as const;
        const poisoned = poisonedPlan(plan, cut, how);
        const of = { changed, real: computed, near: undefined };
        const [whole, near] = [
          await alteredColumns(poisoned, of, environment),
          await alteredColumns(poisoned, { ...of, near: { cut, whole: true } }, environment),
        ];
        const [member] = poisoned.panel.members;
        for (const name of ['ret.1', 'ret.4', 'rsi', 'sigma', 'mean', 'top', 'rank']) {
          const column = columnOf(poisoned, near, name, member);
          assert.deepEqual(column, columnOf(poisoned, whole, name, member), name);
          assert.notDeepEqual(
            column.subarray(cut),
            columnOf(plan, computed, name, member).subarray(cut, cut + 300),
            name,
          );
        }
      },
    ));
});
