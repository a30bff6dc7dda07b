import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { RawBars, SourceContext } from '../../src/core/contracts/source.ts';
import { Refusal } from '../../src/core/problem.ts';
import type { Problem } from '../../src/core/problem.ts';
import type { CleanPolicy } from '../../src/data/clean.ts';

/** A folder for the files of one suite, removed after it. */
export function folder(): { readonly path: string; write(name: string, text: string | Uint8Array): string } {
  const path = mkdtempSync(join(tmpdir(), 'assay-data-'));
  after(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    write(name, text) {
      const file = join(path, name);
      writeFileSync(file, name.endsWith('.gz') && typeof text === 'string' ? gzipSync(text) : text);
      return file;
    },
  };
}

export const context = (over: Partial<SourceContext> = {}): SourceContext => ({
  symbol: 'BTCUSDT',
  interval_ms: 60_000,
  seed: 0,
  range: {},
  resolvePath: (path) => path,
  ...over,
});

export const policy: CleanPolicy = { gaps: 'keep', max_gap_bars: undefined, duplicates: 'error', zero_volume: 'keep' };

/** The problems of a refusal; anything else is thrown on. */
export async function problemsOf(work: () => unknown): Promise<readonly Problem[]> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Refusal) return error.problems;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** One-minute bars by hand: rows of [minute, open, high, low, close, volume]. */
export function rawBars(rows: readonly (readonly number[])[]): RawBars {
  const names = ['open', 'high', 'low', 'close', 'volume'];
  const column = (k: number): Float64Array => {
    const shared = new Float64Array(new SharedArrayBuffer(rows.length * 8));
    shared.set(rows.map((row) => row[k]));
    return shared;
  };
  return {
    time: column(0).map((minute) => minute * 60_000),
    columns: new Map(names.map((name, k) => [name, column(k + 1)])),
    notes: { stamps: [], header: null, mapped: {}, ignored: [] },
    place: (row) => `row ${row + 1}`,
  };
}

export const flat = (minute: number, price = 10, volume = 1): readonly number[] => [
  minute,
  price,
  price,
  price,
  price,
  volume,
];
