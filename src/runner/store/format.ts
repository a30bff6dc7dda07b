import { crc32 } from 'node:zlib';
import type { JsonValue } from '../../core/artifacts.ts';
import { canonicalJson, digestColumns, digestJson, typeName } from '../../core/digest.ts';
import type { NamedColumn, NumericArray } from '../../core/digest.ts';

/**
 * An entry as bytes:
 *
 *   8 magic | 4 length of the header | 4 its crc32 | header: JSON, padded with spaces | arrays, little-endian
 *
 * The header ends, and each array starts and ends (zeros behind it), on a multiple of 64 bytes. Each byte is thus
 * under the magic, the header's crc32 or that of an array. Offsets count from the end of the header.
 */
const MAGIC = Buffer.from('assay-c\n');
const FORMAT = 1;
const PREAMBLE = 16;
const ALIGN = 64;

interface ArrayType {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, offset: number, length: number): NumericArray;
}

const CONSTRUCTORS: ReadonlyMap<string, ArrayType> = new Map(
  [Float64Array, Float32Array, Int32Array, Uint32Array, Int16Array, Uint16Array, Int8Array, Uint8Array].map((of) => [
    of.name,
    of,
  ]),
);

/** What a node leaves. `meta` and the arrays make the content digest: no time, no machine, no user's names in it. */
export interface Content {
  readonly meta: JsonValue;
  readonly arrays: readonly NamedColumn[];
}

export interface Entry {
  readonly key: string;
  readonly digest: string;
  readonly meta: JsonValue;
  /** Over one SharedArrayBuffer. */
  readonly arrays: ReadonlyMap<string, NumericArray>;
  readonly bytes: number;
}

interface ArrayHeader {
  readonly name: string;
  readonly type: string;
  readonly length: number;
  readonly offset: number;
  readonly crc32: number;
}

interface Header {
  readonly format: number;
  readonly key: string;
  readonly digest: string;
  readonly meta: JsonValue;
  readonly bytes: number;
  readonly arrays: readonly ArrayHeader[];
}

/** Digest of what a node leaves, the same whether it was computed or read. */
export function contentDigest({ meta, arrays }: Content): string {
  return digestJson([meta, digestColumns(arrays)]);
}

/** The pieces to be written one after the other. */
export function encode(
  key: string,
  content: Content,
): { readonly digest: string; readonly pieces: readonly Uint8Array[] } {
  const digest = contentDigest(content);
  const pieces: Uint8Array[] = [];
  const arrays: ArrayHeader[] = [];
  let offset = 0;
  for (const { name, values } of content.arrays) {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const padding = new Uint8Array(aligned(bytes.length) - bytes.length);
    pieces.push(bytes, padding);
    arrays.push({ name, type: typeName(values), length: values.length, offset, crc32: crc32(padding, crc32(bytes)) });
    offset += bytes.length + padding.length;
  }
  const header: Header = { format: FORMAT, key, digest, meta: content.meta, bytes: offset, arrays };
  return { digest, pieces: [encodeHeader(header), ...pieces] };
}

/** Reads an entry back, or says what is wrong with it. The arrays look into `buffer`. */
export function decode(buffer: SharedArrayBuffer, key: string): Entry | string {
  const bytes = Buffer.from(buffer);
  const read = decodeHeader(bytes);
  if (typeof read === 'string') return read;
  const { header, start } = read;
  if (header.key !== key) return `it is labelled ${header.key}`;
  if (start + header.bytes !== bytes.length) return `it has ${bytes.length} bytes instead of ${start + header.bytes}`;
  const arrays = new Map<string, NumericArray>();
  for (const { name, type, length, offset, crc32: expected } of header.arrays) {
    const of = CONSTRUCTORS.get(type);
    if (of === undefined) return `column "${name}" is of unknown type ${type}`;
    const from = start + offset;
    if (crc32(bytes.subarray(from, from + aligned(length * of.BYTES_PER_ELEMENT))) !== expected) {
      return `the checksum of column "${name}" differs`;
    }
    arrays.set(name, new of(buffer, from, length));
  }
  return { key, digest: header.digest, meta: header.meta, arrays, bytes: bytes.length };
}

function encodeHeader(header: Header): Buffer {
  const json = Buffer.from(canonicalJson(header));
  const piece = Buffer.alloc(aligned(PREAMBLE + json.length), ' ');
  MAGIC.copy(piece);
  json.copy(piece, PREAMBLE);
  piece.writeUInt32LE(piece.length - PREAMBLE, 8);
  piece.writeUInt32LE(crc32(piece.subarray(PREAMBLE)), 12);
  return piece;
}

function decodeHeader(bytes: Buffer): { readonly header: Header; readonly start: number } | string {
  if (bytes.length < PREAMBLE) return `it has ${bytes.length} bytes only`;
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) return 'it does not start like an entry';
  const start = PREAMBLE + bytes.readUInt32LE(8);
  if (start > bytes.length) return 'its header is cut off';
  const json = bytes.subarray(PREAMBLE, start);
  if (crc32(json) !== bytes.readUInt32LE(12)) return 'the checksum of its header differs';
  const header = JSON.parse(json.toString()) as Header;
  return header.format === FORMAT ? { header, start } : `its format is ${header.format}, not ${FORMAT}`;
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGN) * ALIGN;
}
