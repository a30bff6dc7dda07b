import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { stageSets } from '../../src/cli/stage-sets.ts';
import { openSpec } from '../../src/runner/open-spec.ts';

describe('flags of the study', () => {
  const file = resolve(import.meta.dirname, '../../../experiments/lightgbm-1m.yml');

  it('leave bins alone that --set names', async () => {
    const { spec } = await openSpec(file, {});
    const [trailing, date] = ['profile', 'profile_by_date'].map((name) => `evaluation.diagnostics.${name}.bins`);
    assert.deepEqual(stageSets(spec, { bins: '5000' }), [
      'signals.decile.bins=5000',
      `${trailing}=5000`,
      `${date}=5000`,
    ]);
    assert.deepEqual(stageSets(spec, { bins: '5000', set: [`${date}=1000`] }), [
      'signals.decile.bins=5000',
      `${trailing}=5000`,
    ]);
  });
});
