import { choleskyFactor } from '../core/math/index.ts';
import { everyNth } from './_linear.ts';
import type { Design } from './_linear.ts';
import { tiledProducts } from './_products.ts';

/** Rows that the start and the first guess of the Hessian are made of, about. */
const GLANCE = 2048;

/** The design over every n-th row: where a fit starts from, at little cost. */
export function thinDesign(design: Design): Design {
  const stride = Math.max(1, Math.floor(design.rows / GLANCE));
  if (stride === 1) return design;
  const { z, target, weight } = design;
  const thin = (x: Float64Array): Float64Array => everyNth(x, stride);
  return {
    ...design,
    rows: Math.ceil(design.rows / stride),
    z: z.map(thin),
    target: thin(target),
    weight: weight && thin(weight),
  };
}

/**
 * Cholesky factor of scale x sum of v v' + penalties, v the row that stands over the vectors; `otherwise` where it is
 * not positive definite.
 */
export function curvature(
  vectors: readonly Float64Array[],
  { scale, penalty }: { scale: number; penalty: readonly number[] },
  otherwise: Float64Array,
): Float64Array {
  const k = vectors.length;
  const hessian = tiledProducts(vectors).map((v) => v * scale);
  for (let i = 0; i < k; i++) for (let j = 0; j < i; j++) hessian[j * k + i] = hessian[i * k + j];
  penalty.forEach((p, i) => (hessian[i * k + i] += p));
  return choleskyFactor(hessian, k) ?? otherwise;
}
