import tema from '../../src/features/tema.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('tema', () => {
  honoursFeatureContract(tema, { of: 'close', window: 3 });

  it('follows a straight line without lag', () => {
    near(run(tema, { of: 'x', window: 2 }, [1, 3, 5, 7])[0], [NaN, NaN, NaN, 7]);
  });
});
