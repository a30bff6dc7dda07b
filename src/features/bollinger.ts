import { input, number, span } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { inTiles } from './_helpers/tiles.ts';
import { blockSums, isFlat, rollingVariance } from './_helpers/blocks.ts';

/**
 * middle = mean(w), upper / lower = middle +- multiple x sd(w) (sd over window), width = (upper - lower) / middle,
 * position = (x - lower) / (upper - lower).
 *
 * In: one price. Out: upper, middle, lower in its unit; width a fraction; position 0 at the lower band, 1 at the upper,
 * 0.5 where the window is flat. NaN until the window is full and while it holds a NaN; width also where middle is 0.
 */
export default defineFeature({
  type: 'bollinger',
  version: 1,
  summary: 'Bollinger bands, their width and the place of the price between them.',
  source: 'https://ta-lib.org/functions/bbands/',
  params: {
    of: input('Price.', { default: 'close' }),
    window: span('Window length, the current bar included.', { min: 2, default: 20 }),
    multiple: number('Half the distance between the bands.', { unit: 'sigma', above: 0, default: 2 }),
  },
  inputs: ({ of }) => [of],
  outputs: () => ['upper', 'middle', 'lower', 'width', 'position'],
  unit: (_, [of]) => of,
  units: (_, [of]) => [of, of, of, 'fraction', 'ratio'],
  reach: ({ window }) => windowReach(window),
  start: ({ window, multiple }, origin) => ({ window, multiple, sums: blockSums(window, origin, 2) }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 0, ([x], [upper, middle, lower, width, position]) => {
      const { window, multiple } = state;
      rollingVariance(state.sums, x, middle, upper);
      for (let i = 0; i < x.length; i++) {
        const mean = middle[i];
        const flat = isFlat(upper[i], mean, window);
        const half = multiple * Math.sqrt(upper[i] / window);
        upper[i] = mean + half;
        lower[i] = mean - half;
        width[i] = (2 * half) / mean;
        if (mean === 0) width[i] = NaN;
        position[i] = (x[i] - lower[i]) / (2 * half);
        if (flat) position[i] = 0.5;
      }
    }),
});
