import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const BENCH = resolve(import.meta.dirname, '../../../bench/peers/sklearn_models.py');

interface Beside {
  readonly ratio: number;
  readonly apart: number;
}
interface Found {
  readonly ridge: Beside;
  readonly huber: Beside;
  readonly logistic: Beside;
  readonly random_forest: {
    readonly ratio: number;
    readonly r2: readonly number[];
    readonly their_r2: readonly number[];
  };
}

describe('scikit-learn', function () {
  let found: Found;

  before(function () {
    if (spawnSync('python3', ['--version']).status !== 0) {
      console.log('      skipped: there is no python3');
      this.skip();
    }
    const { status, stdout, stderr } = spawnSync('python3', [BENCH, '10000', '20'], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    found = JSON.parse(stdout) as Found;
  });

  for (const [name, most] of [
    ['ridge', 1e-9],
    ['huber', 1e-4],
    ['logistic', 1e-5],
  ] as const) {
    it(`finds the coefficients of ${name}, relative to the largest`, () => {
      assert.ok(found[name].apart < most, `${found[name].apart}`);
      console.log(`      ${name}: ${found[name].ratio.toFixed(2)} of its time`);
    });
  }

  it('has forests that are no worse out of sample than any seed of its own', () => {
    const { r2, their_r2, ratio } = found.random_forest;
    assert.ok(
      r2.reduce((sum, v) => sum + v, 0) / r2.length >= Math.min(...their_r2),
      `${r2.join(' ')} beside ${their_r2.join(' ')}`,
    );
    console.log(`      random_forest: ${ratio.toFixed(2)} of its time`);
  });
});
