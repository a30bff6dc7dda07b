import assert from 'node:assert/strict';
import { elapsed, isoUtc, now, spell, stampUtc } from '../../src/core/clock.ts';

describe('clock', () => {
  it('stamps in UTC, with no colon', () => {
    assert.equal(stampUtc(0), '1970-01-01_00-00-00');
    assert.equal(stampUtc(1_709_251_199_999), '2024-02-29_23-59-59');
    assert.equal(isoUtc(1_709_251_199_999), '2024-02-29T23:59:59.999Z');
  });

  it('spells durations, rounded to seconds', () => {
    const spelt = [0, 7_400, 59_600, 185_000, 3_600_000, 7_209_000].map(spell);
    assert.deepEqual(spelt, ['0:00', '0:07', '1:00', '3:05', '1:00:00', '2:00:09']);
  });

  it('reads epoch milliseconds, and durations that do not run backwards', () => {
    assert.ok(now() > 1_700_000_000_000);
    const first = elapsed();
    assert.ok(elapsed() >= first);
  });
});
