import type { JsonValue } from '../core/artifacts.ts';
import type { FitContext, Sample } from '../core/contracts/model.ts';
import { normalEquations, unstandardised } from './_linear.ts';

const SWEEPS = 100_000;
/** A sweep that moves no standardised coefficient by more than this share of the label's sd is the last one. */
const STILL = 1e-11;

/**
 * min |y - b0 - Zb|² / (2 rows) + l1 |b| + l2 |b|² / 2 over standardised columns Z, one coefficient at a time in column
 * order, each soft-thresholded at its optimum. Sums over rows are taken once, into the correlation matrix.
 * Source: Friedman, Hastie and Tibshirani (2010), Regularization paths for generalized linear models, section 2.2.
 */
export function fitElasticNet(
  train: Sample,
  { l1, l2 }: { readonly l1: number; readonly l2: number },
  context: FitContext,
): JsonValue {
  const equations = normalEquations(train, context.names);
  const { gram, right, sds, label } = equations;
  const k = right.length;
  const b = new Float64Array(k);
  for (let sweep = 0; ; sweep++) {
    if (context.cancelled()) throw new Error('fit stopped');
    const moved = oneSweep(b, { gram, right, sds, l1, l2 });
    if (moved <= STILL * label.sd) break;
    if (sweep === SWEEPS)
      throw new Error(
        `coefficients still move after ${SWEEPS} sweeps: columns are nearly dependent; raise l2 above 0 or leave one out`,
      );
  }
  return unstandardised(b, label.mean, equations) as unknown as JsonValue;
}

interface Descent {
  readonly gram: Float64Array;
  readonly right: Float64Array;
  readonly sds: readonly number[];
  readonly l1: number;
  readonly l2: number;
}

/** Moves each coefficient to its best value; gives the largest move. */
function oneSweep(b: Float64Array, { gram, right, sds, l1, l2 }: Descent): number {
  const k = b.length;
  let moved = 0;
  for (let j = 0; j < k; j++) {
    if (sds[j] === 0) continue;
    let rest = right[j];
    for (let i = 0; i < k; i++) if (i !== j) rest -= gram[j * k + i] * b[i];
    const next = (Math.max(rest - l1, 0) + Math.min(rest + l1, 0)) / (gram[j * k + j] + l2);
    moved = Math.max(moved, Math.abs(next - b[j]));
    b[j] = next;
  }
  return moved;
}
