import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defineModel } from '../../../src/core/contracts/model.ts';
import type { Model, Sample } from '../../../src/core/contracts/model.ts';
import { Refusal } from '../../../src/core/problem.ts';
import { fitStep, trainRows } from '../../../src/runner/steps/fit.ts';
import type { FitJob } from '../../../src/runner/steps/fit.ts';
import { sharedText } from '../../../src/runner/steps/step.ts';
import { column, isShared, json } from './_run.ts';

interface Seen {
  readonly train: readonly number[];
  readonly validation: readonly number[] | null;
  readonly draw: number;
}

/** Writes down the rows that it is given; its first column holds row numbers. */
function noting(over: Partial<Model> = {}, fail?: () => never): Model {
  return defineModel({
    type: 'noting',
    version: 1,
    summary: 'For this test.',
    tasks: ['regression'],
    accepts_nan: false,
    params: {},
    fit(_, train: Sample, validation, { rng, cancelled }) {
      fail?.();
      if (cancelled()) throw new Error('stopped between rounds');
      const rows = (sample: Sample): number[] => [...sample.columns[0]];
      return { train: rows(train), validation: validation === undefined ? null : rows(validation), draw: rng.uint32() };
    },
    load: () => ({ predict: () => undefined }),
    ...over,
  }) as Model;
}

const ROWS = 30;
const rowNumbers = Float64Array.from({ length: ROWS }, (_, t) => t);
const job: FitJob = {
  ...{ kind: 'model', type: 'noting', values: {}, path: 'models.m', names: ['row', 'x'], seed: 1 },
  ...{ train: { from: 5, to: 20 }, boundary: 20, stream: ['models', 'noting', 0, 'label', 'fit'] },
};
const arrays = (horizon = 3, over: object = {}): Record<string, Float64Array | Int32Array> => ({
  x0: rowNumbers,
  x1: new Float64Array(ROWS).fill(1),
  label: new Float64Array(ROWS).fill(2),
  last: Int32Array.from({ length: ROWS }, (_, t) => t + horizon),
  ...over,
});
const control = { cancelled: () => false };
const seen = (model: Model, given = arrays(), over: Partial<FitJob> = {}): Seen =>
  json(fitStep({ ...job, ...over }, model, given, control), 'model') as unknown as Seen;
const upTo = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** Label spans that begin at their row and reach any number of rows ahead, not in order. */
const spans = fc.array(fc.tuple(fc.nat(25), fc.boolean()), { minLength: 60, maxLength: 60 }).map((rows) => ({
  label: Float64Array.from(rows, ([, unknown]) => (unknown ? NaN : 1)),
  last: Int32Array.from(rows, ([reach], t) => t + reach),
}));
const windows = fc
  .tuple(fc.nat(20), fc.integer({ min: 21, max: 50 }), fc.nat(8))
  .map(([from, to, embargo]) => ({ train: { from, to }, boundary: to + embargo }));

describe('trainRows', () => {
  const cases = fc.tuple(spans, windows, fc.constantFrom(0, 0.1, 0.25, 0.9));

  it('lets no label reach the boundary, nor a fit row the validation tail', () => {
    fc.assert(
      fc.property(cases, fc.nat(3), ([{ label, last }, window, share], bad) => {
        const usable = (t: number): boolean => t % 4 !== bad;
        const { fit, tail } = trainRows(window, label, last, share, usable);
        for (const t of [...fit, ...tail]) {
          assert.ok(t >= window.train.from && t < window.train.to);
          assert.ok(last[t] < window.boundary && usable(t) && !Number.isNaN(label[t]));
        }
        const firstTail = tail[0] ?? window.boundary;
        assert.ok(fit.every((t) => t < firstTail && last[t] < firstTail));
      }),
    );
  });

  it('leaves out no row but those', () => {
    fc.assert(
      fc.property(cases, ([{ label, last }, window, share]) => {
        const { fit, tail } = trainRows(window, label, last, share, () => true);
        const resolved = upTo(window.train.from, window.train.to).filter(
          (t) => !Number.isNaN(label[t]) && last[t] < window.boundary,
        );
        const count = share === 0 || resolved.length === 0 ? 0 : Math.max(1, Math.round(share * resolved.length));
        assert.equal(tail.length, count);
        const before = resolved.slice(0, resolved.length - count);
        assert.deepEqual([...tail], resolved.slice(resolved.length - count));
        assert.deepEqual(
          [...fit],
          before.filter((t) => last[t] < (tail[0] ?? Infinity)),
        );
      }),
    );
  });
});

