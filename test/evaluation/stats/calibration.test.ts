import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { exp, log } from '../../../src/core/math/index.ts';
import * as c from '../../../src/evaluation/_stats/calibration.ts';
import { needsShared } from '../../_shared.ts';
import { f64, near } from './_near.ts';

interface Scores {
  brier: number;
  logloss: number;
  ece10_equal_width: number;
  reliability_mean_pred: number[];
  reliability_frac_pos: number[];
}
interface Oracle {
  n: number;
  n_fit: number;
  platt_logit_C1: { a: number; b: number };
  isotonic: { X_thresholds: number[]; y_thresholds: number[] };
  eval: Record<'raw' | 'platt_logit_C1' | 'isotonic', Scores>;
}

/** scikit-learn's reading of its own thresholds: linear between them, constant outside. */
function interpolate(x: number, { X_thresholds: xs, y_thresholds: ys }: Oracle['isotonic']): number {
  if (x <= xs[0]) return ys[0];
  const i = xs.findIndex((v) => v >= x);
  if (i < 0) return ys[ys.length - 1];
  return ys[i - 1] + ((ys[i] - ys[i - 1]) * (x - xs[i - 1])) / (xs[i] - xs[i - 1]);
}

function evaluationRows(path: string, { n, n_fit }: Oracle): { p: Float64Array; y: Float64Array } {
  const text = gunzipSync(readFileSync(path)).toString('utf8').trim().split('\n').slice(1);
  const rows = text.map((row) => row.split(',')).filter((cells) => cells[5] === '0' || cells[5] === '1');
  assert.equal(rows.length, n);
  const tail = rows.slice(n_fit);
  return { p: Float64Array.from(tail, (r) => Number(r[4])), y: Float64Array.from(tail, (r) => Number(r[5])) };
}

describe('calibration scores', () => {
  for (const sport of ['nfl', 'nhl']) {
    it(`agree with scikit-learn on the ${sport} forecasts`, function () {
      const oracle = JSON.parse(
        readFileSync(needsShared(this, 'oracles', `calibration_${sport}_games.json`), 'utf8'),
      ) as Oracle;
      const { p, y } = evaluationRows(
        needsShared(this, 'groundtruth', `calibration_538_${sport}_games.csv.gz`),
        oracle,
      );
      const { a, b } = oracle.platt_logit_C1;
      const versions = {
        raw: p,
        platt_logit_C1: p.map((v) => 1 / (1 + exp(-(a * log(v / (1 - v)) + b)))),
        isotonic: p.map((v) => interpolate(v, oracle.isotonic)),
      };
      for (const name of ['raw', 'platt_logit_C1', 'isotonic'] as const) {
        const expected = oracle.eval[name];
        const table = c.reliability(versions[name], y).filter((bin) => bin.count > 0);
        near(c.brier(versions[name], y), expected.brier, 1e-9);
        near(c.logLoss(versions[name], y), expected.logloss, 1e-9);
        near(c.expectedCalibrationError(versions[name], y), expected.ece10_equal_width, 1e-9);
        assert.equal(table.length, expected.reliability_mean_pred.length);
        table.forEach((bin, i) => near(bin.predicted, expected.reliability_mean_pred[i], 1e-9));
        table.forEach((bin, i) => near(bin.realised, expected.reliability_frac_pos[i], 1e-9));
      }
    });
  }

  it('match hand-computed values and skip NaN', () => {
    const p = f64(0.25, 0.75, NaN, 0.5);
    const y = f64(0, 1, 1, NaN);
    near(c.brier(p, y), 0.0625);
    near(c.logLoss(p, y), -log(0.75));
  });

  it('keep the log loss of a certain miss finite', () => {
    near(c.logLoss(f64(1), f64(0)), 52 * log(2));
  });

  it('put a prediction on an edge into the bin below', () => {
    const table = c.reliability(f64(0.1, 0.1001), f64(0, 1));
    assert.deepEqual(
      table.slice(0, 2).map((bin) => bin.count),
      [1, 1],
    );
  });

  it('fill equal-count bins evenly', () => {
    const p = Float64Array.from({ length: 100 }, (_, i) => (i / 100) * (i / 100));
    const table = c.reliability(p, p, 4, 'equal_count');
    assert.deepEqual(
      table.map((bin) => bin.count),
      [25, 25, 25, 25],
    );
    near(c.expectedCalibrationError(p, p, 4, 'equal_count'), 0);
  });
});

describe('regression calibration', () => {
  it('finds slope and intercept of an overconfident forecast', () => {
    const forecast = Float64Array.from({ length: 40 }, (_, i) => i - 20);
    const found = c.regressionCalibration(
      forecast,
      forecast.map((v) => 0.5 * v + 3),
      4,
    );
    near(found.slope, 0.5);
    near(found.intercept, 3);
    found.bins.forEach((bin) => near(bin.realised, 0.5 * bin.predicted + 3));
    assert.equal(found.bins.length, 4);
  });
});
