import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Feature } from '../src/core/contracts/feature.ts';

/** Parameters without a default; windows of 20 bars where nothing else is said. */
const SET: { readonly [type: string]: object } = {
  adx: { window: 14 },
  cmo: { window: 14 },
  rsi: { window: 14 },
  expression: { formula: 'close / open - 1' },
  returns: { windows: [1, 12, 48] },
  fractional_difference: { order: 0.4 },
  rolling_quantile: { quantile: 0.9 },
  rolling_hurst: { window: 128 },
  volatility_regime: { window: 2000 },
};
const FALLBACK: { readonly [name: string]: unknown } = {
  of: 'close',
  against: 'volume',
  window: 20,
  sigma_window: 20,
  fast: 12,
  slow: 26,
};

/** Parameters a bench gives to a feature. */
export function benchValues(feature: Feature): Record<string, unknown> {
  const given: Record<string, unknown> = { ...SET[feature.type] };
  for (const [key, param] of Object.entries(feature.params)) {
    if (key in given) continue;
    given[key] = param.default ?? FALLBACK[key];
  }
  return given;
}

/** All features, or those of the types wanted, by type. */
export async function benchFeatures(wanted: ReadonlySet<string>): Promise<Feature[]> {
  const folder = join(import.meta.dirname, '../src/features');
  const features: Feature[] = [];
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.js') || file === 'index.js') continue;
    const { default: feature } = (await import(join(folder, file))) as { default: Feature };
    if (wanted.size === 0 || wanted.has(feature.type)) features.push(feature);
  }
  return features;
}
