import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openExperiment } from '../../src/runner/open.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const GOLDEN = join(ROOT, 'test/golden/digests.json');
const SPECS = ['quickstart', 'rsi-rule', 'kraken-walk-forward-synthetic'];

describe('the digest of a spec', () => {
  it('is that of its golden file: it changes with the spec, never with an edit of the code', async () => {
    const found: Record<string, string> = {};
    for (const name of SPECS) {
      const { plan } = await openExperiment(join(ROOT, 'experiments', `${name}.yml`), { cache: false });
      found[name] = plan.digest;
    }
    if (process.env['UPDATE_GOLDEN'] === '1' || !existsSync(GOLDEN))
      writeFileSync(GOLDEN, `${JSON.stringify(found, null, 2)}\n`);
    assert.deepEqual(found, JSON.parse(readFileSync(GOLDEN, 'utf8')));
  });

  it('is the same under other names and another order of keys', async () => {
    const file = join(ROOT, 'experiments/rsi-rule.yml');
    const { plan } = await openExperiment(file, { cache: false });
    const renamed = [
      'features={rsi: null, other: {window: 14, type: rsi}}',
      'signals.reversal.of=other',
      'name=another',
      'search=null',
    ];
    const { plan: other } = await openExperiment(file, { cache: false, set: renamed });
    assert.equal(other.digest, plan.digest);
  });
});
