import assert from 'node:assert/strict';
import { outputUnits } from '../../src/core/contracts/feature.ts';
import bollinger from '../../src/features/bollinger.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('bollinger', () => {
  honoursFeatureContract(bollinger, { of: 'close', window: 5, multiple: 2 });

  it('puts the bands at population standard deviations', () => {
    // mean(1, 3) = 2, population sd = 1
    const [upper, middle, lower, width, position] = run(bollinger, { of: 'x', window: 2, multiple: 2 }, [1, 3]).map(
      (c) => c[1],
    );
    near([upper, middle, lower, width, position], [4, 2, 0, 2, 0.75]);
  });

  it('places a flat price in the middle', () => {
    near(
      run(bollinger, { of: 'x', window: 2, multiple: 2 }, [0.1, 0.1]).map((c) => c[1]),
      [0.1, 0.1, 0.1, 0, 0.5],
    );
  });

  it('gives bands in the unit of the price, a width as a fraction and a position as a ratio', () => {
    const units = outputUnits(bollinger, { of: 'close', window: 20, multiple: 2 }, ['price']);
    assert.deepEqual(units, ['price', 'price', 'price', 'fraction', 'ratio']);
  });
});
