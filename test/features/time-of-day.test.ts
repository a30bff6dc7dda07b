import timeOfDay from '../../src/features/time-of-day.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('time_of_day', () => {
  honoursFeatureContract(timeOfDay, {});

  it('stands at the top of the circle at midnight and a quarter on at six', () => {
    const [sine, cosine] = run(
      timeOfDay,
      {},
      [0, 6, 12, 18, 24].map((h) => h * 3_600_000),
    );
    near(sine, [0, 1, 0, -1, 0], 1e-15);
    near(cosine, [1, 0, -1, 0, 1], 1e-15);
  });
});
