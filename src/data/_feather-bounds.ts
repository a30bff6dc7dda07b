import { refuse } from '../core/problem.ts';

/** Bytes of the magic at both ends, and of the length before the last one. */
const HEAD = 8;
const TAIL = 10;
/** Rows that one byte of a body may stand for: bits, times what zstd makes of a byte at most (128 KiB of a 4-byte block). */
const MOST_ROWS_PER_BYTE = 8 * 32_768;
const MOST_DEPTH = 64;
const UNION = 14;
const RECORD_BATCH = 3;
const DICTIONARY_BATCH = 2;
const VERSION_4 = 3;

/** A count or an offset that does not fit what holds it. */
class Misfit extends Error {
  constructor(what: string, expected: string, found: number) {
    super(what);
    this.expected = expected;
    this.found = String(found);
  }

  readonly expected: string;
  readonly found: string;
}

function need(fits: boolean, what: string, expected: string, found: number): void {
  if (!fits) throw new Misfit(what, expected, found);
}

/** A table of a flatbuffer: where its fields stand. */
interface Table {
  readonly view: DataView;
  /** Place of a field, or undefined where it is absent. */
  readonly at: (slot: number) => number | undefined;
}

/** The table whose offset stands at a place. */
function tableAt(view: DataView, place: number): Table {
  const start = place + view.getInt32(place, true);
  const fields = start - view.getInt32(start, true);
  const size = view.getInt16(fields, true);
  const at = (slot: number): number | undefined => {
    const offset = slot < size ? view.getInt16(fields + slot, true) : 0;
    return offset === 0 ? undefined : start + offset;
  };
  return { view, at };
}

/** Places of the entries of a vector: its count is held against the bytes that are left. */
function entriesOf({ view, at }: Table, slot: number, stride: number, what: string): number[] {
  const place = at(slot);
  if (place === undefined) return [];
  const base = place + view.getInt32(place, true);
  const count = view.getInt32(base, true);
  const most = Math.floor((view.byteLength - base - 4) / stride);
  need(
    count >= 0 && count <= most,
    `the count of ${what}`,
    `0 to ${most}, which is what the bytes after it hold`,
    count,
  );
  return Array.from({ length: count }, (_, k) => base + 4 + k * stride);
}

const longAt = (view: DataView, place: number | undefined): number =>
  place === undefined ? 0 : Number(view.getBigInt64(place, true));

/** Counts of a schema and of its fields within fields. No more fields than bytes: offsets may point to one field twice. */
function checkSchema(schema: Table): void {
  let left = schema.view.byteLength;
  const checkField = (field: Table, depth: number): void => {
    need(--left > 0 && depth < MOST_DEPTH, 'the depth of fields', `less than ${MOST_DEPTH}`, depth);
    entriesOf(field, 16, 4, 'metadata of a field');
    const [kind, type] = [field.at(8), field.at(10)];
    if (kind !== undefined && type !== undefined && field.view.getUint8(kind) === UNION)
      entriesOf(tableAt(field.view, type), 6, 4, 'types of a union');
    for (const child of entriesOf(field, 14, 4, 'fields of a field')) checkField(tableAt(field.view, child), depth + 1);
  };
  entriesOf(schema, 8, 4, 'metadata of the schema');
  for (const field of entriesOf(schema, 6, 4, 'columns')) checkField(tableAt(schema.view, field), 0);
}

/** Rows, nodes and buffers of a batch against the bytes of its body. */
function checkBatch(batch: Table, body: number, version: number): void {
  const { view } = batch;
  const skip = version < VERSION_4 ? 8 : 0;
  const most = body * MOST_ROWS_PER_BYTE;
  const rows = (count: number, what: string): void =>
    need(count >= 0 && count <= most, `the rows of ${what}`, `0 to ${most} (its body has ${body} bytes)`, count);
  rows(longAt(view, batch.at(4)), 'a batch');
  for (const node of entriesOf(batch, 6, 16, 'columns of a batch')) rows(longAt(view, node), 'a column');
  for (const place of entriesOf(batch, 8, 16 + skip, 'buffers of a batch')) {
    const [from, length] = [longAt(view, place + skip), longAt(view, place + skip + 8)];
    need(from >= 0 && length >= 0 && from + length <= body, 'a buffer', `to end within ${body} bytes`, from + length);
  }
  entriesOf(batch, 12, 8, 'counts of view buffers');
}

