import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isoMs, monthIndex, monthName, monthStart, showTime, stampMs, stampUnit } from '../../src/data/_stamp.ts';

const noon = Date.UTC(2024, 1, 29, 12, 5);

describe('stamps', () => {
  it('tell their unit by magnitude', () => {
    const stamps = [noon / 1000, noon, noon * 1000, noon * 1e6];
    assert.deepEqual(stamps.map(stampUnit), ['s', 'ms', 'us', 'ns']);
    assert.deepEqual(stamps.map(stampMs), [noon, noon, noon, noon]);
  });

  it('are read from ISO text, UTC where no zone is given', () => {
    const texts = [
      '2024-02-29 12:05',
      '2024-02-29T12:05:00Z',
      '20240229 12:05',
      '2024-02-29T14:05:00+02:00',
      '2024-02-29 12:05:00.000 UTC',
    ];
    for (const text of texts) assert.equal(isoMs(text), noon, text);
    assert.equal(isoMs('2024-02-29'), Date.UTC(2024, 1, 29));
    assert.equal(isoMs('2024-02-29 12:05:00.250'), noon + 250);
  });

  it('are NaN for days and hours that do not exist', () => {
    for (const text of [
      '2023-02-29',
      '2024-13-01',
      '2024-00-01',
      '2024-01-32',
      '2024-01-01 24:00',
      '2024-01-01 10:60',
      'yesterday',
    ]) {
      assert.ok(Number.isNaN(isoMs(text)), text);
    }
  });

  it('print and read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (time) => {
        assert.equal(isoMs(showTime(time)), time);
      }),
    );
    assert.equal(showTime(noon), '2024-02-29 12:05Z');
    assert.equal(showTime(noon + 1250), '2024-02-29 12:05:01.25Z');
  });

  it('fall into the month that holds them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (time) => {
        const month = monthIndex(time);
        assert.ok(monthStart(month) <= time && time < monthStart(month + 1));
        assert.equal(monthName(month), new Date(time).toISOString().slice(0, 7));
      }),
    );
  });
});
