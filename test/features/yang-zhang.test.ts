import yangZhang from '../../src/features/yang-zhang.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('yang_zhang', () => {
  honoursFeatureContract(yangZhang, { window: 5 });

  it('is the variance of the bodies times k without gaps or wicks', () => {
    // two bodies ln 2 and -ln 2 without wicks: var = 2 ln(2)^2, rs = 0, gaps 0; k = 0.34 / 4.34
    const sigma = run(yangZhang, { window: 2 }, [1, 1, 2], [1, 2, 2], [1, 1, 1], [1, 2, 1])[0];
    near(sigma, [NaN, NaN, Math.LN2 * Math.sqrt((2 * 0.34) / 4.34)]);
  });
});
