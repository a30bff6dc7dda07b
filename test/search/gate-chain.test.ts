import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Gate } from '../../src/core/contracts/gate.ts';
import { combineGates, gateOrder } from '../../src/gates/_combine.ts';
import expectedValue from '../../src/gates/expected-value.ts';
import minEdge from '../../src/gates/min-edge.ts';
import persistence from '../../src/gates/persistence.ts';
import quantile from '../../src/gates/quantile.ts';
import sigmaFloor from '../../src/gates/sigma-floor.ts';
import warmup from '../../src/gates/warmup.ts';
import zThreshold from '../../src/gates/z-threshold.ts';
import { createGateChain } from '../../src/search/gate-chain.ts';
import { named, signalOf } from '../gates/_run.ts';

/** A gate of somebody who wrote `push` alone. */
const even: Partial<Gate> = {
  ...(warmup as unknown as Gate),
  type: 'even',
  rank: 65,
  start: () => null,
  push: (_state, _signal, vote, refused) => vote.forEach((v, t) => void (v % 2 === 0 && (refused[t] = 1))),
};
delete even.sift;

const POOL = {
  z: (x: number) => named('z', zThreshold, { min: x / 400 }),
  ev: (x: number) => named('ev', expectedValue, { min: x - 10 }),
  floor: (x: number) => named('floor', sigmaFloor, { min: x / 9 }),
  edge: (x: number) => named('edge', minEdge, { min: x }),
  run: (x: number) => named('run', persistence, { window: 1 + (x % 4) }),
  first: (x: number) => named('first', warmup, { window: x }),
  q: (x: number) => named('q', quantile, { window: 5 + x, long_above: 0.6, short_below: 0.4 }),
  even: () => named('even', even, {}),
};

const ROWS = 200;
const edges = fc.array(fc.oneof(fc.integer({ min: -60, max: 60 }), fc.constant(NaN)), {
  minLength: ROWS,
  maxLength: ROWS,
});
const sigmas = fc.array(fc.constantFrom(0, 1, 5, 100, NaN), { minLength: ROWS, maxLength: ROWS });
const choices = fc.array(
  fc
    .subarray(Object.keys(POOL) as (keyof typeof POOL)[])
    .chain((names) => fc.tuple(...names.map((name) => fc.nat(20).map((x) => POOL[name](x))))),
  { minLength: 1, maxLength: 6 },
);

describe('the chain of gates of a search', () => {
  it('refuses what gates refuse bar by bar, whatever was pushed before', () => {
    let open = 0;
    fc.assert(
      fc.property(edges, sigmas, choices, fc.nat(30), fc.boolean(), (edge, sigma, sets, cut, everyVote) => {
        const [from, to] = [cut, ROWS - (cut % 7)];
        const signal = signalOf(edge, sigma);
        const part = signalOf(edge.slice(from, to), sigma.slice(from, to));
        const chain = createGateChain(ROWS, { from, to });
        const columns = new Map<string, Float64Array>();
        const memo = (key: string, make: () => Float64Array): Float64Array => {
          if (!columns.has(key)) columns.set(key, make());
          return columns.get(key)!;
        };
        for (const gates of sets) {
          const ordered = gateOrder(gates);
          const found = chain.push(ordered, signal, { key: 'edge', costs: 8, everyVote, memo });
          const { vote, mask } = combineGates(ordered, { round_trip_bps: 8 }, part);
          const refused = [...mask].map((bits, t) => Number(bits !== 0 || part.direction[t] === 0));
          assert.deepEqual([...found.refused.subarray(from, to)], refused);
          assert.ok(found.refused.every((bit, t) => bit === 1 || (t >= from && t < to)));
          vote.forEach((v, t) => (everyVote || refused[t] === 0) && assert.equal(found.vote[from + t], v));
          open += refused.filter((bit) => bit === 0).length;
        }
      }),
      { numRuns: 60, seed: 23 },
    );
    assert.ok(open > 400, `${open} open bars`);
  });
});
