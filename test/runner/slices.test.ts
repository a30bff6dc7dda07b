import assert from 'node:assert/strict';
import { signHitRate } from '../../src/evaluation/_stats/index.ts';
import { columnOf } from '../../src/runner/columns.ts';
import { slicesOf, slicesTable } from '../../src/runner/slices.ts';
import { SMALL } from '../e2e/_small.ts';
import { outcomeOf } from './_here.ts';

const SLICED = SMALL.replace('labels:', '  vol: { type: volatility_regime, of: sigma, window: 200 }\nlabels:').replace(
  'evaluation: { label: h4 }',
  'evaluation: { label: h4, slices: [vol] }',
);

describe('slices', () => {
  it('cut bars, trades and scores by the category at the decision', async () => {
    const outcome = await outcomeOf(SLICED);
    const { plan, computed, range, scores, result } = outcome;
    const slices = slicesOf(outcome);
    const category = columnOf(plan, computed, 'vol');
    assert.deepEqual(
      slices.map(({ slice, category: of }) => [slice, of]),
      [...new Set(category.subarray(range.from, range.to))].sort().map((of) => ['vol', of]),
    );
    const { trades } = result.details ?? assert.fail('no details');
    assert.equal(
      slices.reduce((total, s) => total + s.trades, 0),
      trades.rows,
    );
    for (const slice of slices) {
      const rows = Array.from({ length: range.to - range.from }, (_, i) => range.from + i).filter(
        (t) => category[t] === slice.category,
      );
      assert.equal(slice.bars, rows.length);
      const pick = (x: Float64Array): Float64Array => Float64Array.from(rows, (t) => x[t]);
      const label = computed.array('labels.h4', 'value') as Float64Array;
      assert.equal(slice.sign_hit_rate, signHitRate(pick(scores.get('lin.h4') as Float64Array), pick(label)));
      let net = 0;
      for (let i = 0; i < trades.rows; i++)
        if (category[trades.decision_row[i]] === slice.category) net += trades.net_pnl[i];
      assert.equal(slice.net_pnl, net);
    }
    assert.equal(slicesTable(slices)?.rows, slices.length);
  });

  it('are none where none are asked for', async () => {
    assert.deepEqual(slicesOf(await outcomeOf(SMALL)), []);
    assert.equal(slicesTable([]), undefined);
  });
});
