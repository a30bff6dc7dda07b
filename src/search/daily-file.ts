import { closeSync, existsSync, fsyncSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncToDisk } from '../runner/_files.ts';

/** Daily returns of trials beside the journal: records of trial number, length and values, appended by one process at a time. */
export interface DailyFile {
  /** All by one write. */
  write(records: readonly { readonly trial: number; readonly daily: Float64Array }[]): void;
  read(): ReadonlyMap<number, Float64Array>;
}

const HEAD = 8;

/** A torn last record, left by a writer that died, is cut off before the first write. */
export function openDailyFile(path: string): DailyFile {
  let whole = false;
  return {
    write(records) {
      if (!whole && existsSync(path)) truncateSync(path, recordsIn(readFileSync(path)).end);
      whole = true;
      const isNew = !existsSync(path);
      const bytes = Buffer.concat(records.map(({ trial, daily }) => recordOf(trial, daily)));
      const file = openSync(path, 'a');
      try {
        for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      if (isNew) syncToDisk(dirname(path));
    },
    read: () => (existsSync(path) ? recordsIn(readFileSync(path)).found : new Map()),
  };
}

function recordOf(trial: number, daily: Float64Array): Buffer {
  const record = Buffer.alloc(HEAD + 8 * daily.length);
  record.writeUInt32LE(trial, 0);
  record.writeUInt32LE(daily.length, 4);
  daily.forEach((value, i) => record.writeDoubleLE(value, HEAD + 8 * i));
  return record;
}

/** The whole records of a file, and where they end. A trial that was written twice counts as last written. */
function recordsIn(bytes: Buffer): { readonly found: ReadonlyMap<number, Float64Array>; readonly end: number } {
  const found = new Map<number, Float64Array>();
  let at = 0;
  while (at + HEAD <= bytes.length) {
    const [trial, length] = [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)];
    const end = at + HEAD + 8 * length;
    if (end > bytes.length) break;
    const start = at + HEAD;
    found.set(
      trial,
      Float64Array.from({ length }, (_, i) => bytes.readDoubleLE(start + 8 * i)),
    );
    at = end;
  }
  return { found, end: at };
}
