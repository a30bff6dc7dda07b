import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { computeFeature, type Feature } from '../../src/core/contracts/feature.ts';
import sma from '../../src/features/sma.ts';
import { honoursFeatureContract } from '../contracts/feature.ts';
import rsi from '../../src/features/rsi.ts';

const folder = join(import.meta.dirname, '../../src/features');
const files = readdirSync(folder).filter((file) => file.endsWith('.js') && file !== 'index.js');
const load = async (file: string): Promise<Feature> =>
  ((await import(join(folder, file))) as { default: Feature }).default;

describe('the room of features', () => {
  it('names each file after its type, and describes it', async () => {
    for (const file of files) {
      const feature = await load(file);
      assert.equal(file, `${feature.type.replaceAll('_', '-')}.js`);
      assert.match(feature.summary, /^[A-Z].*\.$/);
    }
  });

  it('refuses windows below one bar', async () => {
    for (const file of files) {
      const { type, params } = await load(file);
      for (const [key, param] of Object.entries(params)) {
        if (param.kind === 'span') assert.ok(Number(param.canonical['minimum']) >= 1, `${type}.${key}`);
      }
    }
  });

  it('gives NaN throughout for a window longer than the data', () => {
    const [out] = computeFeature(sma, { of: 'x', window: 50 }, [Float64Array.of(1, 2, 3)]);
    assert.deepEqual([...out], [NaN, NaN, NaN]);
  });

  it('feeds features with features: leading NaN is warm-up', () => {
    const x = Float64Array.from({ length: 40 }, (_, i) => (i * 37) % 11);
    const [strength] = computeFeature(rsi, { of: 'x', window: 5 }, [x]);
    const [mean] = computeFeature(sma, { of: 'rsi', window: 4 }, [strength]);
    assert.equal(
      mean.findIndex((v) => v === v),
      8,
    );
  });
});

describe('a feature of long windows', () => honoursFeatureContract(sma, { of: 'close', window: 3000 }));
