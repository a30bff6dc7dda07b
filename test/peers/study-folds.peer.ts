import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { sharedWorkspace } from '../e2e/_assay.ts';
import { needsPython, runPython } from './_venv.ts';

const STUDY = `version: 1
name: folds
seed: 3
data:
  source: { type: synthetic, predictability: 0.1, horizon: 1 }
  symbols: [AAAUSD, BBBUSD]
  interval: 5m
  range: { from: 2024-01-01, to: 2024-01-29 }
features:
  ret: { type: returns, windows: [1, 2, 3], reset: day }
  bop: { type: bop }
  natr: { type: natr, window: 14 }
labels:
  next_bar: { type: forward_return, horizon: 1, from: next_open }
split: { type: walk_forward, train: 14d, test: 7d }
models:
  lgbm: { type: gradient_boosting, labels: [next_bar], features: [all], rounds: 20, leaves: 8, min_leaf_rows: 100 }
signals:
  decile: { type: quantile, of: lgbm, bins: 10, scope: trailing, window: 1d }
portfolio: { of: decile, symbols: [AAAUSD] }
execution: { type: vectorized, label: next_bar, fees: none, slippage: none, funding: none }
evaluation: { label: next_bar }
`;

describe('fold files of a staged study', function () {
  let python: string;
  before(function () {
    python = needsPython(this);
  });
  const w = sharedWorkspace((workspace) => workspace.write('folds.yml', STUDY));

  it("are loaded by Python's LightGBM, which predicts what the study has written", () => {
    w().json('features', 'folds.yml', '--export', 'csv');
    w().json('train', 'folds.yml', '--export', 'csv');
    const folder = w().path('results/folds/study');
    const text = w().read('results/folds/study/predictions/ALL_5m_predictions.csv');
    const first = text.split('\n')[1].split(',')[0];
    // the stamps as the table writes them; the second window begins a week behind the first
    const second = text
      .split('\n')
      .find((line) => line.startsWith('2024-01-22'))
      ?.split(',')[0] as string;
    writeFileSync(w().path('results/folds/study/windows.json'), JSON.stringify([first, second]));
    const { apart, rows, folds, predicted } = JSON.parse(
      runPython(python, 'study_folds.py', folder, 'ALL_5m').trim().split('\n').at(-1) as string,
    ) as { apart: number; rows: number; folds: number; predicted: number };
    assert.deepEqual([folds, rows], [2, predicted]);
    assert.ok(rows > 8000 && apart < 1e-6, `${rows} rows, ${apart} apart`);
  });
});
