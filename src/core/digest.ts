import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { endianness } from 'node:os';

/** What a column may be made of. */
export type NumericArray =
  Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Uint16Array | Int8Array | Uint8Array;

export interface NamedColumn {
  readonly name: string;
  readonly values: NumericArray;
}

const CHUNK_ROWS = 65536;
const MAX_DEPTH = 200;

/**
 * Canonical JSON of RFC 8785: keys sorted by UTF-16 code units, numbers in their shortest round-trip form, no spaces.
 * Whatever JSON cannot say exactly (NaN, infinities, undefined, a lone surrogate, a Map) is a bug of the caller: TypeError
 * with the path. -0 is written 0, as the RFC says.
 */
export function canonicalJson(value: unknown): string {
  return canonical(value, undefined);
}

/** SHA-256 as 64 lower-case hex digits. Text is taken as UTF-8. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Digest of a JSON value, whatever the order of its keys. */
export function digestJson(value: unknown): string {
  return sha256(canonicalJson(value));
}

/**
 * Digest of the rows [from, to) of some columns: for each column, sorted by name, the line
 * `["name","Float64Array",rows]` and its little-endian bytes. Every NaN counts as 0x7ff8000000000000 (0x7fc00000 in
 * 32 bits), since hardware differs in the NaN it makes; -0 differs from 0. The order of `columns` does not matter.
 */
export function digestColumns(columns: readonly NamedColumn[], from = 0, to?: number): string {
  if (endianness() !== 'LE') throw new Error('column digests need a little-endian machine');
  const sorted = columns.toSorted((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
  const hash = createHash('sha256');
  sorted.forEach(({ name, values }, i) => {
    if (i > 0 && sorted[i - 1].name === name) throw new Error(`two columns are named "${name}"`);
    const end = to ?? values.length;
    if (!(from >= 0 && from <= end && end <= values.length)) {
      throw new RangeError(`column "${name}" has ${values.length} rows, not [${from}, ${end})`);
    }
    hash.update(`${canonicalJson([name, typeName(values), end - from])}\n`);
    for (let row = from; row < end; row += CHUNK_ROWS) {
      updateWith(hash, values.subarray(row, Math.min(end, row + CHUNK_ROWS)));
    }
  });
  return hash.digest('hex');
}

/** `Float64Array` for a Float64Array, and so on. */
export function typeName(values: NumericArray): string {
  return values[Symbol.toStringTag];
}

/** Where a value stands: its key, and where what holds it stands. */
interface Place {
  readonly key: string | number;
  readonly within: Place | undefined;
  readonly depth: number;
}

function canonical(value: unknown, place: Place | undefined): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw unsayable(place, String(value));
    return JSON.stringify(value);
  }
  if (typeof value === 'string') return quoted(value, place);
  if (typeof value !== 'object') throw unsayable(place, typeof value);
  const depth = (place?.depth ?? 0) + 1;
  if (depth > MAX_DEPTH + 1) throw unsayable(place, 'a ring, or nesting beyond reason');
  const within = (key: string | number, item: unknown): string => canonical(item, { key, within: place, depth });
  if (Array.isArray(value)) return `[${Array.from(value, (item, i) => within(i, item)).join(',')}]`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw unsayable(place, value.constructor.name);
  const fields = value as { readonly [key: string]: unknown };
  const keys = Object.keys(fields).sort();
  return `{${keys.map((key) => `${quoted(key, place)}:${within(key, fields[key])}`).join(',')}}`;
}

function quoted(text: string, place: Place | undefined): string {
  if (/\p{Surrogate}/u.test(text)) throw unsayable(place, 'a lone surrogate');
  return JSON.stringify(text);
}

/** The keys of a place, from the root; of a ring the first ones. */
function pathOf(place: Place | undefined): string {
  const keys: (string | number)[] = [];
  for (let at = place; at !== undefined; at = at.within) keys.unshift(at.key);
  return (keys.length > MAX_DEPTH ? keys.slice(0, 8) : keys).join('.');
}

function unsayable(place: Place | undefined, what: string): TypeError {
  return new TypeError(`no canonical JSON for ${what} at ${place === undefined ? 'the root' : pathOf(place)}`);
}

function updateWith(hash: Hash, values: NumericArray): void {
  const clean = values instanceof Float64Array || values instanceof Float32Array ? withOneNaN(values) : values;
  hash.update(new Uint8Array(clean.buffer, clean.byteOffset, clean.byteLength));
}

/** The chunk itself where every NaN is the canonical one already, else a mended copy. */
function withOneNaN(values: Float64Array | Float32Array): Float64Array | Float32Array {
  const wide = values instanceof Float64Array;
  const first = firstOddNaN(values, wide);
  if (first < 0) return values;
  const copy = values.slice();
  const words = new Uint32Array(copy.buffer, copy.byteOffset, copy.byteLength / 4);
  for (let i = first; i < copy.length; i++) {
    if (copy[i] === copy[i]) continue;
    if (wide) {
      words[2 * i] = 0;
      words[2 * i + 1] = 0x7ff80000;
    } else {
      words[i] = 0x7fc00000;
    }
  }
  return copy;
}

function firstOddNaN(values: Float64Array | Float32Array, wide: boolean): number {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.byteLength / 4);
  for (let i = 0; i < values.length; i++) {
    if (values[i] === values[i]) continue;
    const odd = wide ? words[2 * i] !== 0 || words[2 * i + 1] !== 0x7ff80000 : words[i] !== 0x7fc00000;
    if (odd) return i;
  }
  return -1;
}
