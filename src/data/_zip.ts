import { readFileSync } from 'node:fs';
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { refuse } from '../core/problem.ts';
import { needFile } from './_file.ts';

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
/** In a field of 32 or 16 bits: the value stands in the extra field, or in the wide end record. */
const ELSEWHERE = 0xffffffff;
const STORED = 0;
const DEFLATED = 8;
/** An archive that says it holds more than this is refused before a byte of it is unpacked. */
const LARGEST = 1 << 30;
/** Deflate cannot shrink more than 1032 times: a declared size beyond that is a lie. */
const LARGEST_RATIO = 1032;

export interface ZipEntry {
  readonly name: string;
  /** Unpacked bytes: their number and CRC are those that the archive states. */
  read(): Buffer;
}

interface Directory extends Omit<ZipEntry, 'read'> {
  readonly method: number;
  readonly flags: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly at: number;
}

/** The files of a zip archive. Whatever lies outside its bounds, is encrypted, too large or damaged is a DATA_FORMAT problem. */
export function readZip(path: string): readonly ZipEntry[] {
  needFile(path);
  return zipEntries(readFileSync(path), path);
}

/** The same from bytes; `path` is for messages. */
export function zipEntries(bytes: Buffer, path: string): readonly ZipEntry[] {
  const entries = directoryOf(bytes, path).filter(({ name }) => !name.endsWith('/'));
  return entries.map((entry) => ({ name: entry.name, read: () => unpack(bytes, entry, path) }));
}

/** The one file of an archive, whatever its name: writers differ in it. */
export function readSingle(path: string): { readonly name: string; readonly bytes: Buffer } {
  const entries = readZip(path);
  if (entries.length !== 1) {
    const found =
      entries.length === 0
        ? 'none'
        : entries
            .slice(0, 5)
            .map(({ name }) => name)
            .join(', ');
    throw refuse('DATA_FORMAT', 'data.source.path', `"${path}" must hold one file`, { found });
  }
  return { name: entries[0].name, bytes: entries[0].read() };
}

const damaged = (path: string, fact: string): Error =>
  refuse('DATA_FORMAT', 'data.source.path', `"${path}" ${fact}`, {
    hint: 'the zip is damaged or cut short: fetch it again',
  });

function directoryOf(bytes: Buffer, path: string): Directory[] {
  const end = endOf(bytes, path);
  const { count, size, start } = extentOf(bytes, end, path);
  if (start + size > end) throw damaged(path, 'has a directory outside the file');
  const entries: Directory[] = [];
  let at = start;
  let unpacked = 0;
  for (let k = 0; k < count; k++) {
    if (at + 46 > end || bytes.readUInt32LE(at) !== CENTRAL) throw damaged(path, 'has a broken directory');
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const next = at + 46 + name + extra + comment;
    if (next > end) throw damaged(path, 'has a broken directory');
    const [unpackedSize, packed, place] = wideFields(bytes, at, at + 46 + name, at + 46 + name + extra);
    const entry = {
      name: bytes.toString('utf8', at + 46, at + 46 + name),
      method: bytes.readUInt16LE(at + 10),
      flags: bytes.readUInt16LE(at + 8),
      crc: bytes.readUInt32LE(at + 16),
      packed,
      size: unpackedSize,
      at: place,
    };
    unpacked += entry.size;
    if (unpacked > LARGEST || entry.size > entry.packed * LARGEST_RATIO + 1024) {
      throw refuse('DATA_FORMAT', 'data.source.path', `"${path}" says it unpacks to ${unpacked} bytes`, {
        expected: `at most ${LARGEST}`,
      });
    }
    entries.push(entry);
    at = next;
  }
  return entries;
}

