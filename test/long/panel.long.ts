import assert from 'node:assert/strict';
import { outcomeOf } from '../runner/_here.ts';
import { exchangedQuality, plantedPanel } from '../runner/_panel.ts';

const SEEDS = 20;
/** 6/pi asin(0.06): the rank correlation of the best predictor. */
const PLANTED_IC = 0.1147;

interface Tried {
  readonly ic: number;
  readonly found: number;
}

const meanOf = (tried: readonly { readonly ic: number; readonly p: number }[]): Tried => ({
  ic: tried.reduce((sum, { ic }) => sum + ic, 0) / tried.length,
  found: tried.filter(({ p }) => p < 0.01).length,
});

describe('an edge across symbols, over many markets', function () {
  this.timeout(3_600_000);
  const seeds = Array.from({ length: SEEDS }, (_, k) => k + 1);

  it('is found with its sign and size, and not in the scores of other symbols', async () => {
    const outcomes = [];
    for (const seed of seeds) outcomes.push(await outcomeOf(plantedPanel(0.12, seed)));
    const planted = meanOf(outcomes.map(({ qualities }) => qualities[0]));
    console.log(`      planted: mean ic ${planted.ic.toFixed(4)}, found in ${planted.found} of ${SEEDS}`);
    assert.ok(planted.found >= SEEDS - 1);
    assert.ok(Math.abs(planted.ic - PLANTED_IC) < 0.02);
    const exchanged = meanOf(outcomes.map(exchangedQuality));
    console.log(`      permuted: mean ic ${exchanged.ic.toFixed(4)}, found in ${exchanged.found} of ${SEEDS}`);
    assert.ok(exchanged.found <= 2);
    assert.ok(Math.abs(exchanged.ic) < 0.01);
  });

  it('is not found where nothing is planted', async () => {
    const tried = [];
    for (const seed of seeds) tried.push((await outcomeOf(plantedPanel(0, seed))).qualities[0]);
    const nothing = meanOf(tried);
    console.log(`      nothing: mean ic ${nothing.ic.toFixed(4)}, found in ${nothing.found} of ${SEEDS}`);
    assert.ok(nothing.found <= 2);
    assert.ok(Math.abs(nothing.ic) < 0.01);
  });
});
