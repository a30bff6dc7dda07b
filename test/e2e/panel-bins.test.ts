import assert from 'node:assert/strict';
import { freshWorkspace } from './_assay.ts';

const SPEC = `version: 1
name: panel-bins
seed: 1
data:
  source: { type: synthetic, predictability: 0.1, horizon: 4, annual_volatility: 60% }
  symbols: [AUSD, BUSD]
  interval: 1h
  range: { from: 2024-01-01, to: 2024-06-01 }
features:
  ret: { type: returns, windows: [1, 4] }
labels:
  up: { type: sign, horizon: 4 }
split: { type: walk_forward, train: 30d, test: 10d }
models:
  logit: { type: logistic, labels: [up], features: [all], prepare: { impute: { type: median }, scale: { type: standard } } }
calibrators:
  p: { type: platt, of: logit, fit: { type: rolling, window: 1mo, every: 1mo } }
signals:
  ends: { type: quantile, of: p, bins: 5, scope: fitted }
portfolio: { of: ends, sizing: { type: fixed, fraction: 0.5 } }
execution: { type: event, fees: { taker: 1bps, maker: 1bps }, slippage: none, funding: none }
`;

describe('monthly bins of several symbols', function () {
  this.timeout(120_000);
  const w = freshWorkspace((ws) => ws.write('bins.yml', SPEC));

  it('are applied by time and then by symbol, as the signals of a run are', () => {
    const table = (...args: string[]): string[][] =>
      w()
        .assay(...args)
        .stdout.trim()
        .split('\n')
        .map((line) => line.split(','));
    assert.equal(w().assay('bins', 'build', 'bins.yml', '--month', '2024-04..2024-05', '--quiet').code, 0);
    const { expected_bars, missing_bars, cal_rows } = w().json('bins', 'show', 'bins.yml', '--month', '2024-04') as {
      readonly [name: string]: number;
    };
    assert.deepEqual([expected_bars, missing_bars], [2 * 31 * 24, 0]);
    assert.ok(cal_rows > 31 * 24 && cal_rows <= expected_bars);
    const slice = ['--from', '2024-04-01', '--to', '2024-04-21'];
    const applied = table('bins', 'apply', 'bins.yml', '--month', '2024-04', '--quiet', ...slice);
    const signals = table('signals', 'bins.yml', '--quiet', ...slice);
    assert.deepEqual(signals[0], ['timestamp', 'symbol', 'y_pred', 'p_cal', 'q_bin', 'signal']);
    assert.deepEqual(
      signals.map((row) => row.slice(0, 5)),
      applied,
    );
    assert.equal(signals.length, 1 + 2 * 20 * 24);
    assert.deepEqual(
      signals.slice(1, 5).map(([, symbol]) => symbol),
      ['AUSD', 'BUSD', 'AUSD', 'BUSD'],
    );
  });
});
