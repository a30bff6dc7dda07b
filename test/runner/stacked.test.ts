import assert from 'node:assert/strict';
import { runPlan } from '../../src/runner/run.ts';
import { textOf } from '../../src/runner/steps/step.ts';
import { SMALL } from '../e2e/_small.ts';
import { finishedOf, here, outcomeOf, refusalOf } from './_here.ts';

/** A ridge and a forest, and what they are worth together. */
const STACKED = SMALL.replace(
  'calibrators:\n  cal: { type: linear, of: lin, ',
  `  trees: { type: random_forest, labels: [h4], features: [ret, rsi], trees: 10, max_depth: 4 }
  both: { type: stack, labels: [h1, h4], of: [lin, trees] }
calibrators:
  cal: { type: linear, of: both, `,
);

describe('a model made of models', () => {
  it('learns from test windows before, up to its boundary, and trades by the live feed as by the other', async () => {
    const [a, b] = await here(STACKED, {}, async ({ opened, environment }) => [
      await runPlan(opened, { feed: 'precomputed' }, environment),
      await runPlan(opened, { feed: 'live' }, environment),
    ]);
    assert.deepEqual(b.result.equity, a.result.equity);
    const { plan, computed } = a;
    plan.folds.forEach(({ boundary, test }, index) => {
      const fold = `fold-0${index + 1}`;
      const { rows } = computed.meta(`models.both/h4/${fold}`) as { rows: number };
      // four bars before the boundary the label reads a row that lies beyond it
      assert.equal(rows, Math.max(0, boundary - plan.folds[0].test.from - 4), fold);
      const { coefficients } = JSON.parse(textOf(computed.array(`models.both/h4/${fold}`, 'model'))) as {
        coefficients: number[];
      };
      assert.equal(coefficients.length, 3);
      if (rows === 0) assert.deepEqual(coefficients, [1 / 3, 1 / 3, 1 / 3]);
      else assert.ok(coefficients.every((w) => w >= 0));
      assert.ok(test.from > boundary);
    });
    // in the first fold the score is the mean of the others
    const { from } = plan.folds[0].test;
    const [lin1, lin4, trees, both] = ['lin.h1', 'lin.h4', 'trees.h4', 'both.h4'].map(
      (name) => (a.scores.get(name) as Float64Array)[from],
    );
    assert.ok(Math.abs((lin1 + lin4 + trees) / 3 - both) < 1e-9);
  });

  it('passes the audit', async () => {
    const { audit } = await finishedOf(STACKED);
    assert.deepEqual(audit.findings, []);
  });

  it('is fitted anew where a model below it changes, and by nothing else', async () => {
    const keys = async (set: readonly string[]): Promise<Map<string, string>> => {
      const { plan } = await here(STACKED, { set }, ({ opened }) => Promise.resolve(opened));
      return new Map(plan.nodes.map(({ id, key }) => [id, key]));
    };
    const [base, changed, gated] = await Promise.all([
      keys([]),
      keys(['models.trees.trees=11']),
      keys(['gates.z.min=0.02']),
    ]);
    for (const id of ['models.both/h4/fold-02', 'scores.both/h4/fold-01', 'calibrators.cal/h4/fold-01']) {
      assert.notEqual(changed.get(id), base.get(id), id);
      assert.equal(gated.get(id), base.get(id), id);
    }
    assert.equal(changed.get('models.lin/h4/fold-01'), base.get('models.lin/h4/fold-01'));
  });

  it('is refused where it reads itself, or a calibrator', async () => {
    const told = async (of: string): Promise<string[]> => {
      const { problems } = await refusalOf(outcomeOf(STACKED, { set: [`models.both.of=${of}`] }));
      return problems.map(({ path, message }) => `${path.join('.')}: ${message}`);
    };
    assert.deepEqual(await told('[lin, both]'), [
      'models.both.of.1: the node reads itself, directly or through others',
    ]);
    assert.deepEqual(await told('[lin, cal]'), ['models.both.of.1: is a calibrator']);
  });
});
