import assert from 'node:assert/strict';
import { defineFeature, fromStart, windowReach, type Feature } from '../../src/core/contracts/feature.ts';
import type { Params, Values } from '../../src/core/params.ts';
import { span } from '../../src/core/params.ts';
import { honoursFeatureContract } from './feature.ts';

/** Runs the contract on a faulty feature outside the suite and tells which obligations failed. */
function failuresOf<P extends Params, S>(feature: Feature<P, S>, values: Values<P>): string[] {
  const failed: string[] = [];
  const { describe: describeAs, it: itAs } = globalThis;
  const attempt = (title: string, body: () => void): void => {
    try {
      body();
    } catch {
      failed.push(title);
    }
  };
  try {
    Object.assign(globalThis, { describe: (_: string, body: () => void) => body(), it: attempt });
    honoursFeatureContract(feature, values);
  } finally {
    Object.assign(globalThis, { describe: describeAs, it: itAs });
  }
  return failed;
}

const WINDOW = 4;
const base = {
  version: 1,
  summary: 'Sum of a window.',
  params: { window: span('Bars.') },
  inputs: () => ['x'],
  unit: () => 'ratio',
  start: () => new Float64Array(WINDOW).fill(NaN),
};
type Push = (ring: Float64Array, inputs: readonly Float64Array[], outputs: readonly Float64Array[]) => void;

const sum: Push = (ring, [x], [out]) => {
  for (let i = 0; i < x.length; i++) {
    ring.copyWithin(0, 1);
    ring[WINDOW - 1] = x[i];
    out[i] = ring.reduce((total, v) => total + v, 0);
  }
};
const mutant = (push: Push, bars = WINDOW): string[] =>
  failuresOf(defineFeature({ ...base, type: 'mutant', reach: () => windowReach(bars), push }), { window: WINDOW });

describe('the feature contract', () => {
  it('passes an honest feature', () => {
    assert.deepEqual(mutant(sum), []);
  });

  it('catches a look-ahead of one bar', () => {
    const failed = mutant((_, [x], [out]) => out.forEach((_row, i) => void (out[i] = x[i + 1] ?? x[i])), 1);
    assert.ok(failed.some((title) => title.includes('is causal')));
  });

  it('catches an understated window', () => {
    assert.ok(mutant(sum, WINDOW - 1).some((title) => title.includes('no further back')));
  });

  it('catches a running total that drifts', () => {
    const failed = mutant((ring, [x], [out]) => {
      for (let i = 0; i < x.length; i++) {
        // only the total is kept, in the last cell: rounding from before the window stays in it
        const old = i >= WINDOW - 1 ? x[i - WINDOW + 1] : 0;
        const total = (ring[3] === ring[3] ? ring[3] : 0) + x[i];
        out[i] = i >= WINDOW - 1 ? total : NaN;
        ring[3] = total - old;
      }
    });
    assert.ok(failed.some((title) => title.includes('no further back')));
  });

  it('catches a kernel that writes its input', () => {
    const failed = mutant((ring, inputs, outputs) => {
      sum(ring, inputs, outputs);
      inputs[0][0] += 1;
    });
    assert.ok(failed.some((title) => title.includes('does not write')));
  });

  it('catches a state that forgets between chunks', () => {
    const failed = mutant((_, inputs, outputs) => sum(base.start(), inputs, outputs));
    assert.ok(failed.some((title) => title.includes('any chunking')));
  });

  it('catches rows left unwritten', () => {
    const failed = mutant((ring, [x], [out]) => sum(ring, [x.subarray(1)], [out.subarray(1)]));
    assert.ok(failed.some((title) => title.includes('fills every row')));
  });

  it('catches an average that forgets more slowly than it states', () => {
    const slow = defineFeature({
      ...base,
      type: 'mutant',
      start: () => ({ value: NaN }),
      reach: () => fromStart(10),
      push(state, [x], [out]) {
        for (let i = 0; i < x.length; i++) {
          const next = state.value === state.value ? state.value + 0.05 * (x[i] - state.value) : x[i];
          if (x[i] === x[i]) state.value = next;
          out[i] = state.value;
        }
      },
    });
    assert.ok(failuresOf(slow, { window: WINDOW }).some((title) => title.includes('forgets where it started')));
  });
});
