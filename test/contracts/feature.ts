import assert from 'node:assert/strict';
import fc from 'fast-check';
import { computeFeature, outputUnits, type Feature } from '../../src/core/contracts/feature.ts';
import type { Params, Values } from '../../src/core/params.ts';

const HOUR = 3_600_000;

/** One draw of test bars. `gaps` is how many rows are made unknown. */
interface Draw {
  readonly seed: number;
  readonly origin: number;
  readonly scale: number;
  readonly gaps: number;
}
type Generate = (draw: Draw, rows: number) => Float64Array;
export interface ContractOptions {
  /** Columns for inputs that are neither bars nor a plain number series, by name. */
  readonly inputs?: { readonly [name: string]: Generate };
}

const draws = fc.record({
  seed: fc.integer({ min: 1, max: 2 ** 31 - 2 }),
  origin: fc.integer({ min: 0, max: 100_000 }),
  scale: fc.constantFrom(0.01, 1, 30_000),
  gaps: fc.constantFrom(0, 0, 2),
});
const RUNS = { numRuns: 15 };

/** Park and Miller's generator: enough for test rows, and the same everywhere. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Coherent bars: a walk with flat, zero-volume and jumpy stretches. */
function barsOf({ seed, origin, scale }: Draw, rows: number): Map<string, Float64Array> {
  const next = uniform(seed);
  const names = ['open', 'high', 'low', 'close', 'volume', 'vwap', 'count', 'quote_volume', 'taker_base', 'timestamp'];
  const columns = new Map(names.map((name) => [name, new Float64Array(rows)]));
  const set = (name: string, i: number, v: number): void => void ((columns.get(name) as Float64Array)[i] = v);
  let last = 1;
  for (let i = 0; i < rows; i++) {
    const quiet = i % 40 > 34;
    const open = last * (quiet ? 1 : 1 + (next() - 0.5) * 0.002);
    const close = open * (quiet ? 1 : 1 + (next() - 0.5) * 0.02);
    const wick = quiet ? 0 : next() * 0.005;
    const volume = quiet ? 0 : Math.floor(next() * 1000) + 1;
    set('open', i, open * scale);
    set('close', i, close * scale);
    set('high', i, Math.max(open, close) * (1 + wick) * scale);
    set('low', i, Math.min(open, close) * (1 - wick) * scale);
    set('volume', i, volume);
    set('vwap', i, ((open + close) / 2) * scale);
    set('count', i, Math.ceil(volume / 3));
    set('quote_volume', i, volume * close * scale);
    set('taker_base', i, Math.floor(volume * next()));
    set('timestamp', i, (origin + i) * HOUR);
    last = close;
  }
  return columns;
}

function seriesOf({ seed, scale }: Draw, rows: number, salt: number): Float64Array {
  const next = uniform(((seed * 31 + salt * 7_919) % 2_147_483_000) + 1);
  const column = new Float64Array(rows);
  for (let i = 0; i < rows; i++) column[i] = i % 50 > 44 ? scale * 0.1 : scale * (next() - 0.5);
  return column;
}

function punch(columns: readonly Float64Array[], { seed, gaps }: Draw, rows: number): void {
  const next = uniform((seed % 1000) + 1);
  for (let i = 0; i < gaps; i++) columns[Math.floor(next() * columns.length)][Math.floor(next() * rows)] = NaN;
}

const bytes = (column: Float64Array): Buffer => Buffer.from(column.buffer, column.byteOffset, column.byteLength);
const same = (a: Float64Array, b: Float64Array): boolean => {
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return a.length === b.length;
};

