export interface CsvColumns {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, readonly string[]>;
}

/** Columns of a CSV with a header, as our own `csvOf` writes it (RFC 4180, LF). Rows of another length are left out. */
export function readCsv(text: string): CsvColumns {
  const [header, ...records] = recordsOf(text);
  if (header === undefined) return { rows: 0, columns: new Map() };
  const whole = records.filter((record) => record.length === header.length);
  return { rows: whole.length, columns: new Map(header.map((name, i) => [name, whole.map((record) => record[i])])) };
}

function recordsOf(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/g)) {
    if (end === '' && record.length === 0 && quoted === undefined && plain === '') break;
    record.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === ',') continue;
    records.push(record);
    record = [];
  }
  return records;
}