/** Number of entries, size and start of the directory; from the wide record where the plain one points to it. */
function extentOf(bytes: Buffer, end: number, path: string): { count: number; size: number; start: number } {
  const plain = {
    count: bytes.readUInt16LE(end + 10),
    size: bytes.readUInt32LE(end + 12),
    start: bytes.readUInt32LE(end + 16),
  };
  const isWide = plain.count === 0xffff || plain.size === ELSEWHERE || plain.start === ELSEWHERE;
  if (!isWide || end < 20 || bytes.readUInt32LE(end - 20) !== LOCATOR64) return plain;
  const at = Number(bytes.readBigUInt64LE(end - 12));
  if (at + 56 > end || bytes.readUInt32LE(at) !== END64) throw damaged(path, 'has a broken directory');
  const [count, size, start] = [32, 40, 48].map((offset) => Number(bytes.readBigUInt64LE(at + offset)));
  return { count, size, start };
}

/** Unpacked size, packed size and place of an entry: writers of streams keep them in the extra field, 64 bits wide. */
function wideFields(bytes: Buffer, at: number, from: number, to: number): number[] {
  const fields = [24, 20, 42].map((offset) => bytes.readUInt32LE(at + offset));
  if (!fields.includes(ELSEWHERE)) return fields;
  for (let i = from; i + 4 <= to; i += 4 + bytes.readUInt16LE(i + 2)) {
    if (bytes.readUInt16LE(i) !== 1) continue;
    const end = Math.min(to, i + 4 + bytes.readUInt16LE(i + 2));
    let next = i + 4;
    return fields.map((field) => {
      if (field !== ELSEWHERE || next + 8 > end) return field;
      next += 8;
      return Number(bytes.readBigUInt64LE(next - 8));
    });
  }
  return fields;
}

/** Where the end record starts: it may be followed by a comment of up to 65,535 bytes. */
function endOf(bytes: Buffer, path: string): number {
  const last = bytes.length - 22;
  for (let at = last; at >= Math.max(0, last - 65_535); at--) {
    if (bytes.readUInt32LE(at) === END && at + 22 + bytes.readUInt16LE(at + 20) === bytes.length) return at;
  }
  throw damaged(path, 'is no zip archive, or its end is missing');
}

function unpack(bytes: Buffer, entry: Directory, path: string): Buffer {
  const { at, name, method, packed, size } = entry;
  if (at + 30 > bytes.length || bytes.readUInt32LE(at) !== LOCAL)
    throw damaged(path, `has no "${name}" where its directory says`);
  const from = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
  if (from + packed > bytes.length) throw damaged(path, `is shorter than "${name}" in it`);
  if ((entry.flags & 1) !== 0 || (method !== STORED && method !== DEFLATED)) {
    throw refuse(
      'DATA_FORMAT',
      'data.source.path',
      `"${name}" in "${path}" is encrypted or packed by method ${method}`,
      { expected: 'stored or deflated' },
    );
  }
  const raw = bytes.subarray(from, from + packed);
  const data = method === STORED ? raw : inflate(raw, size, `"${name}" in "${path}"`);
  if (data.length !== size || crc32(data) !== entry.crc) throw damaged(path, `holds "${name}" with a wrong checksum`);
  return data;
}

function inflate(raw: Buffer, size: number, name: string): Buffer {
  try {
    return inflateRawSync(raw, { maxOutputLength: Math.max(size, 1) });
  } catch (error) {
    throw refuse('DATA_FORMAT', 'data.source.path', `${name} cannot be unpacked: ${(error as Error).message}`);
  }
}

/** An archive of one deflated file. */
export const writeZip = (name: string, data: Uint8Array): Buffer => writeZipOf([{ name, data }]);

/** An archive of deflated files. The stamp in it is the first that the format knows, so the bytes depend on the content alone. */
export function writeZipOf(files: readonly { readonly name: string; readonly data: Uint8Array }[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let at = 0;
  for (const { name, data } of files) {
    const packed = deflateRawSync(data, { level: 6 });
    const title = Buffer.from(name, 'utf8');
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(DEFLATED, 4);
    shared.writeUInt16LE(0x21, 8);
    shared.writeUInt32LE(crc32(data), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(data.length, 18);
    shared.writeUInt16LE(title.length, 22);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    centrals.push(signed(CENTRAL), Buffer.from([20, 0]), shared, rest, title);
    locals.push(signed(LOCAL), shared, title, packed);
    at += 4 + shared.length + title.length + packed.length;
  }
  const central = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, central, end]);
}

function signed(signature: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(signature);
  return bytes;
}
