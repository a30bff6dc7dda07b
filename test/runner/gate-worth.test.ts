import assert from 'node:assert/strict';
import { gateWorths } from '../../src/runner/gate-worth.ts';
import { SMALL } from '../e2e/_small.ts';
import { outcomeOf } from './_here.ts';

/** A z gate that tells, one that waits after an exit, and one that refuses everything. */
const GATES = SMALL.replace('min: 0.01 }', 'min: 0.02 }\n  cool: { type: cooldown, window: 3 }');
const CLOSED = SMALL.replace('min: 0.01 }', 'min: 1000 }');

describe('worth of gates', () => {
  it('is the run less the same run without the gate', async () => {
    const worths = gateWorths(await outcomeOf(GATES));
    assert.deepEqual([...worths.keys()], ['warmup', 'cool', 'z']);
    for (const [name, worth] of worths) {
      const { result } = await outcomeOf(GATES, { set: [`gates.${name}.enabled=false`] });
      assert.equal(worth.net_without, result.cash - 100_000, name);
      assert.equal(worth.trades_without, result.totals.trades, name);
    }
  });

  it('lets a shadow account trade nothing but what the gate refused first', async () => {
    const outcome = await outcomeOf(CLOSED);
    const worths = gateWorths(outcome);
    const free = await outcomeOf(CLOSED, { set: ['gates.z.enabled=false'] });
    assert.equal(outcome.result.totals.trades, 0);
    assert.ok(free.result.totals.trades > 50);
    assert.equal(worths.get('z')?.shadow_net, free.result.cash - 100_000);
    assert.equal(worths.get('z')?.shadow_trades, free.result.totals.trades);
    const warmup = worths.get('warmup');
    assert.ok(warmup !== undefined && warmup.shadow_trades > 0 && warmup.shadow_trades <= 50, 'of its 50 bars');
  });

  it('is 0 for a gate that refuses nothing', async () => {
    const idle = gateWorths(await outcomeOf(SMALL.replace('min: 0.01 }', 'min: 0 }'))).get('z');
    assert.deepEqual([idle?.value, idle?.shadow_net, idle?.shadow_trades], [0, 0, 0]);
  });
});
