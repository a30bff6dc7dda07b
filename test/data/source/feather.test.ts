import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { tableFromArrays, tableToIPC, timestamp } from '@uwdata/flechette';
import feather from '../../../src/data/source/feather.ts';
import { context, folder, problemsOf } from '../_files.ts';

describe('feather source', () => {
  const files = folder();
  const values = { interval: undefined, missing: undefined, columns: undefined };
  const bars = {
    open: Float64Array.of(1, 2),
    high: Float64Array.of(3, 4),
    low: Float64Array.of(0.5, 1.5),
    close: Float64Array.of(2, 3),
    volume: [10, null],
  };
  const write = (columns: object, types: object = {}): string =>
    files.write(
      'bars.feather',
      tableToIPC(tableFromArrays(columns as never, { types: types as never }), { format: 'file' }) as Uint8Array,
    );
  const T = 1_704_067_200_000;

  it('reads stamps of any unit, and null as not known', async () => {
    for (const unit of [0, 1, 2, 3] as const) {
      const path = write({ date: [T, T + 60_000], ...bars }, { date: timestamp(unit, 'UTC') });
      const raw = await feather.open({ path, ...values }, context());
      assert.deepEqual([...raw.time], [T, T + 60_000], String(unit));
      assert.deepEqual([...(raw.columns.get('volume') as Float64Array)], [10, NaN]);
      assert.deepEqual([...(raw.columns.get('open') as Float64Array)], [1, 2]);
      assert.deepEqual(raw.notes.stamps, ['timestamp']);
    }
  });

  it('reads ISO text and Unix numbers as stamps', async () => {
    const iso = await feather.open(
      { path: write({ time: ['2024-01-01 00:00', '2024-01-01T00:01:00Z'], ...bars }), ...values },
      context(),
    );
    const unix = await feather.open(
      { path: write({ time: Float64Array.of(T / 1000, T / 1000 + 60), ...bars }), ...values },
      context(),
    );
    assert.deepEqual([iso.notes.stamps, unix.notes.stamps], [['iso'], ['s']]);
    assert.deepEqual([...iso.time], [...unix.time]);
  });

  it('takes the rows of the symbol asked for', async () => {
    const path = write({ time: Float64Array.of(T, T), symbol: ['ETHUSDT', 'BTCUSDT'], ...bars });
    const raw = await feather.open({ path, ...values }, context());
    assert.deepEqual([raw.time.length, raw.columns.get('open')?.[0]], [1, 2]);
    const [problem] = await problemsOf(() => feather.open({ path, ...values }, context({ symbol: 'XRPUSDT' })));
    assert.equal(problem.found, 'BTCUSDT, ETHUSDT');
  });

  it('holds counts and offsets against the file before it believes them', async () => {
    const whole = readFileSync(write({ time: Float64Array.of(T, T + 60_000), ...bars }));
    const footer = whole.length - 10 - whole.readInt32LE(whole.length - 10);
    const table = footer + whole.readInt32LE(footer);
    const field = (slot: number): number => table + whole.readInt16LE(table - whole.readInt32LE(table) + slot);
    const blocks = field(10) + whole.readInt32LE(field(10));
    const head = whole.readInt32LE(blocks + 4);
    const lies = [
      [whole.length - 10, 0x7fffff00, /the length of the footer is false/],
      [blocks, 0x7fffffff, /the count of blocks is false/],
      [blocks + 4, whole.length, /the offset of a block is false/],
      [blocks + 12, 4, /the length of a block is false/],
      [blocks + 20, 0x7fffff00, /the end of a block is false/],
      [head + 4, 0x7fffff00, /the length of a message is false/],
      [footer, 0x7fffff00, /an offset points outside of the file/],
    ] as const;
    for (const [at, value, message] of lies) {
      const bytes = Buffer.from(whole);
      bytes.writeInt32LE(value, at);
      const path = files.write('lies.feather', bytes);
      const [problem] = await problemsOf(() => feather.open({ path, ...values }, context()));
      assert.match(problem.message, message);
      assert.ok(problem.message.includes(path) && problem.expected !== undefined);
    }
  });

  it('refuses what is no Feather file, or is cut short', async () => {
    const whole = tableToIPC(tableFromArrays({ time: Float64Array.of(T, T), ...bars } as never), {
      format: 'file',
    }) as Uint8Array;
    for (const bytes of [new Uint8Array(0), Buffer.from('PAR1'), whole.subarray(0, whole.length - 7)]) {
      const [problem] = await problemsOf(() =>
        feather.open({ path: files.write('bad.feather', bytes), ...values }, context()),
      );
      assert.match(problem.message, /is no Feather 2 \(Arrow\) file, or is cut short/);
    }
  });
});
