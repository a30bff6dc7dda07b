import assert from 'node:assert/strict';
import type { JsonValue } from '../../src/core/artifacts.ts';
import type { Model, NativeLibrary, Sample } from '../../src/core/contracts/model.ts';
import type { Params, Values } from '../../src/core/params.ts';
import { contextOf, sampleOf, scoresOf } from '../contracts/model.ts';
import { needsEngine } from './_engine.ts';

const NAMES = ['a', 'b', 'c', 'd'];
const squared = (model: Float64Array, truth: Float64Array): number =>
  model.reduce((sum, y, t) => sum + (y - truth[t]) * (y - truth[t]), 0);

/** What a model owes whose fit is done by a native library. */
export function honoursNativeContract<P extends Params>(model: Model<P>, values: Values<P>): void {
  let library: NativeLibrary;
  before(async function () {
    library = await needsEngine(this, model.engine as 'lightgbm');
  });
  const fit = (train: Sample, over: object = {}, tail?: Sample, task?: 'binary'): JsonValue =>
    model.fit({ ...values, ...over }, train, tail, { ...contextOf(NAMES), library, ...(task && { task }) });
  const withNaN = (sample: Sample): Sample => ({
    ...sample,
    columns: sample.columns.map((x, c) => x.map((v, t) => ((t + c) % 17 === 0 ? NaN : v))),
  });

  it('learns, takes NaN as data, and survives a round trip through its saved form', () => {
    const [train, other] = [withNaN(sampleOf(600)), withNaN(sampleOf(200, 2))];
    const fitted = fit(train);
    const scores = scoresOf(model, fitted, other.columns);
    const mean = new Float64Array(200).fill(train.target.reduce((a, b) => a + b, 0) / 600);
    assert.ok(squared(scores, other.target) < 0.7 * squared(mean, other.target));
    const again = JSON.parse(JSON.stringify(fitted)) as JsonValue;
    assert.deepEqual(scoresOf(model, again, other.columns), scores);
    assert.equal(model.importance?.(fitted).length, 4);
  });

  it('gives the same text again, and another one for another seed or another weight', () => {
    const train = sampleOf(300);
    const texts = [{}, {}].map(() => JSON.stringify(fit(train, { row_fraction: 0.7 })));
    assert.equal(texts[0], texts[1]);
    const weight = Float64Array.from({ length: 300 }, (_, i) => (i % 2 === 0 ? 1 : 0));
    assert.notEqual(JSON.stringify(fit({ ...train, weight }, { row_fraction: 0.7 })), texts[0]);
  });

  it('gives probabilities for binary labels', () => {
    const train = sampleOf(400);
    const binary = { ...train, target: train.target.map((y) => (y > 0 ? 1 : 0)) };
    const scores = scoresOf(model, fit(binary, {}, undefined, 'binary'), train.columns);
    assert.ok(scores.every((p) => p > 0 && p < 1));
    const right = scores.filter((p, t) => p > 0.5 === binary.target[t] > 0.5).length;
    assert.ok(right > 330, `${right} of 400`);
  });

  it('stops where the tail of the train window no longer gains, and keeps the best round', () => {
    const [train, tail] = [sampleOf(200), sampleOf(100, 5)];
    const early = { rounds: 400, learning_rate: 0.5, early_stopping: { validation: 0.2, patience: 5 } };
    const [stopped, whole] = [fit(train, early, tail), fit(train, { ...early, early_stopping: undefined })];
    const loss = (fitted: JsonValue): number => squared(scoresOf(model, fitted, tail.columns), tail.target);
    assert.ok(loss(stopped) < loss(whole));
    assert.ok(JSON.stringify(stopped).length < JSON.stringify(whole).length / 2);
  });

  it('is written with the names of its columns', () => {
    const written = model.written?.[model.engine as 'lightgbm']?.(fit(sampleOf(100)), ['a', 'ret.12', 'c', 'd']) ?? '';
    assert.match(written, /feature_names=a ret\.12 c d\n|"feature_names":\["a","ret\.12","c","d"\]/);
  });

  it('refuses labels that the library would take: NaN, infinite, constant, not binary; and weights that are none', () => {
    const train = sampleOf(50);
    const label = (y: number): Sample => ({ ...train, target: train.target.map((v, t) => (t === 3 ? y : v)) });
    assert.throws(() => fit(label(NaN)), /label of row 3 is NaN/);
    assert.throws(() => fit(label(-Infinity)), /label of row 3 is -Infinity/);
    assert.throws(() => fit({ ...train, target: train.target.fill(2) }), /all 50 labels are 2/);
    assert.throws(() => fit(label(0.5), {}, undefined, 'binary'), /must be 0 or 1/);
    const weight = new Float64Array(50);
    assert.throws(() => fit({ ...sampleOf(50), weight }), /no row has a weight above 0/);
    assert.throws(() => fit({ ...sampleOf(50), weight: weight.fill(-1) }), /weight of row 0 is -1/);
  });

  it('stops between rounds when it is cancelled', () => {
    let asked = 0;
    const context = { ...contextOf(NAMES, () => ++asked > 3), library };
    assert.throws(() => model.fit(values, sampleOf(100), undefined, context), /stopped before round 4/);
  });
}

/** Without its library a fit is refused before any work. */
export function needsItsLibrary<P extends Params>(model: Model<P>, values: Values<P>): void {
  it('cannot be fitted without its library', () => {
    assert.throws(() => model.fit(values, sampleOf(50), undefined, contextOf(NAMES)), /library was not opened/);
  });
}
