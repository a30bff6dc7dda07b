import type { Component } from '../../src/core/contracts/component.ts';
import { defineGate } from '../../src/core/contracts/gate.ts';
import { fromStart, windowReach } from '../../src/core/contracts/feature.ts';
import type { Calibrator } from '../../src/core/contracts/calibrator.ts';
import type { Model } from '../../src/core/contracts/model.ts';
import type { Split } from '../../src/core/contracts/split.ts';
import linear from '../../src/calibrators/linear.ts';
import ridge from '../../src/models/ridge.ts';
import walkForward from '../../src/split/walk-forward.ts';
import { plantedFeature } from './_planted.ts';

const at = (x: Float64Array, t: number): number => x[t] ?? NaN;

/** Features that leak as pipelines do: each looks right row by row. */
export const LEAKING_FEATURES: { readonly [name: string]: Component } = {
  // a bar of 4 rows is written to all rows of it, so that its first row knows the close of its last
  'resample stamped too early': plantedFeature((x) => (t) => at(x, t - (t % 4) + 3) / at(x, t), windowReach(8)),
  // the other table has a row every 7 bars; each row takes the next instead of the last
  'as-of join off by one': plantedFeature((x) => (t) => at(x, Math.ceil((t + 1) / 7) * 7) / at(x, t), windowReach(8)),
  // a group's code is the mean of what is to be foretold, over the whole sample
  'target encoding': plantedFeature((x) => {
    const [sum, count] = [new Float64Array(24), new Float64Array(24)];
    for (let t = 0; t + 4 < x.length; t++) {
      sum[t % 24] += x[t + 4] / x[t] - 1;
      count[t % 24] += 1;
    }
    return (t) => sum[t % 24] / count[t % 24];
  }, fromStart(1_000_000)),
  // the rate that settles every 8 bars is seen from the bar after the one before
  'funding known early': plantedFeature(
    (x) => (t) => {
      for (let k = 1; k <= 8; k++) if (at(x, t + k) !== 0) return at(x, t + k);
      return 0;
    },
    windowReach(9),
  ),
};

/** What a leaking pipeline keeps beside its components: the newest whole column that went through the feature. */
let kept: Float64Array = new Float64Array(0);

/** Honest in itself. */
export const keeper = plantedFeature((x) => {
  if (x.length > 1000) kept = x;
  return (t) => at(x, t) / at(x, t - 2) - 1;
});

/** Something that rests on all rows there are, test windows included. */
const fromAllRows = (): number => kept.reduce((sum, x, t) => sum + x * (1 + (t % 5)), 0) / kept.length;

/** Scaled by what its own test window shows. */
export const calibratorOnTest = Object.freeze({
  ...linear,
  type: 'planted',
  fit: (values, score, label) =>
    linear.fit(
      values,
      score.map((s) => s * (1 + 1e-6 * fromAllRows())),
      label,
    ),
} satisfies Calibrator<typeof linear.params>) as unknown as Component;

/** Stopped where rows after the train window say so. */
export const stoppedOnTest = Object.freeze({
  ...ridge,
  type: 'planted',
  fit: (values, train, validation, context) =>
    ridge.fit(
      values,
      { ...train, target: train.target.map((y) => y * (1 + 1e-6 * fromAllRows())) },
      validation,
      context,
    ),
} satisfies Model<typeof ridge.params>) as unknown as Component;

/** Lets through edges above the mean of the whole sample. */
export const wholeSampleGate = defineGate({
  type: 'planted',
  version: 1,
  rank: 65,
  summary: 'Made by a test.',
  params: {},
  start: () => ({}),
  push(_state, { edge }, _vote, refused) {
    let [sum, count] = [0, 0];
    for (const e of edge) {
      if (e !== e) continue;
      sum += Math.abs(e);
      count += 1;
    }
    for (let t = 0; t < refused.length; t++) if (!(Math.abs(edge[t]) > sum / count)) refused[t] = 1;
  },
}) as unknown as Component;

/** Folds whose train window runs on into the test window. */
export const overlappingSplit = Object.freeze({
  ...walkForward,
  type: 'planted',
  folds(values, range, interval_ms) {
    const { folds, ...rest } = walkForward.folds(values, range, interval_ms);
    return { ...rest, folds: folds.map((fold) => ({ ...fold, train: { ...fold.train, to: fold.test.to } })) };
  },
} satisfies Split<typeof walkForward.params>) as unknown as Component;
