import { kernelBase64 } from './generated/kernel.ts';

type Accumulate = (bins: number, rows: number, grads: number, count: number, pairs: number, counts: number) => void;

type Scan = (
  ...args: [
    at: number,
    counts: number,
    bins0: number,
    bins1: number,
    missing: number,
    sumG: number,
    sumH: number,
    count: number,
    l2: number,
    l1: number,
    minH: number,
    minRows: number,
    out: number,
  ]
) => void;

type Partition = (
  ...args: [
    bins: number,
    cut: number,
    missing: number,
    count: number,
    rows: number,
    grads: number,
    toRows: number,
    toGrads: number,
  ]
) => number;

type AddLeafPair = (
  ...args: [
    bins: number,
    cut: number,
    missing: number,
    rows: number,
    count: number,
    scores: number,
    leftValue: number,
    rightValue: number,
  ]
) => void;

/** Functions of the module; pointers are byte offsets into its memory. See `kernel/` for what each does. */
export interface KernelFunctions {
  readonly assignBins: (values: number, count: number, edges: number, out: number) => void;
  readonly clear: (at: number, bytes: number) => void;
  readonly subtractPairs: (from: number, part: number, bytes: number) => void;
  readonly subtractCounts: (from: number, part: number, bytes: number) => void;
  readonly partition: Partition;
  readonly addLeaf: (rows: number, count: number, scores: number, value: number) => void;
  readonly addLeafPair: AddLeafPair;
  readonly addTree: (tree: number, bins: number, stride: number, rows: number, count: number, scores: number) => void;
  readonly scan: Scan;
  readonly scanL1: Scan;
  readonly scanCounted: Scan;
  readonly scanCountedL1: Scan;
}

export interface Kernel {
  readonly buffer: ArrayBuffer;
  readonly functions: KernelFunctions;
  /** By the mask of a block's features; entry 0 is never called. */
  readonly accumulate: readonly Accumulate[];
  readonly accumulateCounted: readonly Accumulate[];
}

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** The part of the WebAssembly API in use; TypeScript has it only among browser types. */
interface WebAssemblyApi {
  readonly Memory: new (size: { initial: number; maximum: number }) => Memory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

interface Instance {
  readonly memory: Memory;
  readonly functions: KernelFunctions & Readonly<Record<string, Accumulate>>;
}

const PAGE = 65_536;
const MAX_PAGES = 65_536;
/** A thread keeps its memory for the next fit up to this size. */
const KEPT_BYTES = 256 * 1024 * 1024;

/**
 * The only module state: one compiled instance per thread, free of results. Whoever uses it takes it away, so that a
 * fit started inside a fit gets its own.
 */
let idle: Instance | undefined;

function instantiate(): Instance {
  const api = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
  const bytes = Uint8Array.from(atob(kernelBase64), (character) => character.charCodeAt(0));
  const memory = new api.Memory({ initial: 1, maximum: MAX_PAGES });
  const { exports } = new api.Instance(new api.Module(bytes), { host: { memory } });
  return { memory, functions: exports as Instance['functions'] };
}

/** Runs `use` with at least `bytes` of kernel memory, whose content is whatever the last user left. */
export function withKernel<T>(bytes: number, use: (kernel: Kernel) => T): T {
  if (bytes > MAX_PAGES * PAGE) throw new Error(`the fit needs ${bytes} bytes of memory, one fit may have 4294967296`);
  const instance = idle ?? instantiate();
  idle = undefined;
  const { memory, functions } = instance;
  const missing = Math.ceil(bytes / PAGE) - memory.buffer.byteLength / PAGE;
  if (missing > 0) memory.grow(missing);
  const byMask = (name: string): Accumulate[] => Array.from({ length: 16 }, (_, mask) => functions[`${name}${mask}`]);
  try {
    return use({
      buffer: memory.buffer,
      functions,
      accumulate: byMask('accumulate'),
      accumulateCounted: byMask('accumulateCounted'),
    });
  } finally {
    if (memory.buffer.byteLength <= KEPT_BYTES) idle = instance;
  }
}
