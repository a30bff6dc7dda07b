import assert from 'node:assert/strict';
import linear from '../../src/calibrators/linear.ts';
import { defineCalibrator } from '../../src/core/contracts/calibrator.ts';
import { failuresOf } from './_failures.ts';
import { honoursCalibratorContract } from './calibrator.ts';

const failures = (over: Partial<typeof linear>): string[] => {
  const calibrator = defineCalibrator({ ...linear, ...over });
  return failuresOf(() => honoursCalibratorContract(calibrator, { winsorize: 0 }, { monotone: 'up', scores: 'any' }));
};

describe('the calibrator contract', () => {
  it('passes an honest calibrator', () => {
    assert.deepEqual(failures({}), []);
  });

  it('catches a map that turns scores round', () => {
    const load: typeof linear.load = () => (score) => -score;
    assert.ok(failures({ load }).includes('never turns the order of scores round'));
  });

  it('catches a map that gives a number for NaN', () => {
    const load: typeof linear.load = () => (score) => (Number.isNaN(score) ? 0 : score);
    assert.ok(failures({ load }).includes('keeps NaN and gives a number for any other score'));
  });

  it('catches a fit that sorts its input', () => {
    const fit: typeof linear.fit = (values, score, label) => linear.fit(values, score.sort(), label);
    assert.ok(failures({ fit }).includes('fits the same bytes again and writes no input'));
  });

  it('catches a fitted map that is more than its text', () => {
    const fit: typeof linear.fit = (...args) => ({ ...(linear.fit(...args) as object), intercept: -Infinity });
    assert.ok(failures({ fit }).includes('maps the same after a round trip through its text'));
  });
});
