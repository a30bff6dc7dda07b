import assert from 'node:assert/strict';
import * as s from '../../../src/evaluation/_stats/sharpe-inference.ts';
import { f64, near } from './_near.ts';

describe('probabilistic Sharpe ratio', () => {
  // Bailey and Lopez de Prado (2012), The Sharpe ratio efficient frontier: 24 monthly returns with SR 0.458,
  // skewness -2.448, kurtosis 10.164 give 0.913; 0.982 when they are taken as normal.
  const fund = { sharpe: 0.458, periods: 24, skew: -2.448, kurtosis: 10.164 };

  it('reproduces the published example', () => {
    near(s.probabilisticSharpe(fund), 0.913, 5e-4);
    near(s.probabilisticSharpe({ ...fund, skew: 0, kurtosis: 3 }), 0.982, 5e-4);
  });

  it('is 1/2 against the ratio itself', () => {
    near(s.probabilisticSharpe(fund, fund.sharpe), 0.5);
  });

  it('reaches the confidence at the minimum track record', () => {
    const periods = s.minimumTrackRecord(fund, 0.1, 0.95);
    near(s.probabilisticSharpe({ ...fund, periods }, 0.1), 0.95);
  });
});

describe('minimum track record length', () => {
  // The same paper: annual SR 2 against 1 at 95 %: 2.73 years of daily, 3.24 of monthly normal returns;
  // 4.99 years of monthly returns with skewness -0.72 and kurtosis 5.78.
  const years = (perYear: number, skew: number, kurtosis: number): number => {
    const root = Math.sqrt(perYear);
    return s.minimumTrackRecord({ sharpe: 2 / root, periods: 0, skew, kurtosis }, 1 / root) / perYear;
  };

  it('reproduces the published examples', () => {
    near(years(250, 0, 3), 2.73, 2e-3);
    near(years(12, 0, 3), 3.24, 2e-3);
    near(years(12, -0.72, 5.78), 4.99, 2e-3);
  });

  it('is infinite where the benchmark is not beaten', () => {
    assert.equal(s.minimumTrackRecord({ sharpe: 0.1, periods: 10, skew: 0, kurtosis: 3 }, 0.1), Infinity);
  });
});

describe('deflated Sharpe ratio', () => {
  // Bailey and Lopez de Prado (2014), The deflated Sharpe ratio, numerical example: the best of 100 trials has annual
  // SR 2.5 over 1,250 days (250 a year), skewness -3, kurtosis 10, variance of the trials' annual ratios 1/2:
  // benchmark 0.1132 a day, DSR 0.9004; with 46 trials 0.9505.
  const best = { sharpe: 2.5 / Math.sqrt(250), periods: 1250, skew: -3, kurtosis: 10 };

  it('reproduces the published example', () => {
    const found = s.deflatedSharpe(best, 100, 0.5 / 250);
    near(found.benchmark, 0.1132, 5e-5);
    near(found.dsr, 0.9004, 5e-5);
    near(s.deflatedSharpe(best, 46, 0.5 / 250).dsr, 0.9505, 5e-5);
  });

  it('is the probabilistic ratio for one trial, and falls with each further one', () => {
    const dsr = [1, 1.5, 2, 10, 1000].map((trials) => s.deflatedSharpe(best, trials, 0.002).dsr);
    near(dsr[0], s.probabilisticSharpe(best));
    for (let i = 1; i < dsr.length; i++) assert.ok(dsr[i] <= dsr[i - 1]);
    assert.ok(Number.isNaN(s.expectedMaxSharpe(0, 1)));
  });

  it('takes the variance of the trials that have a ratio', () => {
    near(s.trialVariance(f64(1, NaN, 3)), 2);
  });
});
