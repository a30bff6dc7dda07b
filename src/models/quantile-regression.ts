import type { JsonValue } from '../core/artifacts.ts';
import { defineModel } from '../core/contracts/model.ts';
import { fraction } from '../core/params.ts';
import { interiorPoint } from './_interior-point.ts';
import { linearContributions } from './_additive.ts';
import {
  correlations,
  designOf,
  factorOrRefuse,
  linearImportance,
  linearPredictor,
  momentsOf,
  unstandardised,
} from './_linear.ts';

/**
 * min over b, b0 of sum rho(y - b0 - xb), rho(r) = r (quantile - [r < 0]): the conditional quantile of the label.
 *
 * In: finite numbers; the caller leaves out rows with a NaN, an infinite value or label is refused. Out: the label's unit;
 * NaN for a row with a value that is NaN or infinite. No penalty; columns that depend on each other are refused.
 */
export default defineModel({
  type: 'quantile_regression',
  version: 1,
  summary: 'Linear regression of a quantile of the label.',
  source:
    'Koenker & Bassett (1978), Regression quantiles; Portnoy & Koenker (1997), The Gaussian hare and the Laplacian tortoise',
  tasks: ['regression'],
  accepts_nan: false,
  params: {
    quantile: fraction('Share of the labels that lie below the score.', { above: 0, below: 1, default: 0.5 }),
  },
  fit({ quantile }, train, _validation, { names, cancelled }) {
    const design = designOf(train, names);
    const { z, target, rows, sds, means } = design;
    const y = momentsOf(target);
    const used = z.filter((_, j) => sds[j] > 0);
    if (y.sd === 0) return unstandardised(new Float64Array(z.length), y.mean, design) as unknown as JsonValue;
    if (used.length > 0) factorOrRefuse(correlations(design), names.slice(0, z.length));
    const weight = design.weight ?? new Float64Array(rows).fill(1);
    const columns = [...used, new Float64Array(rows).fill(1)].map((x) => x.map((v, t) => v * weight[t]));
    const labels = target.map((v, t) => ((v - y.mean) / y.sd) * weight[t]);
    const found = interiorPoint(columns, labels, { quantile, cancelled });
    let next = 0;
    const b = sds.map((sd) => (sd === 0 ? 0 : found[next++] * y.sd));
    return unstandardised(b, y.mean + found[used.length] * y.sd, { means, sds }) as unknown as JsonValue;
  },
  load: (fitted) => linearPredictor(fitted),
  importance: linearImportance,
  contributions: linearContributions,
});
