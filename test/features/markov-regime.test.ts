import markovRegime from '../../src/features/markov-regime.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('markov_regime', () => {
  honoursFeatureContract(markovRegime, { of: 'x', window: 10, calm: 0.5, turbulent: 2, stay: 0.9 });

  it('weighs the two densities at the first bar', () => {
    // window 3 of (1, 2, 6): z = 3 / sqrt 7; odds 1 : (2 / 0.5) exp(-(4 - 0.25) / 2 z^2)
    const odds = 4 * Math.exp((-(4 - 0.25) / 2) * (9 / 7));
    near(run(markovRegime, { of: 'x', window: 3, calm: 0.5, turbulent: 2, stay: 0.98 }, [1, 2, 6])[0].slice(2), [
      1 / (1 + odds),
    ]);
  });
});
