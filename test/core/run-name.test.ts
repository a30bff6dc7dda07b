import assert from 'node:assert/strict';
import { parseRunName } from '../../src/core/run-name.ts';

describe('a run name', () => {
  it('is taken apart into time, model, label, barriers, horizon and task', () => {
    assert.deepEqual(parseRunName('run_20251102_231428_lgbm_y_tp_before_sl_u0.04_d0.02_24h_binary'), {
      ...{ timestamp: '20251102_231428', model: 'lgbm', label: 'tp_before_sl', up: 0.04, down: 0.02 },
      ...{ horizon_ms: 86_400_000, task: 'binary' },
    });
  });

  it('of another form is only a name', () => {
    for (const name of ['my-model', 'run_1_lgbm', 'run_20251102_231428_lgbm_y_tp_u4%_d2%_24h_binary']) {
      assert.equal(parseRunName(name), undefined);
    }
  });
});
