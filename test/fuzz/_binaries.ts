import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { tableFromArrays, tableToIPC } from '@uwdata/flechette';
import fc from 'fast-check';
import { Refusal } from '../../src/core/problem.ts';
import { writeZipOf } from '../../src/data/_zip.ts';
import { withCapsule } from '../../src/runner/capsule.ts';
import binanceVision from '../../src/data/source/binance-vision.ts';
import csv from '../../src/data/source/csv.ts';
import duckdb from '../../src/data/source/duckdb.ts';
import feather from '../../src/data/source/feather.ts';
import parquet from '../../src/data/source/parquet.ts';
import { compileEnsemble, modelText, readModel } from '../../src/models/_files/index.ts';
import { context } from '../data/_files.ts';
import { stumpText, ubjOf, xgboostJson } from '../models/files/_texts.ts';
import { refusedOrWell } from './_inputs.ts';

/** Kinds of binary files that people hand in. */
export const BINARIES = ['parquet', 'duckdb', 'zip', 'gzip', 'feather', 'capsule', 'model'] as const;
export type Binary = (typeof BINARIES)[number];

const ENDINGS: { readonly [kind in Binary]: string } = {
  parquet: '.parquet',
  duckdb: '.duckdb',
  zip: '.zip',
  gzip: '.csv.gz',
  feather: '.feather',
  capsule: '.capsule.zip',
  model: '.txt',
};

const T = 1_704_067_200_000;
const ROWS = Array.from({ length: 40 }, (_, i) => [T + 60_000 * i, 1 + i, 3 + i, 0.5 + i, 2 + i, 10] as const);
const TEXT = `timestamp,open,high,low,close,volume\n${ROWS.map((row) => row.join(',')).join('\n')}\n`;
const NAMES = ['timestamp', 'open', 'high', 'low', 'close', 'volume'];

/** One sound file of each kind. Made in `folder`. */
export async function soundFiles(folder: string): Promise<{ readonly [kind in Binary]: readonly Uint8Array[] }> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const [table, database] = [join(folder, 'seed.parquet'), join(folder, 'seed.duckdb')];
  const instance = await DuckDBInstance.create(database);
  const connection = await instance.connect();
  const columns = NAMES.map((name, c) => `${c === 0 ? 'cast(t as bigint)' : `t / 1e12 + ${c}`} as ${name}`);
  await connection.run(
    `create table bars as select ${columns.join(', ')} from range(${T}, ${T + 40 * 60_000}, 60000) r(t)`,
  );
  await connection.run(`copy bars to '${table}' (format parquet)`);
  await connection.run('checkpoint');
  connection.closeSync();
  instance.closeSync();
  const csvBytes = new TextEncoder().encode(TEXT);
  const feathers = [undefined, 'lz4'].slice(0, 1).map(() => {
    const arrays = NAMES.map((name, c) => [name === 'timestamp' ? 'date' : name, ROWS.map((row) => row[c])] as const);
    return tableToIPC(tableFromArrays(Object.fromEntries(arrays)), { format: 'file' }) as Uint8Array;
  });
  return {
    parquet: [readFileSync(table)],
    duckdb: [readFileSync(database)],
    zip: [writeZipOf([{ name: 'BTCUSDT-1m-2024-01-01.csv', data: csvBytes }])],
    gzip: [gzipSync(TEXT)],
    feather: feathers,
    capsule: [
      writeZipOf([
        { name: 'capsule.json', data: new TextEncoder().encode('{"format":1}') },
        { name: 'spec.yml', data: new TextEncoder().encode('version: 1\n') },
        { name: 'experiment.lock', data: new TextEncoder().encode('{}') },
      ]),
    ],
    model: [stumpText(2), xgboostJson()]
      .map((text): Uint8Array => new TextEncoder().encode(text))
      .concat([ubjOf(JSON.parse(xgboostJson()))]),
  };
}

/** Files that are kept: `test/corpus/<kind>`. */
export function keptBinaries(kind: Binary): readonly (readonly [string, Uint8Array])[] {
  const folder = resolve(import.meta.dirname, '../../../test/corpus', kind);
  try {
    return readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name))]);
  } catch {
    return [];
  }
}

type Edit = readonly [kind: number, at: number, value: number];
const edits = fc.array(fc.tuple(fc.nat({ max: 5 }), fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 5 });

/** A sound file with bytes changed, cut, doubled, or with counts that lie; changes are likelier near its ends, where lengths stand. */
export function bent(sound: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  return fc.tuple(fc.constantFrom(...sound), edits).map(([file, all]) => all.reduce(edited, Uint8Array.from(file)));
}

function edited(bytes: Uint8Array, [kind, where, value]: Edit): Uint8Array {
  if (bytes.length === 0) return bytes;
  const near = where % 3;
  const spread = near === 0 ? bytes.length : Math.min(bytes.length, 96);
  const at = near === 1 ? bytes.length - 1 - (where % spread) : where % spread;
  const out = Uint8Array.from(bytes);
  if (kind === 0) out[at] = value;
  else if (kind === 1) out[at] ^= 1 << (value & 7);
  else if (kind === 2) out.fill(value < 128 ? 0xff : 0, at, Math.min(out.length, at + 4));
  else if (kind === 3) return bytes.slice(0, at);
  else if (kind === 4) return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(Math.max(0, at - 16))]);
  else out.fill(0x7f, at, Math.min(out.length, at + 8));
  return out;
}

const OPEN: { readonly [kind in Binary]: (path: string) => unknown } = {
  parquet: (path) => parquet.open({ path, interval: undefined, missing: undefined, columns: undefined }, context()),
  duckdb: (path) =>
    duckdb.open(
      { path, table: 'bars', query: undefined, interval: undefined, missing: undefined, columns: undefined },
      context(),
    ),
  zip: (path) => binanceVision.open({ path, interval: undefined, missing: undefined }, context()),
  gzip: (path) => csv.open({ path, interval: undefined, missing: undefined, columns: undefined }, context()),
  feather: (path) => feather.open({ path, interval: undefined, missing: undefined, columns: undefined }, context()),
  capsule: (path) => withCapsule(path, async () => {}),
  model: (path) => opensModel(readFileSync(path)),
};

/** As the runner does it: what the reader throws is a reason, not a bug. */
function opensModel(bytes: Uint8Array): void {
  try {
    compileEnsemble(readModel(modelText(bytes)));
  } catch (error) {
    if ((error as Error).name !== 'Error') throw error;
    throw new Refusal([{ code: 'DATA_FORMAT', path: [], message: (error as Error).message }]);
  }
}

/** Reads a file of a kind: success, or a refusal with a reason, within 5 s. */
export async function readsBinary(folder: string, kind: Binary, bytes: Uint8Array): Promise<Refusal | undefined> {
  const path = join(folder, `made${ENDINGS[kind]}`);
  writeFileSync(path, bytes);
  return refusedOrWell(async () => OPEN[kind](path));
}
