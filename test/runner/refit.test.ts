import assert from 'node:assert/strict';
import { populationStability } from '../../src/evaluation/_stats/index.ts';
import { columnOf } from '../../src/runner/columns.ts';
import { foldName } from '../../src/runner/plan.ts';
import { refitsOf } from '../../src/runner/fold-tables.ts';
import { runPlan } from '../../src/runner/run.ts';
import type { RunOutcome } from '../../src/runner/run.ts';
import { textOf } from '../../src/runner/steps/step.ts';
import { SMALL } from '../e2e/_small.ts';
import { finishedOf, here, outcomeOf } from './_here.ts';

/** Sigma moves far from what it was, returns do not. */
const DRIFTING = SMALL.replace('[ret, rsi]', '[ret, rsi, sigma]');
const onDrift = (max_psi: number): { set: readonly string[] } => ({
  set: ['split.refit=on_drift', `split.max_psi=${max_psi}`],
});

const modelsOf = ({ plan, computed }: RunOutcome): readonly string[] =>
  plan.folds.map(({ index }) => textOf(computed.array(`models.lin/h4/${foldName(index)}`, 'model')));

describe('split.refit on_drift', () => {
  it('fits every fold as always where any move passes the limit', async () => {
    const [always, any] = [await outcomeOf(DRIFTING), await outcomeOf(DRIFTING, onDrift(0))];
    assert.deepEqual(modelsOf(any), modelsOf(always));
    assert.deepEqual(any.result.equity, always.result.equity);
    assert.notEqual(any.plan.digest, always.plan.digest);
  });

  it('keeps the first model where no move does', async () => {
    const models = modelsOf(await outcomeOf(DRIFTING, onDrift(1e9)));
    assert.ok(models.length > 2);
    assert.equal(new Set(models).size, 1);
  });

  it('decides by the columns before the boundary, against the rows of the model in use', async () => {
    const outcome = await outcomeOf(DRIFTING, onDrift(1.5));
    const { plan, computed } = outcome;
    const rows = refitsOf(outcome).filter(({ model }) => model === 'lin.h4');
    assert.equal(rows.length, plan.folds.length);
    let used = 0;
    for (const fold of plan.folds.slice(1)) {
      const length = fold.times.test.to - fold.times.test.from;
      const from = plan.bars.time.findIndex((t) => t >= plan.bars.time[fold.boundary] - length);
      const { train } = plan.folds[used];
      const moves = (plan.columns.get('lin') ?? []).map((name) => {
        const x = columnOf(plan, computed, name);
        return populationStability(x.subarray(train.from, train.to), x.subarray(from, fold.boundary));
      });
      const row = rows[fold.index];
      assert.equal(row.psi, Math.max(...moves));
      assert.equal(row.refit, row.psi > 1.5);
      if (row.refit) used = fold.index;
      assert.equal(row.fitted_in, foldName(used));
    }
    assert.ok(rows.some((r) => r.refit) && rows.some((r) => !r.refit), JSON.stringify(rows));
  });

  it('trades the same on both feeds, and passes the audit', async () => {
    await here(DRIFTING, onDrift(1.5), async ({ opened, environment }) => {
      const whole = await runPlan(opened, { feed: 'precomputed' }, environment);
      const live = await runPlan(opened, { feed: 'live' }, environment);
      assert.deepEqual(live.result.equity, whole.result.equity);
    });
    const { audit } = await finishedOf(DRIFTING, onDrift(1.5));
    assert.equal(audit.findings.length, 0);
  });

  it('keeps the keys of earlier folds when later bars arrive', async () => {
    const keys = (to: string): Promise<readonly string[]> =>
      here(DRIFTING.replace('2024-07-01', to), onDrift(1.5), ({ opened }) =>
        Promise.resolve(opened.plan.nodes.filter(({ id }) => /^models.*fold-0[12]$/.test(id)).map(({ key }) => key)),
      );
    assert.deepEqual(await keys('2024-07-01'), await keys('2024-06-10'));
  });
});
