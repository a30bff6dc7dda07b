import assert from 'node:assert/strict';
import { significantSeeds } from './_edge.ts';

// all 100 seeds: npm run test:long
const SEEDS = 20;

describe(`the information coefficient of ridge, over ${SEEDS} seeds`, () => {
  it('is called significant at 5 % by few of them on noise', async () => {
    assert.ok((await significantSeeds(0, SEEDS)) <= 4);
  });

  it('is called significant by most of them on the planted edge of 0.05', async () => {
    assert.ok((await significantSeeds(0.05, SEEDS)) >= 14);
  });
});