interface Block {
  readonly from: number;
  readonly head: number;
  readonly body: number;
}

/** The message of a block: its head and its body lie within the block. */
function checkMessage(bytes: Uint8Array, { from, head, body }: Block): void {
  const whole = new DataView(bytes.buffer, bytes.byteOffset + from, head);
  const prefix = whole.getInt32(0, true) === -1 ? 8 : 4;
  const length = whole.getInt32(prefix - 4, true);
  need(length > 0 && length <= head - prefix, 'the length of a message', `1 to ${head - prefix}`, length);
  const view = new DataView(whole.buffer, whole.byteOffset + prefix, length);
  const message = tableAt(view, 0);
  const [version, kind, header] = [message.at(4), message.at(6), message.at(8)];
  const stated = longAt(view, message.at(10));
  need(stated >= 0 && stated <= body, 'the length of a body', `0 to ${body}`, stated);
  const type = kind === undefined ? 0 : view.getUint8(kind);
  need(type === RECORD_BATCH || type === DICTIONARY_BATCH, 'the kind of a message', '2 or 3, a batch', type);
  if (header === undefined) throw new Misfit('the header of a message', 'a batch', 0);
  const batch = tableAt(view, header);
  const rows = type === RECORD_BATCH ? batch : innerBatch(batch);
  checkBatch(rows, stated, version === undefined ? 0 : view.getInt16(version, true));
}

function innerBatch(dictionary: Table): Table {
  const place = dictionary.at(6);
  if (place === undefined) throw new Misfit('the values of a dictionary', 'a batch', 0);
  return tableAt(dictionary.view, place);
}

/** Blocks lie between the first magic and the footer, and share no bytes: else a small file could state much work. */
function checkBlocks(bytes: Uint8Array, footer: Table, end: number): void {
  let sum = 0;
  for (const slot of [8, 10]) {
    for (const place of entriesOf(footer, slot, 24, 'blocks')) {
      const from = longAt(footer.view, place);
      const block = { from, head: footer.view.getInt32(place + 8, true), body: longAt(footer.view, place + 16) };
      need(from >= HEAD && from <= end, 'the offset of a block', `${HEAD} to ${end}`, from);
      need(block.head >= 8 && block.body >= 0, 'the length of a block', '8 or more', Math.min(block.head, block.body));
      need(
        from + block.head + block.body <= end,
        'the end of a block',
        `${end} at most`,
        from + block.head + block.body,
      );
      sum += block.head + block.body;
      need(sum <= end, 'the length of all blocks', `${end} at most`, sum);
      checkMessage(bytes, block);
    }
  }
}

function checkFile(bytes: Uint8Array): void {
  const whole = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const most = bytes.length - TAIL - HEAD;
  need(most > 0, 'the length of the file', `more than ${HEAD + TAIL}`, bytes.length);
  const length = whole.getInt32(bytes.length - TAIL, true);
  need(length > 0 && length <= most, 'the length of the footer', `1 to ${most}`, length);
  const start = bytes.length - TAIL - length;
  const footer = tableAt(new DataView(whole.buffer, whole.byteOffset + start, length), 0);
  const schema = footer.at(6);
  if (schema === undefined) throw new Misfit('the schema', 'columns', 0);
  checkSchema(tableAt(footer.view, schema));
  entriesOf(footer, 12, 4, 'metadata');
  checkBlocks(bytes, footer, start);
}

/**
 * Holds the counts and offsets of an Arrow file against its bytes before they are believed: the footer, the schema, the
 * blocks, and rows, columns and buffers of each batch (layout: Arrow, `format/File.fbs`, `Message.fbs`, `Schema.fbs`).
 */
export function checkArrowFile(path: string, bytes: Uint8Array): void {
  try {
    checkFile(bytes);
  } catch (error) {
    if (!(error instanceof Misfit || error instanceof RangeError)) throw error;
    const [what, more] =
      error instanceof Misfit
        ? [`${error.message} is false`, { expected: error.expected, found: error.found }]
        : ['an offset points outside of the file', { expected: `offsets within ${bytes.length} bytes` }];
    throw refuse('DATA_FORMAT', 'data.source.path', `"${path}" is damaged: ${what}`, more);
  }
}
