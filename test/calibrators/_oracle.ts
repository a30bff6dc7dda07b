import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { needsShared } from '../_shared.ts';

/** What scikit-learn 1.9.1 found on the first rows of published forecasts, and said of the first 20 of the rest. */
export interface Oracle {
  readonly n: number;
  readonly n_fit: number;
  readonly platt_logit_C1: { readonly a: number; readonly b: number };
  readonly platt_logit_unregularised: { readonly a: number; readonly b: number };
  readonly isotonic: { readonly X_thresholds: readonly number[]; readonly y_thresholds: readonly number[] };
  readonly first20_eval: { readonly [method in 'raw' | 'platt_logit_C1' | 'isotonic']: readonly number[] };
}

export interface Forecasts {
  readonly oracle: Oracle;
  readonly score: Float64Array;
  readonly label: Float64Array;
}

/** The fit part of a sport's forecasts with their outcomes, in file order. Skips the test where the data are absent. */
export function forecastsOf(test: Mocha.Context, sport: 'nfl' | 'nhl'): Forecasts {
  const oracle = JSON.parse(
    readFileSync(needsShared(test, 'oracles', `calibration_${sport}_games.json`), 'utf8'),
  ) as Oracle;
  const file = needsShared(test, 'groundtruth', `calibration_538_${sport}_games.csv.gz`);
  const lines = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n').slice(1);
  const games = lines.map((line) => line.split(',')).filter((cells) => cells[5] === '0' || cells[5] === '1');
  assert.equal(games.length, oracle.n);
  const fitted = games.slice(0, oracle.n_fit);
  return {
    oracle,
    score: Float64Array.from(fitted, (cells) => Number(cells[4])),
    label: Float64Array.from(fitted, (cells) => Number(cells[5])),
  };
}

export function near(found: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(found - expected) <= tolerance, `${found} is not ${expected} within ${tolerance}`);
}
