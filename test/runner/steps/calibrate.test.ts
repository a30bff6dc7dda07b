import assert from 'node:assert/strict';
import fc from 'fast-check';
import linear from '../../../src/calibrators/linear.ts';
import platt from '../../../src/calibrators/platt.ts';
import { defineCalibrator } from '../../../src/core/contracts/calibrator.ts';
import type { Calibrator } from '../../../src/core/contracts/calibrator.ts';
import type { SampleWeight } from '../../../src/core/contracts/sample-weight.ts';
import { Refusal } from '../../../src/core/problem.ts';
import uniqueness from '../../../src/models/sample-weight/uniqueness.ts';
import { calibrateStep } from '../../../src/runner/steps/calibrate.ts';
import type { CalibrateJob } from '../../../src/runner/steps/calibrate.ts';
import { isShared, json } from './_run.ts';

/** Writes down the scores and labels that it is given. */
const noting = defineCalibrator({
  type: 'noting',
  version: 1,
  summary: 'For this test.',
  tasks: ['regression'],
  params: {},
  fit: (_, score, label) => [[...score], [...label]],
  load: () => (score) => score,
}) as Calibrator;

const job: CalibrateJob = {
  ...{ kind: 'calibrator', type: 'noting', values: {}, path: 'calibrators.c', min_samples: 1 },
  ...{ range: { from: 10, to: 20 }, boundary: 20 },
};
const ROWS = 40;
/** Scores hold the row they are for; `score` begins at the first row of the window. */
const score = Float64Array.from({ length: 20 }, (_, i) => 10 + i);
const label = Float64Array.from({ length: ROWS }, (_, t) => 100 + t);
const lastOf = (horizon: number): Int32Array => Int32Array.from({ length: ROWS }, (_, t) => t + horizon);
const code = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof Refusal) return `${error.problems[0].code}: ${error.problems[0].message}`;
    throw error;
  }
  return 'passed';
};

describe('calibrateStep', () => {
  it('pairs each score of the window with the label of its row', () => {
    const result = calibrateStep(job, noting, { score, label, last: lastOf(0) });
    const [x, y] = json(result, 'calibrator') as [number[], number[]];
    assert.deepEqual(x, [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    assert.deepEqual(
      y,
      x.map((t) => 100 + t),
    );
    assert.deepEqual(result.meta, { rows: 10, bars: 10, slots: 10, unresolved: 0, unscored: 0 });
    assert.ok(isShared(result));
  });

  it('uses no row whose label is unresolved when the test window starts', () => {
    const reach = fc.array(fc.nat(15), { minLength: ROWS, maxLength: ROWS });
    fc.assert(
      fc.property(reach, fc.integer({ min: 20, max: 25 }), (reaches, boundary) => {
        const last = Int32Array.from(reaches, (n, t) => t + n);
        fc.pre(last.subarray(10, 20).some((row) => row < boundary));
        const result = calibrateStep({ ...job, boundary }, noting, { score, label, last });
        const [x] = json(result, 'calibrator') as [number[]];
        const expected = [10, 11, 12, 13, 14, 15, 16, 17, 18, 19].filter((t) => last[t] < boundary);
        assert.deepEqual(x, expected);
      }),
    );
  });

  it('leaves out rows without a score or a label', () => {
    const holed = score.map((s) => (s === 12 ? NaN : s));
    const unknown = label.map((y, t) => (t === 15 ? NaN : y));
    const result = calibrateStep(job, noting, { score: holed, label: unknown, last: lastOf(0) });
    assert.deepEqual((json(result, 'calibrator') as number[][])[0], [10, 11, 13, 14, 16, 17, 18, 19]);
  });

  it('weighs the rows by the spans of the labels that are left', () => {
    const noted: number[][] = [];
    const weighing: Calibrator = {
      ...noting,
      fit: (_, x, y, weight) => {
        noted.push([...(weight as Float64Array)]);
        return [[...x], [...y]];
      },
    };
    const spans = { first: Int32Array.from({ length: ROWS }, (_, t) => t), last: lastOf(1) };
    calibrateStep(
      job,
      weighing,
      { score, label, ...spans },
      { part: uniqueness as SampleWeight, values: { type: 'uniqueness' } },
    );
    // rows 10 to 18, each sharing both bars of its label with a neighbour, the first and last only one
    const raw = [0.75, ...new Array<number>(7).fill(0.5), 0.75];
    const mean = raw.reduce((sum, w) => sum + w, 0) / raw.length;
    noted[0].forEach((w, i) => assert.ok(Math.abs(w - raw[i] / mean) < 1e-12));
    assert.equal(noted[0].length, 9);
  });

  it('refuses a window with too few rows left', () => {
    const few = (): unknown => calibrateStep({ ...job, min_samples: 8 }, noting, { score, label, last: lastOf(3) });
    assert.equal(code(few), 'RUN_CALIBRATOR: too few rows in the calibrate window');
  });

  it('tells what a calibrator refuses under its path', () => {
    const one = new Float64Array(ROWS).fill(1);
    const values = { input: 'raw', l2: 0 };
    const fit = (): unknown =>
      calibrateStep({ ...job, values }, platt as Calibrator, { score, label: one, last: lastOf(0) });
    assert.equal(code(fit), 'RUN_CALIBRATOR: all 10 labels are of class 1');
  });

  it('refuses an infinite score rather than calibrate with it', () => {
    const wrong = score.map((s) => (s === 11 ? Infinity : s));
    const arrays = { score: wrong, label, last: lastOf(0) };
    const fit = (): unknown => calibrateStep({ ...job, values: { winsorize: 0 } }, linear as Calibrator, arrays);
    assert.match(code(fit), /row 1 has score Infinity/);
  });
});
