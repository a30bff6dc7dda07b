import kyleLambda from '../../src/features/kyle-lambda.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('kyle_lambda', () => {
  honoursFeatureContract(kyleLambda, { window: 6 });

  it('is the slope of returns on flow', () => {
    // returns ln 2 x (1, -1, 1) on flows (1, -1, 1)
    const lambda = run(kyleLambda, { window: 3 }, [1, 2, 1, 2], [1, 1, 1, 1], [0, 1, 0, 1])[0];
    near(lambda, [NaN, NaN, NaN, Math.LN2]);
  });
});
