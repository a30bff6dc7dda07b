import { KEPT_BYTES, MOST_MEMORY_BYTES, createMemory } from '../../core/team.ts';
import type { SharedMemory, Team } from '../../core/team.ts';
import { kernelBase64 } from './generated/kernel.ts';

type Accumulate = (
  ...args: [
    bins: number,
    items: number,
    count: number,
    table: number,
    shift: number,
    hessians: number,
    gathered: number,
  ]
) => void;

type Scan = (
  ...args: [
    at: number,
    bins0: number,
    bins1: number,
    missing: number,
    shift: number,
    sumG: number,
    sumH: number,
    count: number,
    l2: number,
    l1: number,
    leastH: number,
    leastN: number,
    out: number,
  ]
) => void;

type Partition = (
  ...args: [
    bins: number,
    cut: number,
    missing: number,
    count: number,
    items: number,
    to: number,
    hessians: number,
    toHessians: number,
  ]
) => number;

type SplitFew = (
  ...args: [
    items: number,
    hessians: number,
    count: number,
    bins: number,
    stride: number,
    counts: number,
    features: number,
    table: number,
    sumG: number,
    sumH: number,
    l2: number,
    l1: number,
    leastH: number,
    leastN: number,
    out: number,
  ]
) => void;

type AddLeafPair = (
  ...args: [
    bins: number,
    cut: number,
    missing: number,
    items: number,
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
  readonly subtract: (from: number, part: number, bytes: number) => void;
  readonly partition: Partition;
  readonly partitionWide: Partition;
  readonly addLeaf: (items: number, count: number, scores: number, value: number) => void;
  readonly addLeafPair: AddLeafPair;
  readonly addTree: (tree: number, bins: number, stride: number, rows: number, count: number, scores: number) => void;
  readonly errors: (
    ...args: [rows: number, count: number, scores: number, target: number, out: number, largest: number]
  ) => number;
  readonly quantise: (rows: number, count: number, gradients: number, items: number, perUnit: number) => number;
  readonly quantiseHessians: (values: number, count: number, out: number, perUnit: number) => number;
  readonly walk: (
    ...args: [root: number, depth: number, rows: number, end: number, stride: number, scores: number]
  ) => void;
  readonly scan: Scan;
  readonly scanL1: Scan;
  readonly scanWide: Scan;
  readonly scanWideL1: Scan;
  readonly splitFew: SplitFew;
  /** All eight features of a block. */
  readonly accumulate255: Accumulate;
}

export interface Kernel {
  readonly buffer: SharedArrayBuffer;
  readonly functions: KernelFunctions;
  /** By the mask of four features; entry 0 is never called. */
  readonly accumulate: readonly Accumulate[];
  readonly accumulateWide: readonly Accumulate[];
}

/** The part of the WebAssembly API in use; TypeScript has it only among browser types. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

interface Instance {
  readonly memory: SharedMemory;
  readonly functions: KernelFunctions & Readonly<Record<string, Accumulate>>;
}

const PAGE = 65_536;

/**
 * The only module state: the compiled module, and one instance per thread, free of results. Whoever uses it takes it away, so that a
 * fit started inside a fit gets its own.
 */
let idle: Instance | undefined;

let compiled: object | undefined;

function instantiate(memory: SharedMemory): Instance {
  const api = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
  compiled ??= new api.Module(Uint8Array.from(atob(kernelBase64), (character) => character.charCodeAt(0)));
  const { exports } = new api.Instance(compiled, { host: { memory } });
  return { memory, functions: exports as Instance['functions'] };
}

function kernelOf({ memory, functions }: Instance): Kernel {
  const byMask = (name: string): Accumulate[] => Array.from({ length: 16 }, (_, mask) => functions[`${name}${mask}`]);
  return {
    buffer: memory.buffer,
    functions,
    accumulate: byMask('accumulate'),
    accumulateWide: byMask('accumulateWide'),
  };
}

/** The kernel over memory that another thread has filled. */
export const kernelOn = (memory: SharedMemory): Kernel => kernelOf(instantiate(memory));

/** Runs `use` with at least `bytes` of kernel memory, that of the team if there is one; its content may be anything. */
export function withKernel<T>(bytes: number, use: (kernel: Kernel) => T, team?: Team): T {
  if (bytes > MOST_MEMORY_BYTES)
    throw new Error(`the fit needs ${bytes} bytes of memory, one fit may have ${MOST_MEMORY_BYTES}`);
  const instance = team === undefined ? (idle ?? instantiate(createMemory())) : instantiate(team.memory);
  if (team === undefined) idle = undefined;
  const { memory } = instance;
  const missing = Math.ceil(bytes / PAGE) - memory.buffer.byteLength / PAGE;
  if (missing > 0) memory.grow(missing);
  try {
    return use(kernelOf(instance));
  } finally {
    if (team === undefined && memory.buffer.byteLength <= KEPT_BYTES) idle = instance;
  }
}
