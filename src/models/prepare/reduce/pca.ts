import { definePreparation } from '../../../core/contracts/preparation.ts';
import { symmetricEigen } from '../../../core/math/index.ts';
import { integer } from '../../../core/params.ts';
import { dotInOrder, momentsOf } from '../../_linear.ts';

/**
 * Projections on the directions of largest variance of the train rows, the largest first. The largest weight of each
 * direction is positive. Columns are centred and not scaled: `prepare.scale` does that.
 *
 * In: columns; train rows with a NaN are left out. Out: `components` new columns; NaN where a column is NaN.
 */
export default definePreparation({
  type: 'pca',
  version: 1,
  summary: 'Principal components: fewer columns that do not move together.',
  source: 'https://en.wikipedia.org/wiki/Principal_component_analysis',
  params: { components: integer('Columns that are left.', { min: 1 }) },
  fit({ components }, columns, names) {
    const k = columns.length;
    if (components > k) throw new Error(`${components} components cannot be made of ${k} columns: ${names.join(', ')}`);
    const complete = completeRows(columns);
    const rows = complete[0].length;
    if (rows < 2) throw new Error(`no train row in which all of ${names.join(', ')} are known; impute them first`);
    const centre = complete.map((x) => momentsOf(x).mean);
    const covariance = new Float64Array(k * k);
    for (let i = 0; i < k; i++) {
      for (let j = 0; j <= i; j++) {
        covariance[i * k + j] = covariance[j * k + i] =
          dotInOrder(complete[i], centre[i], complete[j], centre[j]) / (rows - 1);
      }
    }
    const { vectors } = symmetricEigen(covariance, k);
    return { op: 'rotate', centre, axes: vectors.slice(0, components).map((axis) => upright([...axis])) };
  },
});

function completeRows(columns: readonly Float64Array[]): readonly Float64Array[] {
  const rows = Int32Array.from(columns[0].keys()).filter((t) => columns.every((x) => x[t] - x[t] === 0));
  return columns.map((x) => Float64Array.from(rows, (t) => x[t]));
}

function upright(axis: readonly number[]): readonly number[] {
  const largest = axis.reduce((best, v) => (Math.abs(v) > Math.abs(best) ? v : best), 0);
  return largest < 0 ? axis.map((v) => 0 - v) : axis;
}
