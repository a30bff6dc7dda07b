import assert from 'node:assert/strict';
import { metric, withhold, withholdUnder } from '../../../src/evaluation/_stats/metric.ts';

describe('metric', () => {
  it('keeps a finite value', () => {
    assert.deepEqual(metric('sharpe_daily', 1.5, 'per year', 30), {
      name: 'sharpe_daily',
      value: 1.5,
      unit: 'per year',
      samples: 30,
    });
  });

  it('never holds NaN or infinity', () => {
    for (const value of [NaN, Infinity]) {
      const found = metric('sharpe_daily', value, 'per year', 1);
      assert.equal(found.value, null);
      assert.equal(found.withheld, 'not defined on this sample');
    }
  });

  it('withholds under the minimum and says how many there were', () => {
    const shown = metric('hit_rate', 0.6, 'fraction', 9);
    assert.equal(withholdUnder(shown, 10, 'trades').withheld, 'under 10 trades (9)');
    assert.equal(withholdUnder(shown, 9, 'trades').value, 0.6);
  });

  it('keeps the first reason', () => {
    assert.equal(withhold(withhold(metric('x', 1, 'bps', 1), 'first'), 'second').withheld, 'first');
  });
});