/** The obligations of a feature, for one set of parameters. Every feature's test calls it. */
export function honoursFeatureContract<P extends Params, S>(
  feature: Feature<P, S>,
  values: Values<P>,
  options: ContractOptions = {},
): void {
  const names = feature.inputs(values);
  const reach = feature.reach(values);
  const depth = Number.isFinite(reach.bars) ? reach.bars : 20;
  const rows = Math.max(60, Math.min(2 * depth, depth + 400));

  const columnsOf = (draw: Draw): Float64Array[] => {
    const bars = barsOf(draw, rows);
    const columns = names.map((name, k) => {
      const own = options.inputs?.[name];
      return own ? own(draw, rows) : (bars.get(name)?.slice() ?? seriesOf(draw, rows, k + 1));
    });
    punch(columns, draw, rows);
    return columns;
  };
  const whole = (columns: readonly Float64Array[], origin: number): Float64Array[] =>
    computeFeature(feature, values, columns, origin);
  const outputsOf = (length: number): Float64Array[] =>
    (feature.outputs?.(values) ?? ['']).map(() => new Float64Array(length));

  describe('honours the feature contract', () => {
    it('fills every row of every output and is deterministic', () => {
      fc.assert(
        fc.property(draws, (draw) => {
          const columns = columnsOf(draw);
          const outputs = outputsOf(rows).map((column) => column.fill(12_345.678));
          feature.push(feature.start(values, draw.origin), columns, outputs);
          const again = whole(columns, draw.origin);
          outputs.forEach((column, k) => {
            assert.ok(same(column, again[k]));
            assert.ok(!column.includes(12_345.678), 'a row was left unwritten');
            assert.ok(!column.includes(Infinity) && !column.includes(-Infinity), 'infinite output');
          });
          if (draw.gaps === 0)
            assert.ok(
              again.every((column) => column.some((v) => v === v)),
              'nothing is ever known',
            );
        }),
        RUNS,
      );
    });

    it('states a unit for each output', () => {
      const units = outputUnits(
        feature,
        values,
        names.map(() => 'price'),
      );
      assert.equal(units.length, outputsOf(1).length);
      assert.ok(units.every((unit) => unit !== ''));
    });

    it('does not write its inputs', () => {
      fc.assert(
        fc.property(draws, (draw) => {
          const columns = columnsOf(draw);
          const before = columns.map((column) => Buffer.from(bytes(column)));
          whole(columns, draw.origin);
          columns.forEach((column, k) => assert.ok(bytes(column).equals(before[k])));
        }),
        RUNS,
      );
    });

    it('is causal: a changed future leaves the past unchanged', () => {
      fc.assert(
        fc.property(draws, fc.integer({ min: 1, max: rows - 1 }), (draw, t) => {
          const columns = columnsOf(draw);
          const altered = columns.map((column) => column.map((v, i) => (i < t ? v : v * 1.5 + 1)));
          const after = whole(altered, draw.origin);
          whole(columns, draw.origin).forEach((column, k) =>
            assert.ok(same(column.subarray(0, t), after[k].subarray(0, t)), `the past of row ${t} changed`),
          );
        }),
        RUNS,
      );
    });

    it('gives the same bytes for any chunking, its state cloned in between', () => {
      fc.assert(
        fc.property(draws, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }), (draw, sizes) => {
          const columns = columnsOf(draw);
          const outputs = outputsOf(rows);
          let state = feature.start(values, draw.origin);
          for (let from = 0, k = 0; from < rows; k++) {
            const to = Math.min(rows, from + sizes[k % sizes.length]);
            const cut = (column: Float64Array): Float64Array => column.subarray(from, to);
            feature.push(state, columns.map(cut), outputs.map(cut));
            state = structuredClone(state);
            from = to;
          }
          whole(columns, draw.origin).forEach((column, k) => assert.ok(same(column, outputs[k])));
        }),
        RUNS,
      );
    });

    if (reach.kind === 'window') {
      it(`reads no further back than the ${reach.bars} bars it states`, () => {
        fc.assert(
          fc.property(draws, fc.integer({ min: reach.bars - 1, max: rows - 1 }), (draw, t) => {
            const columns = columnsOf(draw);
            const from = t - reach.bars + 1;
            const alone = whole(
              columns.map((column) => column.slice(from, t + 1)),
              draw.origin + from,
            );
            whole(columns, draw.origin).forEach((column, k) => {
              const [a, b] = [alone[k][reach.bars - 1], column[t]];
              assert.ok(Object.is(a, b), `row ${t}: ${a} from its window alone, ${b} from all rows`);
            });
          }),
          { numRuns: 30 },
        );
      });
    } else if (Number.isFinite(reach.bars)) {
      it(`forgets where it started after the ${reach.bars} bars it states`, () => {
        fc.assert(
          fc.property(draws, fc.integer({ min: 1, max: rows - reach.bars - 1 }), (draw, from) => {
            const columns = columnsOf({ ...draw, gaps: 0 });
            const late = whole(
              columns.map((column) => column.slice(from)),
              draw.origin + from,
            );
            const prices = columns.filter((_, k) => names[k] !== 'timestamp' && !names[k].includes('volume'));
            const largest = (column: Float64Array): number => column.reduce((top, v) => Math.max(top, Math.abs(v)), 0);
            whole(columns, draw.origin).forEach((column, k) => {
              const scale = Math.max(
                ...prices.map(largest),
                ...column.slice(-400).map((v) => (v === v ? Math.abs(v) : 0)),
              );
              for (let t = from + reach.bars; t < rows; t++) {
                const gap = Math.abs(column[t] - late[k][t - from]);
                assert.ok(gap <= reach.tolerance * scale, `row ${t}: off by ${gap} after a start at ${from}`);
              }
            });
          }),
          RUNS,
        );
      });
    }
  });
}
