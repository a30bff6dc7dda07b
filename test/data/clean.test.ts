import assert from 'node:assert/strict';
import { cleanBars } from '../../src/data/clean.ts';
import type { CleanPolicy } from '../../src/data/clean.ts';
import { flat, policy, problemsOf, rawBars } from './_files.ts';

const clean = (rows: readonly (readonly number[])[], over: Partial<CleanPolicy> = {}, range = {}) =>
  cleanBars(rawBars(rows), { symbol: 'X', interval_ms: 60_000, range, policy: { ...policy, ...over } });
const minutes = (rows: readonly (readonly number[])[], over: Partial<CleanPolicy> = {}, range = {}): number[] =>
  [...clean(rows, over, range).bars.time].map((time) => time / 60_000);
const refusal = (rows: readonly (readonly number[])[], over: Partial<CleanPolicy> = {}, range = {}) =>
  problemsOf(() => clean(rows, over, range));

describe('cleaning', () => {
  it('keeps a half-open range and counts what is outside', () => {
    const { bars, report } = clean([flat(0), flat(1), flat(2), flat(3)], {}, { from: 60_000, to: 180_000 });
    assert.deepEqual([...bars.time], [60_000, 120_000]);
    assert.deepEqual([report.rows_read, report.rows_kept, report.outside_range], [4, 2, 2]);
  });

  it('does not look at bars out of range', () => {
    assert.deepEqual(minutes([flat(0, -1), flat(1), flat(2, -1)], {}, { from: 60_000, to: 120_000 }), [1]);
  });

  it('serves the memory of the source where nothing moves, and shared memory always', () => {
    const raw = rawBars([flat(0), flat(1)]);
    const shared = raw.columns.get('close') as Float64Array;
    const { bars } = cleanBars(raw, { symbol: 'X', interval_ms: 60_000, range: {}, policy });
    assert.equal(bars.columns.get('close')?.buffer, shared.buffer);
    assert.ok(bars.time.buffer instanceof SharedArrayBuffer);
  });

  it('refuses a gap under `error`, naming the first missing bar', async () => {
    const [problem] = await refusal([flat(0), flat(3)], { gaps: 'error' });
    assert.equal(problem.code, 'DATA_GAP');
    assert.match(problem.message, /2 bars are missing before it, from 1970-01-01 00:01Z/);
  });

  it('leaves gaps absent under `keep` and lists them', () => {
    const { bars, report } = clean([flat(0), flat(3), flat(4), flat(6)]);
    assert.equal(bars.rows, 4);
    assert.deepEqual([report.gaps, report.missing_bars, report.filled_bars], [2, 3, 0]);
    assert.deepEqual(report.gap_list, [
      [60_000, 2],
      [300_000, 1],
    ]);
  });

  it('fills a gap with the last close and no volume', () => {
    const { bars, report } = clean([[0, 1, 4, 1, 3, 9], flat(3)], { gaps: 'forward_fill', max_gap_bars: 2 });
    const rows = [...bars.time].map((_, i) =>
      ['open', 'high', 'low', 'close', 'volume'].map((name) => bars.columns.get(name)?.[i]),
    );
    assert.deepEqual(rows.slice(1, 3), [
      [3, 3, 3, 3, 0],
      [3, 3, 3, 3, 0],
    ]);
    assert.deepEqual([...bars.time], [0, 60_000, 120_000, 180_000]);
    assert.deepEqual([report.filled_bars, report.rows_kept], [2, 4]);
  });

  it('refuses to fill a gap longer than max_gap', async () => {
    const [problem] = await refusal([flat(0), flat(4)], { gaps: 'forward_fill', max_gap_bars: 2 });
    assert.equal(problem.code, 'DATA_GAP');
    assert.match(problem.message, /3 bars are missing before it, from 1970-01-01 00:01Z; clean.max_gap is 2 bars/);
  });

  it('leaves out bars with an empty price under `drop` only', async () => {
    assert.deepEqual(minutes([flat(0), flat(1, NaN), flat(2)], { gaps: 'drop' }), [0, 2]);
    assert.equal(clean([flat(0), flat(1, NaN), flat(2)], { gaps: 'drop' }).report.missing_bars, 1);
    for (const gaps of ['keep', 'error', 'forward_fill'] as const) {
      assert.equal((await refusal([flat(0), flat(1, NaN), flat(2)], { gaps }))[0].code, 'DATA_VALUE');
    }
  });

  it('settles repeated stamps as told', async () => {
    const rows = [flat(0), flat(1, 10), flat(1, 20), flat(2)];
    assert.equal((await refusal(rows))[0].code, 'DATA_ORDER');
    assert.deepEqual([...(clean(rows, { duplicates: 'keep_first' }).bars.columns.get('close') ?? [])], [10, 10, 10]);
    assert.deepEqual([...(clean(rows, { duplicates: 'keep_last' }).bars.columns.get('close') ?? [])], [10, 20, 10]);
    assert.equal(clean(rows, { duplicates: 'keep_last' }).report.duplicates, 1);
  });

  it('settles files that overlap, and refuses a step back that repeats nothing', async () => {
    assert.deepEqual(
      minutes([flat(0), flat(1), flat(2), flat(1), flat(2), flat(3)], { duplicates: 'keep_last' }),
      [0, 1, 2, 3],
    );
    const [problem] = await refusal([flat(0), flat(2), flat(1)], { duplicates: 'keep_last' });
    assert.equal(problem.code, 'DATA_ORDER');
    assert.match(problem.message, /row 3.*is earlier than bar 1970-01-01 00:02Z before it/);
  });

  it('refuses stamps off the grid', async () => {
    const [problem] = await refusal([flat(0), flat(1.5)]);
    assert.equal(problem.code, 'DATA_ORDER');
    assert.match(problem.message, /off the grid of 60 s bars/);
  });

  it('refuses prices and amounts that cannot be, the first five and their number', async () => {
    const bad = [
      [0, 1, 1, 2, 1, 1],
      [1, 5, 4, 1, 2, 1],
      [2, 0, 4, 0, 2, 1],
      [3, 1, Infinity, 1, 2, 1],
      [4, 1, 2, 1, 2, -1],
      [5, 1, 2, 1, 2, Infinity],
      [6, -1, 2, -1, 2, 1],
    ];
    const problems = await refusal(bad);
    assert.ok(problems.every((problem) => problem.code === 'DATA_VALUE'));
    assert.deepEqual(
      problems.map((problem) => problem.message.replace(/^.*Z: /, '')),
      [
        '"high" must be >= "low"',
        '"open" and "close" must lie between "low" and "high"',
        '"open" must be finite and above 0',
        '"high" must be finite and above 0',
        '"volume" must be finite and >= 0',
        '2 more such bars, 7 in all',
      ],
    );
  });

  it('keeps, drops or refuses bars of no volume; dropped ones are no gap', async () => {
    const rows = [flat(0), flat(1, 10, 0), flat(2)];
    assert.deepEqual(minutes(rows), [0, 1, 2]);
    assert.deepEqual(minutes(rows, { zero_volume: 'drop', gaps: 'error' }), [0, 2]);
    assert.equal(clean(rows).report.zero_volume, 1);
    assert.equal((await refusal(rows, { zero_volume: 'error' }))[0].code, 'DATA_VALUE');
  });

  it('fills gaps beside dropped bars', () => {
    const rows = [flat(0), flat(2, 10, 0), flat(4), flat(6, 10, 0)];
    assert.deepEqual(minutes(rows, { zero_volume: 'drop', gaps: 'forward_fill' }), [0, 1, 3, 4, 5]);
  });

  it('says what the source has where nothing is in range', async () => {
    const [problem] = await refusal([flat(0), flat(5)], {}, { from: 600_000, to: 900_000 });
    assert.equal(problem.code, 'DATA_RANGE');
    assert.equal(problem.found, '2 bars from 1970-01-01 00:00Z to 1970-01-01 00:05Z');
  });
});
