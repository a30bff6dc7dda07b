import type { JsonValue } from '../core/artifacts.ts';
import type { Contributions } from '../core/contracts/model.ts';
import { mean } from '../core/math/index.ts';
import type { FittedLinear } from './_linear.ts';

/** coefficient x (value - mean over the rows): the Shapley values of a sum, columns taken as independent (Lundberg & Lee, 2017). */
export function linearContributions(
  fitted: JsonValue,
  columns: readonly Float64Array[],
  from: number,
  to: number,
): Contributions {
  const { coefficients, intercept } = fitted as unknown as FittedLinear;
  const cut = columns.map((x) => x.subarray(from, to));
  const centres = cut.map(mean);
  return {
    base: centres.reduce((sum, centre, i) => sum + coefficients[i] * centre, intercept),
    values: cut.map((x, i) => x.map((v) => coefficients[i] * (v - centres[i]))),
  };
}
