import assert from 'node:assert/strict';
import { gateWorths } from '../../src/runner/gate-worth.ts';
import { SMALL } from '../e2e/_small.ts';
import { outcomeOf } from './_here.ts';
import { plantedPanel } from './_panel.ts';

/** A z gate that tells, one that waits after an exit, and one that refuses everything. */
const GATES = SMALL.replace('min: 0.01 }', 'min: 0.02 }\n  cool: { type: cooldown, window: 3 }');
const CLOSED = SMALL.replace('min: 0.01 }', 'min: 1000 }');

const REBALANCED = `${plantedPanel(0.12)
  .replace('slippage: none', 'slippage: { type: fixed, rate: 1bps }')
  .replace('to: 2024-04-01', 'to: 2024-03-15')}gates:
  entry: { type: min_edge, min: 5bps }
  cool: { type: cooldown, window: 2d }
portfolio:
  side: long_short
  select: { type: top_n, n: 2 }
  sizing: { type: equal, gross: 1 }
  rebalance: { every: 6h }
`;

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

  it('prices the gates of a rebalanced account: without one it is the account that runs without it', async () => {
    const worths = gateWorths(await outcomeOf(REBALANCED));
    assert.deepEqual([...worths.keys()], ['cool', 'entry']);
    for (const [name, worth] of worths) {
      const { result } = await outcomeOf(REBALANCED, { set: [`gates.${name}.enabled=false`] });
      assert.equal(worth.net_without, result.cash - 100_000, name);
      assert.equal(worth.trades_without, result.totals.trades, name);
      assert.notEqual(worth.value, 0, name);
    }
  });

  it('lets the shadow of a rebalanced account choose among what the gate refused', async () => {
    const closed = REBALANCED.replace('min: 5bps', 'min: 1000bps').replace(/ {2}cool: .*\n/, '');
    const free = await outcomeOf(closed, { set: ['gates.entry.enabled=false'] });
    const entry = gateWorths(await outcomeOf(closed)).get('entry');
    assert.ok(free.result.totals.trades > 20);
    assert.equal(entry?.shadow_net, free.result.cash - 100_000);
    assert.equal(entry?.shadow_trades, free.result.totals.trades);
  });
});
