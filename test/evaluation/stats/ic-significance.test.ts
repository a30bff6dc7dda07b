import assert from 'node:assert/strict';
import { ranksAverage } from '../../../src/core/math/index.ts';
import { icSignificance } from '../../../src/evaluation/_stats/ic-significance.ts';
import { icByGroup, summariseIc } from '../../../src/evaluation/_stats/information.ts';
import { neweyWest } from '../../../src/evaluation/_stats/newey-west.ts';
import { standardise } from '../../../src/evaluation/_stats/sample.ts';
import { f64, near } from './_near.ts';
import { HORIZON, icMarket } from './_ic-market.ts';
import type { IcMarket } from './_ic-market.ts';

const SEEDS = Array.from({ length: 100 }, (_, i) => i + 1);

/** How many of 100 seeds are called significant at 5 %, against "0 or below" and against 0. */
function called(market: IcMarket): { greater: number; two_sided: number } {
  const tests = SEEDS.map((seed) => {
    const { scores, labels } = icMarket(seed, market);
    return icSignificance(scores, labels, { horizon: HORIZON });
  });
  return {
    greater: tests.filter((t) => t.p < 0.05).length,
    two_sided: tests.filter((t) => t.p_two_sided < 0.05).length,
  };
}

describe('significance of an information coefficient', () => {
  for (const score of [0.9, 0.99, 'momentum'] as const) {
    it(`calls noise significant at most 10 times in 100 (score ${score})`, () => {
      const found = called({ score });
      assert.ok(found.greater <= 10 && found.two_sided <= 12, JSON.stringify(found));
    });
  }

  for (const edge of ['in_score', 'in_returns'] as const) {
    for (const score of [0, 0.9] as const) {
      it(`finds a correlation of 0.05 at least 80 times in 100 (${edge}, score ${score})`, () => {
        const found = called({ score, edge });
        assert.ok(found.greater >= 80, JSON.stringify(found));
      });
    }
  }

  it('passes less noise than the plain lag of horizon - 1', () => {
    let plain = 0;
    for (const seed of SEEDS) {
      const { scores, labels } = icMarket(seed, { score: 0.99 });
      const [u, v] = [scores, labels].map((x) => standardise(ranksAverage(x)));
      if (
        Math.abs(
          neweyWest(
            u.map((x, i) => x * v[i]),
            HORIZON - 1,
          ).t,
        ) > 1.96
      )
        plain++;
    }
    assert.ok(plain > called({ score: 0.99 }).two_sided, `plain ${plain}`);
  });

  it('does not share the bias of daily coefficients for scores made of past returns', () => {
    const { scores, labels } = icMarket(1, { score: 'momentum' });
    const daily = icByGroup(
      scores,
      labels,
      Float64Array.from(scores, (_, i) => Math.floor(i / 96)),
    );
    assert.ok(summariseIc(daily.ic, 1).t < -5);
    assert.ok(Math.abs(icSignificance(scores, labels, { horizon: HORIZON }).t) < 3);
  });

  it('does not change under a monotone change of score or label, and turns with the sign', () => {
    const { scores, labels } = icMarket(3, { score: 0.9, rows: 500 });
    const found = icSignificance(scores, labels, { horizon: HORIZON });
    assert.deepEqual(
      icSignificance(
        scores.map((v) => v * v * v),
        labels.map((v) => 7 * v + 1),
        { horizon: HORIZON },
      ),
      found,
    );
    const turned = icSignificance(
      scores.map((v) => -v),
      labels,
      { horizon: HORIZON },
    );
    near(turned.t, -found.t, 1e-9);
    near(turned.p, 1 - found.p, 1e-9);
  });

  it('allows for at least the overlap of the labels', () => {
    const { scores, labels } = icMarket(3, { score: 0, rows: 100 });
    assert.equal(icSignificance(scores, labels, { horizon: 40 }).lag, 39);
    assert.equal(icSignificance(scores, labels, { horizon: 4 }).lag, 13);
  });

  it('is not significant on few rows or a constant score', () => {
    const constant = icSignificance(new Float64Array(100), f64(...SEEDS), { horizon: 1 });
    const few = icSignificance(f64(1, 2, 3, NaN), f64(1, 2, 3, 4), { horizon: 1 });
    for (const found of [constant, few]) {
      assert.equal(found.significant, false);
      assert.ok(Number.isNaN(found.p));
    }
    assert.equal(few.samples, 3);
  });
});
