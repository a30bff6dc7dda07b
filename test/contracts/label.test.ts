import assert from 'node:assert/strict';
import { defineLabel } from '../../src/core/contracts/label.ts';
import type { LabelColumns } from '../../src/core/contracts/label.ts';
import { failuresOf } from './_failures.ts';
import { honoursLabelContract } from './label.ts';

type Row = (close: Float64Array, t: number) => number;

/** A label of horizon 2 that writes what `row` gives. */
function failures(row: Row, span: (t: number) => readonly [number, number] = (t) => [t, t + 2]): string[] {
  const label = defineLabel({
    type: 'mutant',
    version: 1,
    summary: 'For this test.',
    task: 'regression',
    unit: 'bps',
    params: {},
    inputs: () => ['close'],
    horizon: () => 2,
    apply(_, [close], { value, first, last }: LabelColumns) {
      for (let t = 0; t < close.length; t++) {
        [first[t], last[t]] = span(t);
        if (last[t] < close.length) value[t] = row(close, t);
      }
    },
  });
  return failuresOf(() => honoursLabelContract(label, {}));
}

describe('the label contract', () => {
  it('passes an honest label', () => {
    assert.deepEqual(
      failures((x, t) => x[t + 2] - x[t]),
      [],
    );
  });

  it('catches a value that reads one row past its span', () => {
    assert.ok(failures((x, t) => (x[t + 3] ?? 0) - x[t]).includes('reads nothing outside its declared span'));
  });

  it('catches a value that reads the row before its span', () => {
    assert.ok(failures((x, t) => x[t] - (x[t - 1] ?? 0)).includes('reads nothing outside its declared span'));
  });

  it('catches a span beyond the horizon', () => {
    const failed = failures(
      (x, t) => x[t],
      (t) => [t, t + 3],
    );
    assert.ok(failed.includes('declares a span that holds its horizon and no more'));
  });

  it('catches a hole in complete data', () => {
    assert.ok(
      failures((x, t) => (t === 3 ? NaN : x[t])).includes(
        'has a value exactly where the span lies within complete data',
      ),
    );
  });
});
