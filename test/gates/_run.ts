import assert from 'node:assert/strict';
import fc from 'fast-check';
import { voteAt } from '../../src/core/contracts/gate.ts';
import type { Gate, WholeColumns } from '../../src/core/contracts/gate.ts';
import type { SignalColumns } from '../../src/core/contracts/signal.ts';
import { pushGates, startGates } from '../../src/gates/_combine.ts';
import type { NamedGate } from '../../src/gates/_combine.ts';

export const named = (name: string, component: unknown, values: object): NamedGate => ({
  name,
  component: component as Gate,
  values: values as NamedGate['values'],
});

export function signalOf(edge: readonly number[], sigma: readonly number[] = edge.map(() => 100)): SignalColumns {
  const edges = Float64Array.from(edge);
  return {
    edge: edges,
    sigma: Float64Array.from(sigma),
    direction: edges.map((e) => (e > 0 ? 1 : e < 0 ? -1 : 0)),
    strength: edges.map((e, i) => (sigma[i] > 0 ? Math.abs(e) / sigma[i] : NaN)),
  };
}

export function run(gates: readonly NamedGate[], signal: SignalColumns, chunks: readonly number[] = []) {
  const rows = signal.edge.length;
  const state = startGates(gates, { round_trip_bps: 8 });
  const vote = new Int8Array(rows);
  const mask = new Uint32Array(rows);
  let from = 0;
  for (const length of [...chunks, rows]) {
    const to = Math.min(rows, from + length);
    const { direction, edge, sigma, strength } = signal;
    const part = {
      direction: direction.subarray(from, to),
      edge: edge.subarray(from, to),
      sigma: sigma.subarray(from, to),
      strength: strength.subarray(from, to),
    };
    if (to > from) pushGates(state, part, vote.subarray(from, to), mask.subarray(from, to));
    from = to;
  }
  return { vote: [...vote], mask: [...mask] };
}

/** 1 where the gate alone refuses; `votes` are those of the signal's direction unless the gate sets them. */
export function refusals(
  component: unknown,
  values: object,
  edge: readonly number[],
  sigma?: readonly number[],
): string {
  return run([named('gate', component, values)], signalOf(edge, sigma)).mask.join('');
}

/** What every gate owes: the same bytes for any chunking and as a whole, and no look ahead. */
export function honoursGateContract(component: unknown, values: object): void {
  const gates = [named('gate', component, values)];
  const edges = fc.array(fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constant(NaN)), { minLength: 40, maxLength: 40 });
  const sigmas = fc.array(fc.constantFrom(0, 1, 5, NaN), { minLength: 40, maxLength: 40 });

  it('has the same bytes for any chunking', () => {
    fc.assert(
      fc.property(edges, sigmas, fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 15 }), (edge, sigma, chunks) => {
        assert.deepEqual(run(gates, signalOf(edge, sigma), chunks), run(gates, signalOf(edge, sigma)));
      }),
    );
  });

  it('is causal: a changed future leaves the past unchanged', () => {
    fc.assert(
      fc.property(edges, sigmas, fc.integer({ min: 1, max: 39 }), (edge, sigma, t) => {
        const other = run(
          gates,
          signalOf(
            edge.map((e, i) => (i < t ? e : 7 - e)),
            sigma.map((s, i) => (i < t ? s : 2)),
          ),
        );
        const { vote, mask } = run(gates, signalOf(edge, sigma));
        assert.deepEqual([other.vote.slice(0, t), other.mask.slice(0, t)], [vote.slice(0, t), mask.slice(0, t)]);
      }),
    );
  });

  it('lets the same bars through as whole columns', () => {
    const { component: gate } = gates[0];
    const closed = fc.array(fc.boolean(), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(edges, sigmas, closed, (edge, sigma, shut) => {
        const signal = signalOf(edge, sigma);
        const open = edge.flatMap((_, t) => (shut[t] || signal.direction[t] === 0 ? [] : [t]));
        const whole: WholeColumns = {
          signal,
          votes: { key: '', sign: signal.direction, far: signal.direction, min: -Infinity },
          costs: { round_trip_bps: 8 },
          memo: (_, make) => make(),
        };
        const pushed = run(gates, signal);
        const { votes = whole.votes, kept } = passed(gate, values, whole, open);
        assert.deepEqual(
          kept,
          open.filter((t) => pushed.mask[t] === 0),
        );
        assert.deepEqual(
          edge.map((_, t) => voteAt(votes, t)),
          pushed.vote,
        );
      }),
    );
  });
}

function passed(gate: Gate, values: object, whole: WholeColumns, open: readonly number[]) {
  const bound = gate.bound?.(values as never, whole);
  if (bound !== undefined) {
    const { column, min, strict = false, votes } = bound;
    return { votes, kept: open.filter((t) => (strict ? column[t] > min : column[t] >= min)) };
  }
  assert.ok(gate.sift !== undefined);
  const rows = Int32Array.from(open);
  const count = gate.sift(values as never, whole, { rows, count: open.length });
  return { votes: undefined, kept: [...rows.subarray(0, count)] };
}
