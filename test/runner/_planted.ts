import type { Room } from '../../src/core/contracts/common.ts';
import type { Component } from '../../src/core/contracts/component.ts';
import { defineFeature, fromStart, windowReach } from '../../src/core/contracts/feature.ts';
import type { Reach } from '../../src/core/contracts/feature.ts';
import { defineGate } from '../../src/core/contracts/gate.ts';
import { defineLabel } from '../../src/core/contracts/label.ts';
import { defineSignal } from '../../src/core/contracts/signal.ts';
import { input } from '../../src/core/params.ts';
import { registry as ours } from '../../src/runner/registry.ts';
import type { Registry } from '../../src/spec/types.ts';

/** Our components, and some of a test beside them. */
export function registryWith(planted: { readonly [room in Room]?: Component }): Registry {
  const own = (room: Room, type: string): Component | undefined =>
    planted[room]?.type === type ? planted[room] : undefined;
  return {
    types: (room) => [...ours.types(room), ...(planted[room] === undefined ? [] : [planted[room].type])],
    load: async (room, type) => own(room, type) ?? ours.load(room, type),
    validator: async (room, type) => (own(room, type) === undefined ? ours.validator(room, type) : () => true),
  };
}

const params = { of: input('Column to read.', { default: 'close' }) };

/** A feature of one column; `column` sees all rows of a chunk at once and may cheat. */
export const plantedFeature = (
  column: (x: Float64Array) => (t: number) => number,
  reach: Reach = windowReach(3),
): Component =>
  defineFeature({
    type: 'planted',
    version: 1,
    summary: 'Made by a test.',
    params,
    inputs: ({ of }) => [of],
    unit: () => 'number',
    reach: () => reach,
    start: () => ({}),
    push(_state, [x], [out]) {
      const value = column(x);
      for (let t = 0; t < x.length; t++) out[t] = value(t);
    },
  }) as unknown as Component;

const at = (x: Float64Array, t: number): number => x[t] ?? NaN;
const relative = (x: Float64Array, t: number, lag: number): number => at(x, t) / at(x, t - lag) - 1;

/** Features that know their future or understate what they read, by what they do. */
export const CHEATS: { readonly [name: string]: Component } = {
  honest: plantedFeature((x) => (t) => relative(x, t, 2)),
  'look-ahead': plantedFeature((x) => (t) => relative(x, t + 2, 1)),
  'understated window': plantedFeature((x) => (t) => relative(x, t, 9)),
  'understated memory': plantedFeature((x) => {
    let sum = 0;
    return (t) => (sum += at(x, t));
  }, fromStart(50)),
  'centred window': plantedFeature(
    (x) => (t) => at(x, t) / ((at(x, t - 2) + at(x, t - 1) + at(x, t) + at(x, t + 1) + at(x, t + 2)) / 5),
    windowReach(5),
  ),
  'full-range scaling': plantedFeature((x) => {
    const [low, high] = [x.reduce((a, b) => Math.min(a, b)), x.reduce((a, b) => Math.max(a, b))];
    return (t) => (at(x, t) - low) / (high - low);
  }, fromStart(1_000_000)),
  'full-range mean': plantedFeature((x) => {
    const mean = x.reduce((a, b) => a + b, 0) / x.length;
    return (t) => at(x, t) / mean;
  }, fromStart(1_000_000)),
  'backward fill': plantedFeature((x) => (t) => at(x, t - (t % 24) + 23) / at(x, t - (t % 24))),
};

/** The return over 4 bars, which is label h4 but for its unit and a little noise. */
export const labelCopy = plantedFeature((x) => (t) => relative(x, t + 4, 4) + 1e-6 * (t % 3));

/** Reads 8 rows ahead and says 4. */
export const shortSpan = defineLabel({
  type: 'planted',
  version: 1,
  summary: 'Made by a test.',
  task: 'regression',
  unit: 'bps',
  params: {},
  inputs: () => ['close'],
  horizon: () => 4,
  apply(_values, [close], { value, first, last }) {
    for (let t = 0; t < close.length; t++) {
      first[t] = t;
      last[t] = t + 4;
      value[t] = t + 8 < close.length ? (close[t + 8] / close[t] - 1) * 10_000 : NaN;
    }
  },
}) as unknown as Component;

/** Follows the next bar's change. */
export const peekingSignal = defineSignal({
  type: 'planted',
  version: 1,
  summary: 'Made by a test.',
  params,
  inputs: ({ of }) => [{ name: of, role: 'column' }],
  reach: () => windowReach(1),
  start: () => ({}),
  push(_state, [x], [direction, edge, sigma, strength]) {
    for (let t = 0; t < x.length; t++) {
      direction[t] = t + 1 < x.length ? Math.sign(x[t + 1] - x[t]) : 0;
      [edge[t], sigma[t], strength[t]] = [NaN, NaN, 1];
    }
  },
}) as unknown as Component;

/** Lets through what the next bar's edge confirms. */
export const peekingGate = defineGate({
  type: 'planted',
  version: 1,
  rank: 65,
  summary: 'Made by a test.',
  params: {},
  start: () => ({}),
  push(_state, { edge }, vote, refused) {
    for (let t = 0; t < refused.length; t++) if (!(vote[t] * (edge[t + 1] ?? 0) > 0)) refused[t] = 1;
  },
}) as unknown as Component;
