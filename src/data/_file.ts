import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { createGunzip } from 'node:zlib';
import { refuse } from '../core/problem.ts';

/** Refuses a path that is no readable file: never a fallback. */
export function needFile(path: string): void {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile() === true) return;
  const message = stat === undefined ? `file "${path}" does not exist` : `"${path}" is not a file`;
  throw refuse('DATA_FILE', 'data.source.path', message, {
    hint: 'paths with ./ lie beside the spec, others below paths.data of config.yml; {symbol} stands for the symbol',
  });
}

export const fileExists = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

const CHUNK = 1 << 20;

/** Bytes of a file in chunks, gunzipped where the name ends in `.gz`. */
export async function* readChunks(path: string): AsyncGenerator<Uint8Array> {
  needFile(path);
  const file = createReadStream(path, { highWaterMark: CHUNK });
  const bytes = path.endsWith('.gz') ? file.pipe(createGunzip({ chunkSize: CHUNK })) : file;
  file.on('error', (error) => bytes.destroy(error));
  try {
    for await (const chunk of bytes) yield chunk as Uint8Array;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const packed = String(error.code).startsWith('Z_');
    throw refuse(
      packed ? 'DATA_FORMAT' : 'DATA_FILE',
      'data.source.path',
      `"${path}" cannot be read: ${error.message}`,
      {
        ...(packed && { hint: 'the gzip data are damaged or cut short' }),
      },
    );
  } finally {
    file.destroy();
  }
}

/** sha256 of the file's bytes as they lie on disk. */
export async function fileIdentity(path: string): Promise<string> {
  needFile(path);
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK })) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

/** One name of the content of several files, by their names below `root`. */
export async function filesIdentity(root: string, paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) hash.update(`${relative(root, path).replaceAll('\\', '/')}\n${await fileIdentity(path)}\n`);
  return hash.digest('hex');
}

/** Size, time and place of files on disk: what differs after a file was written to or replaced. */
export const fileStamps = (paths: readonly string[]): readonly string[] =>
  paths.map((path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat === undefined ? 'absent' : `${stat.size} ${stat.mtimeMs} ${stat.ino}`;
  });

/** When the last of some files was written, epoch ms; Infinity where there are none. */
export function newest(paths: readonly string[]): number {
  const times = paths.map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity);
  return times.length === 0 ? Infinity : Math.max(...times);
}

/** Refuses files whose stamps are no longer those taken before they were read. */
export function needUnchanged(paths: readonly string[], before: readonly string[]): void {
  const changed = paths.filter((_, k) => fileStamps([paths[k]])[0] !== before[k]);
  if (changed.length === 0) return;
  throw refuse('DATA_FILE', 'data.source.path', `"${changed[0]}" changed while it was read`, {
    hint: 'wait until whatever writes it has finished, and run again',
  });
}

export const fileName = (path: string): string => basename(path);
