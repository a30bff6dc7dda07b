import type { BoostingParams } from './types.ts';
import type { Workspace } from './workspace.ts';

/** A node's sums of gradients and hessians as whole numbers, and its number of rows. */
export interface NodeSums {
  readonly g: number;
  readonly h: number;
  readonly count: number;
}

export interface Split {
  readonly feature: number;
  /** Rows of the bins below the cut go left; 0 = only missing ones do. */
  readonly cut: number;
  readonly defaultLeft: 0 | 1;
  /** In the units of whole numbers. */
  readonly gain: number;
  readonly left: NodeSums;
}

/** What one whole gradient and hessian stand for (powers of 2), and the penalties in units of them. */
export interface Units {
  readonly g: number;
  readonly h: number;
  readonly l1: number;
  readonly l2: number;
  /** Smallest gain of a split: `gamma`, but more than rounding can make. */
  readonly leastGain: number;
}

export interface SplitSearch {
  readonly space: Workspace;
  readonly params: BoostingParams;
  readonly units: Units;
  /** Per feature 1 where the tree's score may only rise with it, -1 where only fall, 0 where free; undefined = all free. */
  readonly directions: readonly number[] | undefined;
  /** 1 for the features of this tree. */
  readonly selected: Uint8Array;
  /** Smallest sum of whole hessians in a child. */
  readonly leastHessian: number;
  readonly leastRows: number;
}

/** Values that the leaves below a node may take, where the score is bound to rise or fall with a feature. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}
