import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
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

export const fileName = (path: string): string => basename(path);
