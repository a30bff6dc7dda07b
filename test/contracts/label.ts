import assert from 'node:assert/strict';
import fc from 'fast-check';
import { computeLabel } from '../../src/core/contracts/label.ts';
import type { Label, LabelColumns } from '../../src/core/contracts/label.ts';
import type { Params, Values } from '../../src/core/params.ts';

const ROWS = 40;
const RUNS = { numRuns: 20 };
type Columns = ReadonlyMap<string, Float64Array>;

/** Coherent bars from moves: each bar opens near the last close; wicks reach beyond body and back. */
const moves = fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 0, max: 6 })), {
  minLength: ROWS,
  maxLength: ROWS,
});

function barsOf(steps: readonly (readonly [number, number])[]): Map<string, Float64Array> {
  const names = ['open', 'high', 'low', 'close', 'volume'];
  const columns = new Map(names.map((name) => [name, new Float64Array(steps.length)]));
  let last = 100;
  steps.forEach(([move, wick], t) => {
    const open = last + (wick % 3) / 8;
    const close = open + move / 4;
    const bar = [open, Math.max(open, close) + wick / 4, Math.min(open, close) - wick / 3, close, 1 + wick];
    names.forEach((name, i) => ((columns.get(name) as Float64Array)[t] = bar[i]));
    last = close;
  });
  return columns;
}

/** The bars with the rows that `touched` names made others: another price, or not known. */
function altered(bars: Columns, touched: (t: number) => boolean, to: (x: number) => number): Columns {
  return new Map([...bars].map(([name, x]) => [name, x.map((v, t) => (touched(t) ? to(v) : v))]));
}

/** What every label owes: honest spans above all, for the purge rests on them. */
export function honoursLabelContract<P extends Params>(label: Label<P>, values: Values<P>): void {
  const inputs = label.inputs(values);
  const on = (bars: Columns): LabelColumns =>
    computeLabel(
      label,
      values,
      inputs.map((name) => bars.get(name) as Float64Array),
    );
  const holds = (fact: (bars: Columns, y: LabelColumns) => void): void => {
    fc.assert(
      fc.property(moves, (steps) => fact(barsOf(steps), on(barsOf(steps)))),
      RUNS,
    );
  };

  describe('label contract', () => {
    it('declares a span that holds its horizon and no more', () => {
      holds((_, { first, last }) => {
        for (let t = 0; t < ROWS; t++) {
          assert.ok(first[t] <= last[t] && t <= last[t] && last[t] <= t + label.horizon(values));
          assert.ok(first[t] >= 0);
        }
      });
    });

    it('has a value exactly where the span lies within complete data', () => {
      holds((_, { value, last }) => {
        for (let t = 0; t < ROWS; t++) assert.equal(Number.isFinite(value[t]), last[t] < ROWS);
      });
    });

    it('reads nothing outside its declared span', () => {
      holds((bars, { value, first, last }) => {
        for (let t = 0; t < ROWS; t++) {
          if (last[t] >= ROWS) continue;
          for (const to of [(x: number) => x * 3 + 1, () => NaN]) {
            const other = on(altered(bars, (row) => row < first[t] || row > last[t], to));
            assert.deepEqual([other.value[t], other.last[t]], [value[t], last[t]]);
          }
        }
      });
    });

    it('gives the same values and spans when the data end earlier', () => {
      holds((bars, { value, first, last }) => {
        const cut = 25;
        const short = on(new Map([...bars].map(([name, x]) => [name, x.subarray(0, cut)])));
        assert.equal(short.value.length, cut);
        for (let t = 0; t < cut; t++) {
          assert.deepEqual([short.first[t], short.last[t]], [first[t], last[t]]);
          assert.deepEqual(short.value[t], last[t] < cut ? value[t] : NaN);
        }
      });
    });

    it('does not write its inputs', () => {
      holds((bars) => {
        const before = [...bars.values()].map((x) => x.slice());
        on(bars);
        assert.deepEqual([...bars.values()], before);
      });
    });

    if (label.task === 'binary') {
      it('is class 0 or 1', () => {
        holds((_, { value }) => assert.ok(value.every((y) => Number.isNaN(y) || y === 0 || y === 1)));
      });
    }
  });
}
