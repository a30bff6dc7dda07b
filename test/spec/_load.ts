import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Problem } from '../../src/core/problem.ts';
import { Refusal } from '../../src/core/problem.ts';
import { registry } from '../../src/runner/registry.ts';
import { loadSpec } from '../../src/spec/load.ts';
import type { ResolvedSpec } from '../../src/spec/types.ts';

/** The smallest spec that holds; `more` is appended. */
export const SMALL = `version: 1
name: small
data:
  source: { type: synthetic }
  symbols: [SYNUSD]
  interval: 1h
features:
  rsi: { type: rsi, window: 14 }
signals:
  rule: { type: threshold, of: rsi, long_below: 30, short_above: 70 }
execution:
  type: event
  fees: { taker: 5bps, maker: 2bps }
  slippage: none
  funding: none
`;

/** A model chain of two labels over four columns. */
export const CHAIN = `version: 1
name: chain
data:
  source: { type: synthetic }
  symbols: [SYNUSD]
  interval: 1h
features:
  ret: { type: returns, windows: [1, 4] }
  rsi: { type: rsi, window: 14 }
  sigma: { type: realized_volatility, window: 30 }
labels:
  h1: { type: forward_return, horizon: 1 }
  h4: { type: forward_return, horizon: 4h }
split: { type: walk_forward, train: 6w, calibrate: 1w, test: 1w }
models:
  gbm: { type: gradient_boosting, labels: [h1, h4], features: [all] }
calibrators:
  cal: { type: isotonic, of: gbm }
signals:
  edge: { type: weighted_horizons, of: cal, weights: { h1: 1, h4: 2 }, sigma: sigma }
execution: { type: event, fees: none, slippage: none, funding: none }
`;

/** Loads a spec out of files in a folder of its own; the first one is the spec. */
export async function load(
  files: string | { readonly [name: string]: string },
  ...sets: readonly string[]
): Promise<ResolvedSpec> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-spec-'));
  try {
    const all = typeof files === 'string' ? { 'spec.yml': files } : files;
    for (const [name, text] of Object.entries(all)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return await loadSpec({ file: join(folder, Object.keys(all)[0]), sets, registry });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The problems of a spec that must not load. */
export async function problemsOf(
  files: string | { readonly [name: string]: string },
  ...sets: readonly string[]
): Promise<readonly Problem[]> {
  try {
    await load(files, ...sets);
  } catch (error) {
    if (error instanceof Refusal) return error.problems;
    throw error;
  }
  throw new Error('the spec was accepted');
}

/** `CODE path` of each problem. */
export async function codesOf(
  files: string | { readonly [name: string]: string },
  ...sets: readonly string[]
): Promise<readonly string[]> {
  return (await problemsOf(files, ...sets)).map(({ code, path }) => `${code} ${path.join('.')}`);
}
