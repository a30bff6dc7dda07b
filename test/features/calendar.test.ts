import calendar from '../../src/features/calendar.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import { near, run } from './_run.ts';

describe('calendar', () => {
  honoursFeatureContract(calendar, {});

  it('reads dates as the Gregorian calendar does', () => {
    for (const iso of [
      '1970-01-01T00:00Z',
      '2000-02-29T23:59Z',
      '2024-12-31T05:00Z',
      '2100-03-01T12:30Z',
      '1969-12-31T23:00Z',
    ]) {
      const expected = new Date(iso);
      const parts = run(calendar, {}, [expected.getTime()]).map((column) => column[0]);
      const weekday = expected.getUTCDay() === 0 ? 7 : expected.getUTCDay();
      const month = expected.getUTCMonth() + 1;
      const rest = [Math.ceil(month / 3), weekday > 5 ? 1 : 0];
      near(parts, [expected.getUTCHours(), weekday, expected.getUTCDate(), month, ...rest]);
    }
  });
});
