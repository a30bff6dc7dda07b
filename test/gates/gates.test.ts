import assert from 'node:assert/strict';
import cooldown from '../../src/gates/cooldown.ts';
import expectedValue from '../../src/gates/expected-value.ts';
import minEdge from '../../src/gates/min-edge.ts';
import persistence from '../../src/gates/persistence.ts';
import sigmaFloor from '../../src/gates/sigma-floor.ts';
import warmup from '../../src/gates/warmup.ts';
import zThreshold from '../../src/gates/z-threshold.ts';
import { honoursGateContract, named, refusals, run, signalOf } from './_run.ts';

describe('warmup', () => {
  honoursGateContract(warmup, { window: 7 });
  it('refuses the first bars', () => {
    assert.equal(refusals(warmup, { window: 2 }, [1, 1, 1, 1]), '1100');
    assert.equal(refusals(warmup, { window: 9 }, [1, 1]), '11');
  });
});

describe('sigma_floor', () => {
  honoursGateContract(sigmaFloor, { min: 2 });
  it('refuses a sigma below the floor, and an unknown one', () => {
    assert.equal(refusals(sigmaFloor, { min: 2 }, [9, 9, 9, 9], [1.9, 2, 3, NaN]), '1001');
  });
});

describe('cooldown', () => {
  honoursGateContract(cooldown, { window: 3 });
  it('leaves its bit to the account, and tells the bars', () => {
    assert.equal(refusals(cooldown, { window: 3 }, [9, 9]), '00');
    assert.equal(cooldown.cooldown?.({ window: 3 }), 3);
  });
});

describe('z_threshold', () => {
  honoursGateContract(zThreshold, { min: 0.5 });
  it('lets the edge vote where it is far enough from 0, and refuses elsewhere', () => {
    const gates = [named('z', zThreshold, { min: 0.3 })];
    const { vote, mask } = run(gates, signalOf([30, -30, 29, 0, NaN, 50, 50], [100, 100, 100, 100, 100, NaN, 0]));
    assert.deepEqual(vote, [1, -1, 0, 0, 0, 0, 0]);
    assert.deepEqual(mask, [0, 0, 1, 1, 1, 1, 1]);
  });
});

describe('expected_value', () => {
  honoursGateContract(expectedValue, { min: 1 });
  it('refuses unless more than the bound is left after the round trip of 8 bps, on either side', () => {
    assert.equal(refusals(expectedValue, { min: 2 }, [10, 10.5, -10, -10.5, 0, NaN]), '101011');
  });
});

describe('min_edge', () => {
  honoursGateContract(minEdge, { min: 1 });
  it('refuses an edge below the bound, before costs', () => {
    assert.equal(refusals(minEdge, { min: 10 }, [10, 9.9, -10, -9.9, NaN]), '01011');
  });
});

describe('persistence', () => {
  honoursGateContract(persistence, { window: 2 });
  it('refuses until the same vote came often enough in a row', () => {
    assert.equal(refusals(persistence, { window: 3 }, [1, 1, 1, 1, -1, -1, -1, 0, -1]), '110011011');
    assert.equal(refusals(persistence, { window: 1 }, [1, -1, 0]), '001');
  });

  it('reads the vote after the z gate', () => {
    const gates = [named('persistence', persistence, { window: 2 }), named('z', zThreshold, { min: 0.3 })];
    // z is bit 0, persistence bit 1: the weak third bar breaks the row
    assert.deepEqual(run(gates, signalOf([50, 50, 10, 50, 50])).mask, [2, 0, 3, 2, 0]);
  });
});
