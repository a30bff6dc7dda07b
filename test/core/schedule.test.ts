import assert from 'node:assert/strict';
import { momentsFrom } from '../../src/core/schedule.ts';
import type { Schedule } from '../../src/core/schedule.ts';

const HOUR = 3_600_000;
const first = (schedule: Schedule, from: string, count = 3): string[] => {
  const found: string[] = [];
  for (const moment of momentsFrom(schedule, Date.parse(from), HOUR)) {
    if (found.push(new Date(moment).toISOString().slice(0, 16)) === count) break;
  }
  return found;
};

describe('a schedule', () => {
  it('has days at a time of day', () => {
    const daily = { every: { ms: 24 * HOUR }, at: 5 * 60_000 };
    assert.deepEqual(first(daily, '2025-05-01T00:05Z', 2), ['2025-05-01T00:05', '2025-05-02T00:05']);
    assert.deepEqual(first(daily, '2025-05-01T00:06Z', 1), ['2025-05-02T00:05']);
  });

  it('has weeks that begin with a weekday, Monday where none is named', () => {
    const weekly = { every: { ms: 7 * 24 * HOUR } };
    assert.deepEqual(first({ ...weekly, day: 'sunday' }, '2025-05-01T00:00Z', 2), [
      '2025-05-04T00:00',
      '2025-05-11T00:00',
    ]);
    assert.deepEqual(first(weekly, '2025-05-01T00:00Z', 1), ['2025-05-05T00:00']);
  });

  it('has months from their first day, and bars', () => {
    assert.deepEqual(first({ every: { months: 1 } }, '2025-01-15T00:00Z', 2), ['2025-02-01T00:00', '2025-03-01T00:00']);
    assert.deepEqual(first({ every: { bars: 4 } }, '2025-05-01T01:00Z', 2), ['2025-05-01T04:00', '2025-05-01T08:00']);
  });
});
