import assert from 'node:assert/strict';
import fc from 'fast-check';
import { combineGates, gateOrder, startGates } from '../../src/gates/_combine.ts';
import expectedValue from '../../src/gates/expected-value.ts';
import minEdge from '../../src/gates/min-edge.ts';
import persistence from '../../src/gates/persistence.ts';
import quantile from '../../src/gates/quantile.ts';
import warmup from '../../src/gates/warmup.ts';
import zThreshold from '../../src/gates/z-threshold.ts';
import { named, run, signalOf } from './_run.ts';

const gates = [
  named('q', quantile, { window: 5, long_above: 0.7, short_below: 0.3 }),
  named('run', persistence, { window: 2 }),
  named('ev', expectedValue, { min: 0 }),
  named('first', warmup, { window: 3 }),
  named('z', zThreshold, { min: 0.2 }),
];

describe('combined gates', () => {
  it('speak in the order of their rank, then of their names', () => {
    assert.deepEqual(
      gateOrder(gates).map(({ name }) => name),
      ['first', 'z', 'ev', 'run', 'q'],
    );
    const twins = [named('b', minEdge, { min: 1 }), named('a', minEdge, { min: 2 })];
    assert.deepEqual(
      gateOrder(twins).map(({ name }) => name),
      ['a', 'b'],
    );
  });

  it('keep every refusal as a bit', () => {
    // first = bit 0, z = bit 1, ev = bit 2, run = bit 3, q = bit 4
    const { vote, mask } = run(gates, signalOf([50, 50, 50, 50, 5, 60, 60]));
    assert.deepEqual(vote, [1, 1, 1, 1, 0, 1, 1]);
    assert.deepEqual(mask, [0b11001, 0b10001, 0b10001, 0b10000, 0b11110, 0b01000, 0b00000]);
  });

  it('pass the direction on as the vote where there is no gate', () => {
    const { vote, mask } = combineGates([], { round_trip_bps: 0 }, signalOf([3, -3, 0, NaN]));
    assert.deepEqual(
      [[...vote], [...mask]],
      [
        [1, -1, 0, 0],
        [0, 0, 0, 0],
      ],
    );
  });

  it('have the same bytes bar by bar', () => {
    const edges = fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(edges, (edge) => {
        const one = edge.map(() => 1);
        assert.deepEqual(run(gates, signalOf(edge), one), run(gates, signalOf(edge)));
      }),
    );
  });

  it('fit into 32 bits, the last one included', () => {
    const many = Array.from({ length: 32 }, (_, k) => named(`g${k}`, warmup, { window: 1 }));
    assert.equal(run(many, signalOf([1])).mask[0], 0xffffffff);
    assert.throws(
      () => startGates([...many, named('more', warmup, { window: 1 })], { round_trip_bps: 0 }),
      /at most 32 gates, found 33/,
    );
  });
});
