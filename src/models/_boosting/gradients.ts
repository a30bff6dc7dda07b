import type { GradientBuffers } from './objectives/index.ts';
import type { NodeSums } from './split.ts';
import type { Workspace } from './workspace.ts';

/** Whole gradients of a tree: their sums, and what one of them stands for. */
export interface WholeSums extends NodeSums {
  readonly unitG: number;
  readonly unitH: number;
  /** Sum of g^2 / h over the rows, the largest gain there can be, in the units of the loss. */
  readonly scale: number;
}

/** Smallest power of 2 of which `most` are at least `value`; 1 where all is 0. */
function unitFor(value: number, most: number): number {
  if (value === 0) return 1;
  let unit = 1;
  while (unit * most < value) unit *= 2;
  while (unit * most >= 2 * value) unit /= 2;
  return unit;
}

/** Buffers that an objective fills; hessians only where they are not all 1. */
export function gradientBuffers({ kernel, layout, wide }: Workspace, count: number): GradientBuffers {
  return {
    g: new Float64Array(kernel.buffer, layout.gradients, count),
    h: new Float64Array(kernel.buffer, layout.hessianValues, wide ? count : 0),
  };
}

function extremes({ g, h }: GradientBuffers): { largestG: number; largestH: number; scale: number } {
  let [largestG, largestH, scale] = [0, 0, 0];
  if (h.length === 0) {
    for (let k = 0; k < g.length; k++) {
      const size = Math.abs(g[k]);
      if (size > largestG) largestG = size;
      scale += size * size;
    }
    return { largestG, largestH: 1, scale };
  }
  for (let k = 0; k < g.length; k++) {
    const size = Math.abs(g[k]);
    if (size > largestG) largestG = size;
    if (h[k] > largestH) largestH = h[k];
    scale += (size * size) / h[k];
  }
  return { largestG, largestH, scale };
}

/**
 * Rounds gradients and hessians to whole multiples of a power of 2, so that sums of them are exact in any order. The
 * largest takes 30 bits where rows are up to 65,535, two bits less for each doubling of the rows from there on.
 */
export function toWhole(space: Workspace, buffers: GradientBuffers): WholeSums {
  const { kernel, layout, most, wide } = space;
  const count = buffers.g.length;
  const { largestG, largestH, scale } = extremes(buffers);
  const unitG = unitFor(largestG, most);
  const unitH = wide ? unitFor(largestH, most) : 1;
  const { quantise, quantiseHessians } = kernel.functions;
  const g = quantise(layout.rows, count, layout.gradients, layout.items[0], 1 / unitG);
  const h = wide ? quantiseHessians(layout.hessianValues, count, layout.hessians[0], 1 / unitH) : count;
  return { g, h, count, unitG, unitH, scale };
}

/** Errors of the listed rows as whole gradients, hessians 1; `scale` is the sum of their squares. */
export function plainErrors(space: Workspace, count: number): WholeSums {
  const { kernel, layout, most, bench } = space;
  const { errors, quantise } = kernel.functions;
  const scale = errors(layout.rows, count, layout.scores, layout.target, layout.gradients, bench.recordsAt);
  const unitG = unitFor(bench.records[0], most);
  const g = quantise(layout.rows, count, layout.gradients, layout.items[0], 1 / unitG);
  return { g, h: count, count, unitG, unitH: 1, scale };
}
