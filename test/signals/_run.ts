import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Params, Values } from '../../src/core/params.ts';
import type { Signal } from '../../src/core/contracts/signal.ts';

type Column = readonly number[];
export interface Ran {
  readonly direction: number[];
  readonly edge: number[];
  readonly sigma: number[];
  readonly strength: number[];
}

/** Pushes the columns in chunks of the given lengths (default one), as the runner does. */
export function runSignal<P extends Params, S>(
  signal: Signal<P, S>,
  values: object,
  inputs: readonly Column[],
  options: { units?: readonly string[]; chunks?: readonly number[]; rows?: number } = {},
): Ran {
  const rows = options.rows ?? inputs[0].length;
  const state = signal.start(values as Values<P>, options.units ?? inputs.map(() => 'bps'), 'SYNUSD');
  const outputs = [0, 1, 2, 3].map(() => new Float64Array(rows));
  const columns = inputs.map((column) => Float64Array.from(column));
  let from = 0;
  for (const length of [...(options.chunks ?? []), rows]) {
    const to = Math.min(rows, from + length);
    const part = (column: Float64Array): Float64Array => column.subarray(from, to);
    if (to > from) signal.push(state, columns.map(part), outputs.map(part));
    from = to;
  }
  columns.forEach((column, k) => assert.deepEqual([...column], inputs[k]));
  const [direction, edge, sigma, strength] = outputs.map((column) => [...column]);
  return { direction, edge, sigma, strength };
}

/** What every signal owes: length, causality, the same bytes for any chunking, inputs left alone, sane outputs. */
export function honoursSignalContract<P extends Params, S>(signal: Signal<P, S>, values: object, inputs: number): void {
  const value = fc.oneof(
    fc.integer({ min: -5, max: 5 }),
    fc.constant(NaN),
    fc.double({ min: -9, max: 9, noNaN: true }),
  );
  const column = fc.array(value, { minLength: 30, maxLength: 30 });
  const columns = fc.array(column, { minLength: inputs, maxLength: inputs });

  it('has the same bytes for any chunking', () => {
    fc.assert(
      fc.property(columns, fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 12 }), (xs, chunks) => {
        assert.deepEqual(
          runSignal(signal, values, xs, { chunks, rows: 30 }),
          runSignal(signal, values, xs, { rows: 30 }),
        );
      }),
    );
  });

  it('is causal: a changed future leaves the past unchanged', () => {
    fc.assert(
      fc.property(columns, fc.integer({ min: 1, max: 29 }), (xs, t) => {
        const other = xs.map((x) => x.map((v, i) => (i < t ? v : 3 - 2 * v)));
        const past = ({ direction, edge, sigma, strength }: Ran) =>
          [direction, edge, sigma, strength].map((x) => x.slice(0, t));
        assert.deepEqual(
          past(runSignal(signal, values, other, { rows: 30 })),
          past(runSignal(signal, values, xs, { rows: 30 })),
        );
      }),
    );
  });

  it('has directions -1 0 1, edges of their sign, and strengths of at least 0 or unknown', () => {
    fc.assert(
      fc.property(columns, (xs) => {
        const { direction, edge, strength } = runSignal(signal, values, xs, { rows: 30 });
        direction.forEach((d, i) => {
          assert.ok(d === -1 || d === 0 || d === 1);
          if (!Number.isNaN(edge[i])) assert.equal(d, Math.sign(edge[i]) + 0);
          assert.ok(Number.isNaN(strength[i]) || strength[i] >= 0);
        });
      }),
    );
  });
}
