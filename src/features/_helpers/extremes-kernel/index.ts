import { kernelBase64 } from './generated.ts';

type Pass = (from: number, to: number, rows: number, a: number, b: number, c: number) => void;

interface Kernel {
  readonly highest: Pass;
  readonly lowest: Pass;
  readonly unknown: (from: number, rows: number) => number;
}

/** The part of the WebAssembly API in use; TypeScript has it only among browser types. */
interface WebAssemblyApi {
  readonly Memory: new (size: { initial: number; maximum: number }) => Memory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

const PAGE = 65_536;
/** Rows of a column that are worked on at once: two such pieces stay in a core's first cache. */
const PIECE = 2048;

/** The only module state: one compiled instance per thread, free of results. */
let instance: { readonly memory: Memory; readonly kernel: Kernel } | undefined;

function started(bytes: number): { readonly rows: Float64Array; readonly kernel: Kernel } {
  if (instance === undefined) {
    const api = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
    const binary = Uint8Array.from(atob(kernelBase64), (character) => character.charCodeAt(0));
    const memory = new api.Memory({ initial: 1, maximum: 65_536 });
    const { exports } = new api.Instance(new api.Module(binary), { host: { memory } });
    instance = { memory, kernel: exports as Kernel };
  }
  const { memory, kernel } = instance;
  const missing = Math.ceil(bytes / PAGE) - memory.buffer.byteLength / PAGE;
  if (missing > 0) memory.grow(missing);
  return { rows: new Float64Array(memory.buffer), kernel };
}

/**
 * out[t] = the highest (`sign` 1) or lowest (-1) of x[t - window + 1 .. t], where `before` holds the `window` rows before
 * the chunk, oldest first. False, with `out` unfinished, where a row of either is NaN. O(log window) per row, two rows at a
 * time. A zero comes out without a sign, so that the order of comparisons leaves no trace.
 */
export function extremesOfColumn(
  sign: number,
  window: number,
  before: Float64Array,
  x: Float64Array,
  out: Float64Array,
): boolean {
  const past = window + (window & 1);
  const piece = Math.max(PIECE, 4 * past);
  const stride = past + piece + 2;
  const { rows, kernel } = started(3 * stride * 8);
  const pass = sign > 0 ? kernel.highest : kernel.lowest;
  rows.fill(before[0], 0, past);
  rows.set(before, past - window);
  if (kernel.unknown(0, past) !== 0) return false;
  for (let from = 0; from < x.length; from += piece) {
    const length = Math.min(piece, x.length - from);
    if (from > 0) rows.copyWithin(0, piece, piece + past);
    rows.set(x.subarray(from, from + length), past);
    rows[past + length] = x[from]; // the other lane of an odd last row
    if (kernel.unknown(past * 8, length) !== 0) return false;
    const found = widen(pass, window, stride, past, length);
    out.set(rows.subarray(found, found + length), from);
  }
  return true;
}

/** Row at which the windows that end in the piece begin. `size` rows wide they stand in turn in the second and third part. */
function widen(pass: Pass, window: number, stride: number, past: number, length: number): number {
  let from = 0;
  let to = stride;
  let size = 1;
  for (; 4 * size <= window; size *= 4) {
    const first = 4 * size - 1;
    pass((from + first) * 8, (to + first) * 8, past + length - first, size * 8, size * 16, size * 24);
    from = to;
    to = to === stride ? 2 * stride : stride;
  }
  const rest = window - size;
  const distance = (times: number): number => Math.min(times * size, rest) * 8;
  pass((from + past) * 8, (to + past) * 8, length, distance(1), distance(2), rest * 8);
  return to + past;
}
