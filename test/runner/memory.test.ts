import assert from 'node:assert/strict';
import { Refusal } from '../../src/core/problem.ts';
import { estimatedBytes, refuseOverBudget } from '../../src/runner/memory.ts';
import type { Plan } from '../../src/runner/plan.ts';
import { SMALL } from '../e2e/_small.ts';
import { here } from './_here.ts';

describe('the memory budget', () => {
  const planOf = (text: string): Promise<Plan> => here(text, {}, ({ opened }) => Promise.resolve(opened.plan));
  const boosted = (more: string): string => SMALL.replace('type: ridge,', `type: gradient_boosting, ${more},`);
  const refusalOf = (plan: Plan, budget: number): string => {
    try {
      refuseOverBudget(plan, 2, budget);
    } catch (error) {
      assert.ok(error instanceof Refusal);
      const [{ code, path, message, expected, found, place }] = error.problems;
      assert.ok(place !== undefined, 'has no place');
      return [code, path.join('.'), message, expected, found].join(' | ');
    }
    return 'nothing';
  };

  it('holds what a fit needs: more bins, levels and leaves need more', async () => {
    const bytesOf = async (more: string): Promise<number> => estimatedBytes(await planOf(boosted(more)), 1);
    const shallow = await bytesOf('max_depth: 2');
    assert.ok((await bytesOf('max_depth: 8')) > shallow);
    assert.ok((await bytesOf('leaves: 200')) > 200 * 32_768);
  });

  it('names the model whose fits are too large, or else the range', async () => {
    const plan = await planOf(boosted('leaves: 200'));
    assert.equal(refusalOf(plan, 1e9), 'nothing');
    assert.match(
      refusalOf(plan, 1e7),
      /^RUN_MEMORY \| models\.lin \| the fits do not fit the memory budget \| at most \d+\.\d MB .* rows and \d+ columns, 2 at a time$/,
    );
    assert.match(
      refusalOf(await planOf(SMALL), 1e6),
      /^RUN_MEMORY \| data\.range \| the plan does not fit .* 4368 bars/,
    );
  });

  it('refuses a fit that WebAssembly cannot hold, whatever the budget', async () => {
    const plan = await planOf(boosted('max_depth: 6'));
    const nodes = plan.nodes.map((node) => ({ ...node, rows: 9e7 }));
    assert.match(
      refusalOf({ ...plan, nodes }, 1e15),
      /models\.lin \| a fit is larger than one fit may be \| at most 4\.29 GB/,
    );
  });
});