describe('fitStep', () => {
  it('fits the train rows whose label resolves before the next window', () => {
    assert.deepEqual(seen(noting()).train, upTo(5, 17));
    assert.equal(seen(noting()).validation, null);
  });

  it('needs no purge across an embargo as long as the label', () => {
    assert.deepEqual(seen(noting(), arrays(), { boundary: 23 }).train, upTo(5, 20));
  });

  it('hands the end of the train rows over as validation and purges the rest against it', () => {
    const { train, validation } = seen(noting({ validation: () => 0.25 }));
    assert.deepEqual(validation, upTo(14, 17));
    assert.deepEqual(train, upTo(5, 11));
  });

  it('leaves out rows with an unknown value for a model that takes none, and keeps them for one that does', () => {
    const x1 = rowNumbers.map((t) => (t === 8 ? NaN : 1));
    assert.ok(!seen(noting(), arrays(3, { x1 })).train.includes(8));
    assert.ok(seen(noting({ accepts_nan: true }), arrays(3, { x1 })).train.includes(8));
  });

  it('sees nothing at or after the boundary', () => {
    const poisoned = (x: Float64Array): Float64Array => x.map((v, t) => (t < 20 ? v : NaN));
    const given = arrays();
    const other = { x0: poisoned(rowNumbers), x1: poisoned(given['x1'] as Float64Array) };
    const label = (given['label'] as Float64Array).map((v, t) => (t + 3 < 20 ? v : -99));
    assert.deepEqual(seen(noting(), arrays(3, { ...other, label })), seen(noting()));
  });

  it('draws the same numbers for the same stream and others for another fold', () => {
    const draw = (fold: number): number => seen(noting(), arrays(), { stream: ['models', 'noting', fold] }).draw;
    assert.equal(draw(0), draw(0));
    assert.notEqual(draw(0), draw(1));
  });

  it('records how many rows it used and where they lie, in shared memory', () => {
    const result = fitStep(job, noting({ importance: () => [1, 2] }), arrays(), control);
    assert.deepEqual(result.meta, { rows: 12, validation_rows: 0, first_row: 5, last_row: 16, importance: [1, 2] });
    assert.ok(isShared(result) && column(result, 'model') instanceof Uint8Array);
  });

  const refusal = (run: () => unknown): Refusal => {
    try {
      run();
    } catch (error) {
      if (error instanceof Refusal) return error;
    }
    throw new Error('nothing was refused');
  };

  it('refuses a window in which no label resolves', () => {
    const { problems } = refusal(() => fitStep(job, noting(), arrays(15), control));
    assert.equal(problems[0].code, 'RUN_MODEL');
    assert.deepEqual(problems[0].path, ['models', 'm']);
  });

  it('tells what a model refuses under its path', () => {
    const failing = noting({}, () => {
      throw new Error('columns are linearly dependent');
    });
    const { problems, exit } = refusal(() => fitStep(job, failing, arrays(), control));
    assert.equal(problems[0].message, 'columns are linearly dependent');
    assert.deepEqual([problems[0].code, exit], ['RUN_MODEL', 1]);
  });

  it('calls a cancelled fit interrupted, not failed', () => {
    const { problems, exit } = refusal(() => fitStep(job, noting(), arrays(), { cancelled: () => true }));
    assert.deepEqual([problems[0].code, exit], ['RUN_INTERRUPTED', 130]);
  });

  it('lets bugs through as they are', () => {
    const broken = noting({}, () => {
      throw new TypeError('x is not a function');
    });
    assert.throws(() => fitStep(job, broken, arrays(), control), TypeError);
  });

  it('hands over what was fitted before with fewer rounds, unless labels are dealt anew', () => {
    const model = noting({ fit: (_, __, ___, { from }) => ({ from: from ?? null }) });
    const from = sharedText(JSON.stringify({ trees: 3 }));
    const given = (over: Partial<FitJob>): unknown => seen(model, { ...arrays(), from } as never, over);
    assert.deepEqual(given({}), { from: { trees: 3 } });
    assert.deepEqual(given({ permuted: true }), { from: null });
    assert.deepEqual(seen(model), { from: null });
  });
});
