import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, readFileSync } from 'node:fs';

/** Daily returns of trials beside the journal: records of trial number, length and values, appended; a torn tail is ignored. */
export interface DailyFile {
  write(trial: number, daily: readonly number[]): void;
  read(): ReadonlyMap<number, readonly number[]>;
}

const HEAD = 8;

export function openDailyFile(path: string): DailyFile {
  return {
    write(trial, daily) {
      const record = Buffer.alloc(HEAD + 8 * daily.length);
      record.writeUInt32LE(trial, 0);
      record.writeUInt32LE(daily.length, 4);
      daily.forEach((value, i) => record.writeDoubleLE(value, HEAD + 8 * i));
      const file = openSync(path, 'a');
      try {
        appendFileSync(file, record);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
    },
    read() {
      const found = new Map<number, readonly number[]>();
      if (!existsSync(path)) return found;
      const bytes = readFileSync(path);
      for (let at = 0; at + HEAD <= bytes.length; ) {
        const [trial, length] = [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)];
        const end = at + HEAD + 8 * length;
        if (end > bytes.length) break;
        found.set(trial, Array.from({ length }, (_, i) => bytes.readDoubleLE(at + HEAD + 8 * i)));
        at = end;
      }
      return found;
    },
  };
}
