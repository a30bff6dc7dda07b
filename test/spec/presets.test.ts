import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../src/tools/components.ts';
import { load } from './_load.ts';

const PRESET = 'presets/payoff-features.yml';
const TEN = [
  'high_pressure',
  'vwap_z',
  'volume_profile',
  'momentum',
  'volatility',
  'skew',
  'kurtosis',
  'volume_ratio',
  'spread',
  'liquidity',
];

const SPEC = `version: 1
name: small
extends: [${PRESET}]
data:
  source: { type: synthetic }
  symbols: [SYNUSD]
  interval: 15m
labels:
  h4: { type: forward_return, horizon: 1h }
split: { type: walk_forward, train: 6w, calibrate: 1w, test: 1w }
models:
  gbm: { type: gradient_boosting, labels: [h4], features: [all, -ret_1h] }
signals:
  edge: { type: score, of: gbm, sigma: volatility }
execution: { type: event, fees: none, slippage: none, funding: none }
`;
const files = { 'spec.yml': SPEC, [PRESET]: readFileSync(join(ROOT, 'experiments', PRESET), 'utf8') };

describe('the preset of payoff features', () => {
  it('gives its ten features and the return they read to a spec that extends it', async () => {
    const spec = await load(files);
    assert.deepEqual(spec.features.map(({ name }) => name).sort(), [...TEN, 'ret_1h'].sort());
    assert.deepEqual([...(spec.modelColumns.get('gbm') ?? [])].sort(), [...TEN].sort());
  });

  it('lets each feature be switched off, removed or changed by its path', async () => {
    const spec = await load(
      files,
      'features.skew.enabled=false',
      'features.kurtosis=null',
      'features.momentum.window=2h',
    );
    const names = spec.features.map(({ name }) => name);
    assert.ok(!names.includes('skew') && !names.includes('kurtosis'));
    assert.equal(spec.features.find(({ name }) => name === 'momentum')?.values['window'], 8);
  });
});
