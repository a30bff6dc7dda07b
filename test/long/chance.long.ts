import assert from 'node:assert/strict';
import { freshWorkspace } from '../e2e/_assay.ts';
import type { Workspace } from '../e2e/_assay.ts';
import { PLANTED, rejectsPermuted, rejectsPlanted } from './_chance.ts';

const SEEDS = 100;

/** Each seed in an account of its own: trials on other bars are not trials on these. */
async function count(
  w: Workspace,
  rejects: (w: Workspace, seed: number) => boolean | Promise<boolean>,
): Promise<number> {
  let found = 0;
  for (let seed = 0; seed < SEEDS; seed++) {
    w.write('results/ledger.jsonl', '');
    if (await rejects(w, seed)) found++;
  }
  return found;
}

describe('deflated Sharpe of a sweep', function () {
  this.timeout(1_800_000);
  const workspace = freshWorkspace();

  it('rejects chance on at most 10 of 100 markets whose bars are shuffled', async () => {
    const found = await count(workspace(), rejectsPermuted);
    assert.ok(found <= 10, `${found} of ${SEEDS}`);
  });

  it(`rejects chance on at least 80 of 100 markets with a planted correlation of ${PLANTED}`, async () => {
    const found = await count(workspace(), rejectsPlanted);
    assert.ok(found >= 80, `${found} of ${SEEDS}`);
  });
});
