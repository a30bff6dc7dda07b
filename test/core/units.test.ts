import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  formatDuration,
  parseBps,
  parseClock,
  parseDuration,
  parseFraction,
  parseInterval,
  parsePeriod,
  parseSpan,
  parseTime,
  shiftDecimal,
} from '../../src/core/units.ts';
import type { Parsed } from '../../src/core/units.ts';

const valueOf = <T>(parsed: Parsed<T>): T => {
  assert.equal(parsed.fault, undefined);
  return (parsed as { value: T }).value;
};
const M5 = 300_000;

describe('units', () => {
  it('gives one number for a rate however it is written', () => {
    fc.assert(
      fc.property(fc.integer({ min: -9999, max: 9999 }), (n) => {
        const tenths = `${n < 0 ? '-' : ''}${Math.floor(Math.abs(n) / 10)}.${Math.abs(n) % 10}`;
        const wanted = Number(tenths) === 0 ? 0 : Number(tenths);
        assert.equal(valueOf(parseBps(`${tenths}bps`)), wanted);
        assert.equal(valueOf(parseBps(`${shiftDecimal(tenths, -2)}%`)), wanted);
        assert.equal(valueOf(parseBps(shiftDecimal(tenths, -4))), wanted);
      }),
    );
  });

  it('shifts the decimal point instead of multiplying', () => {
    assert.equal(valueOf(parseBps(0.0007)), 7); // 0.0007 * 10000 = 7.000000000000001
    assert.equal(valueOf(parseFraction('1.1%')), 0.011); // 1.1 / 100 = 0.011000000000000001
    assert.equal(valueOf(parseBps('1e1bps')), 10);
  });

  it('refuses a bare rate of 1 and more, and asks whether bps were meant', () => {
    assert.equal(parseBps(9).fault?.hint, '9bps?');
    assert.notEqual(parseBps('9').fault, undefined);
    assert.equal(valueOf(parseFraction(2)), 2);
  });

  it('turns durations into whole bars, exactly', () => {
    assert.equal(valueOf(parseSpan('1h', M5)), 12);
    assert.equal(valueOf(parseSpan('1.5d', M5)), 432);
    assert.equal(valueOf(parseSpan(24, M5)), 24);
    assert.equal(parseSpan('7m', M5).fault?.hint, '"5m" or "10m"');
    assert.notEqual(parseSpan(1.5, M5).fault, undefined);
    assert.notEqual(parseSpan(true, M5).fault, undefined);
  });

  it('refuses 1M, which is neither a minute nor a month', () => {
    assert.match(parseSpan('1M', M5).fault?.hint ?? '', /"1mo".*"1m"/);
    assert.match(parsePeriod('1M', M5).fault?.hint ?? '', /"1mo".*"1m"/);
  });

  it('knows months and years only where a calendar makes sense', () => {
    assert.deepEqual(valueOf(parsePeriod('12mo', M5)), { months: 12 });
    assert.deepEqual(valueOf(parsePeriod('1y', M5)), { months: 12 });
    assert.deepEqual(valueOf(parsePeriod('1h', M5)), valueOf(parsePeriod(12, M5)));
    assert.notEqual(parseSpan('1mo', M5).fault, undefined);
    assert.notEqual(parsePeriod('7m', M5).fault, undefined);
  });

  it('reads times as UTC and refuses days that do not exist', () => {
    assert.equal(valueOf(parseTime('2024-02-29')), Date.UTC(2024, 1, 29));
    assert.equal(valueOf(parseTime('2024-01-31T12:05Z')), Date.UTC(2024, 0, 31, 12, 5));
    assert.equal(valueOf(parseTime('1969-12-31 23:59:59.5')), -500);
    for (const bad of [
      '2023-02-29',
      '2024-13-01',
      '2024-00-10',
      '2024-01-01T24:00',
      '2024-01-01T00:00+02:00',
      20240101,
    ])
      assert.notEqual(parseTime(bad).fault, undefined, String(bad));
  });

  it('reads clocks, bar sizes and durations', () => {
    assert.equal(valueOf(parseClock('00:05')), M5);
    assert.notEqual(parseClock('24:00').fault, undefined);
    assert.equal(valueOf(parseInterval('4h')), 14_400_000);
    assert.notEqual(parseInterval('0m').fault, undefined);
    assert.notEqual(parseInterval(5).fault, undefined);
    assert.equal(formatDuration(valueOf(parseDuration('90m'))), '90m');
    assert.equal(formatDuration(valueOf(parseDuration('2w'))), '14d');
  });
});
