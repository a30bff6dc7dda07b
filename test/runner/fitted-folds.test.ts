import assert from 'node:assert/strict';
import { diagnose } from '../../src/runner/diagnostics.ts';
import { fittedFolds } from '../../src/runner/fitted-folds.ts';
import { gathered, poolOf } from '../../src/runner/pools.ts';
import { outcomeOf } from './_here.ts';
import { plantedPanel } from './_panel.ts';

const SPEC = `${plantedPanel(0.12).replace('to: 2024-04-01', 'to: 2024-04-10')}evaluation:
  diagnostics:
    worth: { type: permutation_importance, of: m }
    over: { type: ic_by_time }
`;

describe('fits of a run', () => {
  for (const own of ['', ', per_symbol: true'])
    it(`say of their test rows what the run's scores say${own === '' ? '' : ', each symbol by itself'}`, async () => {
      const text = SPEC.replace('features: [far, rank] }', `features: [far, rank]${own} }`);
      const { plan, computed, symbolScores } = await outcomeOf(text);
      const folds = fittedFolds(plan, computed, 'm', 'h4');
      assert.equal(folds.length, (own === '' ? 1 : 12) * plan.folds.length);
      for (const { fold, inputs, predict } of folds) {
        const [, symbol] = fold.split('/') as [string, string | undefined];
        const pool = poolOf(plan.panel, plan.spec.models[0], symbol);
        const { test } = plan.folds[Number(fold.slice(5, 7)) - 1];
        const scores = gathered(pool, pool.range(test), ({ index }) => symbolScores[index].get('m.h4') as Float64Array);
        assert.deepEqual(predict(inputs), scores);
      }
    });

  it('show a diagnostic which column they are worth something by', async () => {
    const outcome = await outcomeOf(SPEC);
    const [over, worth] = await diagnose(outcome.plan.spec, outcome);
    const [best] = worth.facts;
    assert.ok(best.value > 0.02, `${best.name} ${best.value}`);
    const quality = outcome.qualities[0];
    const told = Object.fromEntries(over.facts.map(({ name, value }) => [name, value]));
    assert.deepEqual([told['ic'], told['ic_t']], [quality.ic, quality.t]);
  });
});
