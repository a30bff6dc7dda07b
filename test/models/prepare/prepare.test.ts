import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Prepared } from '../../../src/core/contracts/preparation.ts';
import { applyPrepared, spreadBack } from '../../../src/models/_fold/apply.ts';
import constant from '../../../src/models/prepare/impute/constant.ts';
import mean from '../../../src/models/prepare/impute/mean.ts';
import median from '../../../src/models/prepare/impute/median.ts';
import pca from '../../../src/models/prepare/reduce/pca.ts';
import quantile from '../../../src/models/prepare/scale/quantile.ts';
import robust from '../../../src/models/prepare/scale/robust.ts';
import standard from '../../../src/models/prepare/scale/standard.ts';
import winsorize from '../../../src/models/prepare/winsorize/quantile.ts';
import { columns } from '../_rows.ts';

const NAMES = ['a', 'b', 'c'];
/** Two rows that were not fitted on, by column. */
const other = [
  [0.3, -5],
  [104.1, 200],
  [0.0123, 0.5],
].map((x) => Float64Array.from(x));
const applied = (prepared: Prepared, to: readonly Float64Array[] = other): number[][] => {
  const out = applyPrepared(JSON.parse(JSON.stringify(prepared)) as Prepared, to);
  return Array.from({ length: to[0].length }, (_, t) => out.map((x) => x[t]));
};
const near = (found: number[][], expected: number[][]): void =>
  expected.forEach((row, t) =>
    row.forEach((v, i) =>
      assert.ok(Math.abs(found[t][i] - v) <= 1e-9 * (1 + Math.abs(v)), `${found[t][i]} is not ${v}`),
    ),
  );

// scikit-learn 1.5.2 on the same rows: StandardScaler, RobustScaler, QuantileTransformer, PCA, SimpleImputer
describe('prepare', () => {
  it('standard agrees with scikit-learn', () => {
    near(applied(standard.fit({}, columns, NAMES)), [
      [-0.17090896096183117, 0.34122027780934255, -0.31750152756714506],
      [-3.794178933352651, 50.684335111526856, 53.54180107921415],
    ]);
  });

  it('robust agrees with scikit-learn', () => {
    near(applied(robust.fit({}, columns, NAMES)), [
      [-0.1076923076923077, 0.25263157894736604, -0.1661538461538461],
      [-2.282051282051282, 40.63157894736842, 29.846153846153843],
    ]);
  });

  it('quantile agrees with scikit-learn, uniform and normal', () => {
    near(applied(quantile.fit({ knots: 40, output: 'uniform' }, columns, NAMES)), [
      [0.4461538461538461, 0.6076923076923074, 0.41794871794871796],
      [0, 1, 1],
    ]);
    near(applied(quantile.fit({ knots: 20, output: 'normal' }, columns, NAMES)).slice(0, 1), [
      [-0.1353847355175167, 0.2944408541584844, -0.21067818093910887],
    ]);
    const [, ends] = applied(quantile.fit({ knots: 20, output: 'normal' }, columns, NAMES));
    ends.forEach((v) => assert.ok(Math.abs(Math.abs(v) - 5.1993) < 1e-3));
  });

  it('pca agrees with scikit-learn on standardised columns', () => {
    const scaled = standard.fit({}, columns, NAMES);
    const prepared = pca.fit({ components: 2 }, applyPrepared(scaled, columns), NAMES) as Extract<
      Prepared,
      { op: 'rotate' }
    >;
    near(prepared.axes as number[][], [
      [-0.5321220637180075, 0.6771754093176088, -0.5082121351561942],
      [-0.6832622891636443, 0.011018706674525841, 0.7300898796107762],
    ]);
    near(applied(prepared, applyPrepared(scaled, other)), [
      [0.4833685395481723, -0.11126919797979178],
      [9.1305586526944, 42.24122230915388],
    ]);
  });

  it('imputes what scikit-learn does, and a constant', () => {
    const holed = columns.map((x, i) => x.map((v, t) => (i === 0 && (t === 3 || t === 7) ? NaN : v)));
    const filled = (prepared: Prepared): readonly number[] => (prepared as Extract<Prepared, { op: 'fill' }>).values;
    near([[...filled(median.fit({}, holed, NAMES))]], [[0.5625, 103.5, 0.015]]);
    near([[...filled(mean.fit({}, holed, NAMES))]], [[0.5460526315789473, 103.45, 0.015175]]);
    assert.deepEqual(applied(constant.fit({ value: -1 }, holed, NAMES), [Float64Array.of(NaN, 2)]), [[-1], [2]]);
  });

  it('winsorize clips at the quantiles of the train rows, infinities too', () => {
    const prepared = winsorize.fit({ tail: 0.05 }, columns.slice(1, 2), ['b']); // numpy.quantile: 100.475, 106.75
    const [[low], [high], [inside]] = applied(prepared, [Float64Array.of(-Infinity, 1e9, 103)]);
    near([[low, high, inside]], [[100.475, 106.75, 103]]);
  });

  it('names a column that is known in no train row', () => {
    const empty = [columns[0], new Float64Array(40).fill(NaN)];
    for (const part of [standard, robust, median, mean]) {
      assert.throws(() => part.fit({}, empty, ['a', 'gap']), /column "gap" is known in no train row/);
    }
  });

  it('refuses more components than columns', () => {
    assert.throws(
      () => pca.fit({ components: 4 }, columns, NAMES),
      /4 components cannot be made of 3 columns: a, b, c/,
    );
  });

  it('leaves a constant column finite', () => {
    const flat = [new Float64Array(40).fill(0.1)];
    for (const part of [standard, robust])
      assert.ok(Math.abs(applied(part.fit({}, flat, ['flat']), flat)[0][0]) < 1e-12);
  });

  it('prepares a row alone as it does among others', () => {
    const made = [
      standard.fit({}, columns, NAMES),
      quantile.fit({ knots: 9, output: 'normal' }, columns, NAMES),
      pca.fit({ components: 3 }, columns, NAMES),
    ];
    fc.assert(
      fc.property(fc.nat(39), fc.constantFrom(...made), (t, prepared) => {
        const alone = applyPrepared(
          prepared,
          columns.map((x) => x.slice(t, t + 1)),
        ).map((x) => x[0]);
        assert.deepEqual(
          alone,
          applyPrepared(prepared, columns).map((x) => x[t]),
        );
      }),
    );
  });

  it('hands importance back through principal components', () => {
    const rotate: Prepared = { op: 'rotate', centre: [0, 0], axes: [[0.6, -0.8]] };
    assert.deepEqual(spreadBack(rotate, [10]), [6, 8]);
  });
});
