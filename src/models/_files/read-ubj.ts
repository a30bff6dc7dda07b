import { LIMITS } from './limits.ts';

/** A value of Universal Binary JSON as JSON.parse would give it. */
export type Parsed = null | boolean | number | string | Parsed[] | { [key: string]: Parsed };

/** Bytes of each number type, and how it is read; all are big-endian. */
const NUMBERS: { readonly [type: string]: { readonly size: number; read(view: DataView, at: number): number } } = {
  i: { size: 1, read: (view, at) => view.getInt8(at) },
  U: { size: 1, read: (view, at) => view.getUint8(at) },
  I: { size: 2, read: (view, at) => view.getInt16(at) },
  l: { size: 4, read: (view, at) => view.getInt32(at) },
  L: { size: 8, read: (view, at) => Number(view.getBigInt64(at)) },
  d: { size: 4, read: (view, at) => view.getFloat32(at) },
  D: { size: 8, read: (view, at) => view.getFloat64(at) },
};
const [TYPE, COUNT, END_OF_LIST, END_OF_BLOCK] = [0x24, 0x23, 0x5d, 0x7d];

/** A place in the bytes that moves on as they are read. */
interface Cursor {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at: number;
}

/**
 * Reads Universal Binary JSON as XGBoost writes it: blocks, lists (typed and counted ones too), numbers, texts.
 *
 * Counts are held against the bytes that are left before anything is made. Source: https://ubjson.org.
 */
export function readUbj(bytes: Uint8Array): Parsed {
  const cursor = { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0 };
  const read = valueOf(cursor, marker(cursor), 0);
  if (cursor.at !== bytes.length) throw new Error(`byte ${cursor.at}: more follows after the end`);
  return read;
}

function need({ bytes, at }: Cursor, count: number): void {
  if (count >= 0 && at + count <= bytes.length) return;
  const left = bytes.length - at;
  throw new Error(`byte ${at}: ${count} bytes are stated and ${left} are left: it is cut off or damaged`);
}

function marker(cursor: Cursor): string {
  need(cursor, 1);
  return String.fromCharCode(cursor.bytes[cursor.at++]);
}

function numberOf(cursor: Cursor, type: string): number {
  const kind = Object.hasOwn(NUMBERS, type) ? NUMBERS[type] : undefined;
  if (kind === undefined)
    throw new Error(`byte ${cursor.at - 1}: expected a number, found type ${JSON.stringify(type)}`);
  need(cursor, kind.size);
  cursor.at += kind.size;
  return kind.read(cursor.view, cursor.at - kind.size);
}

function textOf(cursor: Cursor): string {
  const length = numberOf(cursor, marker(cursor));
  need(cursor, length);
  cursor.at += length;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(cursor.bytes.subarray(cursor.at - length, cursor.at));
  } catch {
    throw new Error(`byte ${cursor.at - length}: a text is not in UTF-8`);
  }
}

/** `$` and the type of all members, `#` and their number. */
function heading(cursor: Cursor): { readonly type: string | undefined; readonly count: number | undefined } {
  const { bytes } = cursor;
  let type: string | undefined;
  if (bytes[cursor.at] === TYPE) {
    cursor.at++;
    type = marker(cursor);
    if (!Object.hasOwn(NUMBERS, type))
      throw new Error(`byte ${cursor.at - 1}: arrays of type ${JSON.stringify(type)} are not read`);
    if (bytes[cursor.at] !== COUNT) throw new Error(`byte ${cursor.at}: a typed array without a count`);
  }
  if (bytes[cursor.at] !== COUNT) return { type, count: undefined };
  cursor.at++;
  const count = numberOf(cursor, marker(cursor));
  need(cursor, count * (type === undefined ? 1 : NUMBERS[type].size));
  return { type, count };
}

function closes(cursor: Cursor, end: number): boolean {
  need(cursor, 1);
  if (cursor.bytes[cursor.at] !== end) return false;
  cursor.at++;
  return true;
}

function listOf(cursor: Cursor, depth: number): Parsed[] {
  const { type, count } = heading(cursor);
  const out: Parsed[] = [];
  for (let i = 0; count === undefined ? !closes(cursor, END_OF_LIST) : i < count; i++)
    out.push(type === undefined ? valueOf(cursor, marker(cursor), depth) : numberOf(cursor, type));
  return out;
}

function blockOf(cursor: Cursor, depth: number): { [key: string]: Parsed } {
  const { type, count } = heading(cursor);
  const entries: [string, Parsed][] = [];
  for (let i = 0; count === undefined ? !closes(cursor, END_OF_BLOCK) : i < count; i++)
    entries.push([
      textOf(cursor),
      type === undefined ? valueOf(cursor, marker(cursor), depth) : numberOf(cursor, type),
    ]);
  return Object.fromEntries(entries);
}

function valueOf(cursor: Cursor, type: string, depth: number): Parsed {
  if (depth > LIMITS.nesting)
    throw new Error(`byte ${cursor.at}: blocks lie more than ${LIMITS.nesting} deep in each other`);
  if (type === '{') return blockOf(cursor, depth + 1);
  if (type === '[') return listOf(cursor, depth + 1);
  if (type === 'S') return textOf(cursor);
  if (type === 'T' || type === 'F') return type === 'T';
  return type === 'Z' ? null : numberOf(cursor, type);
}
