import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { cos, sin } from '../core/math/index.ts';
import { DAY_MS } from './_helpers/civil.ts';

/**
 * sin, cos = sin(2 pi d), cos(2 pi d), d = time since midnight UTC as a fraction of the day, at the bar's open.
 *
 * In: timestamp (epoch ms). Out: -1..1 each. Never NaN.
 */
export default defineFeature({
  type: 'time_of_day',
  version: 1,
  summary: 'Time of day as a point on a circle.',
  source: 'https://en.wikipedia.org/wiki/Directional_statistics',
  params: {},
  inputs: () => ['timestamp'],
  outputs: () => ['sin', 'cos'],
  unit: () => 'ratio',
  reach: () => windowReach(1),
  start: () => ({}),
  push(_, [time], [sine, cosine]) {
    for (let i = 0; i < time.length; i++) {
      const angle = 2 * Math.PI * (time[i] / DAY_MS - Math.floor(time[i] / DAY_MS));
      sine[i] = sin(angle);
      cosine[i] = cos(angle);
    }
  },
});
