import { HEAD_BYTES, forget } from './held-matrix.ts';
import { withKernel } from './kernel.ts';

/** Trees as flat arrays over all nodes. A leaf is its own child, so that every row takes as many steps as its tree has levels. */
export interface FlatTrees {
  readonly features: number;
  readonly roots: Int32Array;
  readonly depths: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  /** Four a node: the child of x >= threshold, of x < threshold, and of missing values. */
  readonly children: Int32Array;
  readonly value: Float64Array;
}

/** Which trees: every `outputs`-th one from `first` on. */
export type Every = readonly [first: number, outputs: number];

/** Adds trees to the scores of a block of rows; both lie where the walker says. */
export interface Walker {
  readonly block: Float64Array;
  readonly scores: readonly Float64Array[];
  add(every: Every, count: number): void;
}

/** Rows whose features are gathered at a time, so that they stay in cache for all trees; a multiple of four. */
export const BLOCK = 256;
/** Fewer rows are not worth moving the trees into the kernel's memory; more nodes do not fit it. */
const KERNEL_ROWS = 128;
const KERNEL_NODES = 2_000_000;
const NODE_BYTES = 32;

/** Four rows go down a tree side by side, so that their look-ups overlap; rows behind `count` hold what they will. */
function addTrees(
  trees: FlatTrees,
  [first, outputs]: Every,
  block: Float64Array,
  count: number,
  scores: Float64Array,
): void {
  const { features, roots, depths, feature, threshold, children, value } = trees;
  for (let k = first; k < roots.length; k += outputs) {
    const depth = depths[k];
    for (let i = 0; i < count; i += 4) {
      const at = i * features;
      let [a, b, c, d] = [roots[k], roots[k], roots[k], roots[k]];
      for (let level = 0; level < depth; level++) {
        const xa = block[at + feature[a]];
        const xb = block[at + features + feature[b]];
        const xc = block[at + 2 * features + feature[c]];
        const xd = block[at + 3 * features + feature[d]];
        a = children[4 * a + +(xa < threshold[a]) + 2 * +(xa !== xa)];
        b = children[4 * b + +(xb < threshold[b]) + 2 * +(xb !== xb)];
        c = children[4 * c + +(xc < threshold[c]) + 2 * +(xc !== xc)];
        d = children[4 * d + +(xd < threshold[d]) + 2 * +(xd !== xd)];
      }
      scores[i] += value[a];
      scores[i + 1] += value[b];
      scores[i + 2] += value[c];
      scores[i + 3] += value[d];
    }
  }
}

/** A walker in plain JavaScript, for few rows. */
export function plainWalker(trees: FlatTrees, outputs: number): Walker {
  const block = new Float64Array(BLOCK * trees.features);
  const scores = Array.from({ length: outputs }, () => new Float64Array(BLOCK));
  return { block, scores, add: (every, count) => addTrees(trees, every, block, count, scores[every[0]]) };
}

export const isWorthKernel = (trees: FlatTrees, rows: number): boolean =>
  rows >= KERNEL_ROWS && trees.feature.length <= KERNEL_NODES;

/** The nodes as the kernel reads them, pointers from the start of memory. */
export function kernelNodes(trees: FlatTrees): Uint8Array {
  const count = trees.feature.length;
  const ints = new Int32Array((count * NODE_BYTES) / 4);
  const doubles = new Float64Array(ints.buffer);
  for (let id = 0; id < count; id++) {
    doubles[4 * id] = trees.threshold[id];
    ints[8 * id + 2] = trees.feature[id] * 8;
    for (let way = 0; way < 3; way++) ints[8 * id + 3 + way] = trees.children[4 * id + way] * NODE_BYTES + HEAD_BYTES;
    doubles[4 * id + 3] = trees.value[id];
  }
  return new Uint8Array(ints.buffer);
}

/** Runs `use` with a walker whose trees lie in the kernel's memory: the same additions in the same order. */
export function withKernelWalker(
  trees: FlatTrees,
  nodes: Uint8Array,
  outputs: number,
  use: (walker: Walker) => void,
): void {
  const { features, roots, depths } = trees;
  const stride = features * 8;
  const blockAt = HEAD_BYTES + nodes.length;
  const scoresAt = blockAt + BLOCK * stride;
  withKernel(scoresAt + outputs * BLOCK * 8, ({ buffer, functions }) => {
    forget(buffer);
    new Uint8Array(buffer, HEAD_BYTES, nodes.length).set(nodes);
    use({
      block: new Float64Array(buffer, blockAt, BLOCK * features),
      scores: Array.from({ length: outputs }, (_, k) => new Float64Array(buffer, scoresAt + k * BLOCK * 8, BLOCK)),
      add([first, every], count) {
        const end = blockAt + count * stride;
        const scores = scoresAt + first * BLOCK * 8;
        for (let k = first; k < roots.length; k += every) {
          functions.walk(HEAD_BYTES + roots[k] * NODE_BYTES, depths[k], blockAt, end, stride, scores);
        }
      },
    });
  });
}
