import assert from 'node:assert/strict';
import { significantSeeds } from '../e2e/_edge.ts';

describe('the information coefficient of ridge, over 100 seeds', function () {
  this.timeout(600_000);

  it('is called significant at 5 % by at most 10 of them on noise', async () => {
    const count = await significantSeeds(0, 100);
    console.log(`      noise: ${count} of 100`);
    assert.ok(count <= 10, `${count} of 100`);
  });

  it('is called significant by at least 80 of them on the planted edge of 0.05', async () => {
    const count = await significantSeeds(0.05, 100);
    console.log(`      planted edge: ${count} of 100`);
    assert.ok(count >= 80, `${count} of 100`);
  });
});
