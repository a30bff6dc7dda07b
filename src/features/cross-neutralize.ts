import { mean } from '../core/math/index.ts';
import { input } from '../core/params.ts';
import { defineCross } from './_helpers/cross.ts';

/**
 * Residual of the least squares line of `of` on `against`, with intercept, over the symbols known at the same time:
 * x - mean(x) - b (z - mean(z)), b = cov(x, z) / var(z). With `against` a beta, what is left does not go with the market.
 *
 * In: two columns. Out: the unit of `of`; x - mean(x) where `against` is the same for all. NaN for a symbol without a bar,
 * outside the universe or with an unknown value, and for all where fewer than `min_symbols` are known.
 */
export default defineCross({
  type: 'cross_neutralize',
  summary: 'What a second column, as beta, does not explain across symbols at each time.',
  source: 'Grinold and Kahn (1999), Active Portfolio Management, benchmark neutrality',
  params: { against: input('Column that is taken out, usually a beta.') },
  more: ({ against }) => [against],
  unit: (of) => of,
  section(_, [x, z], out) {
    const [centerX, centerZ] = [mean(x), mean(z)];
    let [xz, zz, scale] = [0, 0, 0];
    for (let i = 0; i < x.length; i++) {
      const d = z[i] - centerZ;
      xz += (x[i] - centerX) * d;
      zz += d * d;
      scale += z[i] * z[i];
    }
    const slope = zz > x.length * Number.EPSILON * scale ? xz / zz : 0; // a flat column leaves rounding
    for (let i = 0; i < out.length; i++) out[i] = x[i] - centerX - slope * (z[i] - centerZ);
  },
});
