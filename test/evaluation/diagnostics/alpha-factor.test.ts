import assert from 'node:assert/strict';
import alpha from '../../../src/evaluation/diagnostics/alpha-factor.ts';
import { rollingZ } from '../../../src/evaluation/diagnostics/_helpers/rolling-z.ts';
import { streamOf } from '../../../src/core/rng.ts';
import { column, madeView, symbolOf } from './_view.ts';

/** By the definition, one window at a time. */
function slowZ(x: Float64Array, window: number, least: number): number[] {
  return Array.from(x, (value, t) => {
    const w = Array.from(x.slice(Math.max(0, t - window + 1), t + 1)).filter((v) => v === v);
    const mean = w.reduce((a, b) => a + b, 0) / w.length;
    const sd = Math.sqrt(w.reduce((a, b) => a + (b - mean) ** 2, 0) / (w.length - 1));
    return value !== value || w.length < least || w.every((v) => v === w[0]) ? NaN : (value - mean) / sd;
  });
}

describe('alpha_factor', () => {
  it('standardises by the window before, unknown values and flat stretches left out', () => {
    const rng = streamOf(5, 'test', 'alpha');
    const x = Float64Array.from({ length: 700 }, (_, t) =>
      t % 31 === 0 ? NaN : t > 400 && t < 520 ? 7 : 1e4 + rng.normal(),
    );
    const expected = slowZ(x, 50, 20);
    rollingZ(x, 50, 20).forEach((z, t) => {
      if (expected[t] !== expected[t]) assert.equal(z, NaN);
      else assert.ok(Math.abs(z - expected[t]) < 1e-6, `${t}: ${z} ${expected[t]}`);
    });
  });

  it('averages symbols by their time, those that are known', () => {
    const a = symbolOf('A', [0, 2, 4, 0], [0, 0, 0, 0]);
    const b = symbolOf('B', [1, 3], [0, 0], [120_000, 180_000]);
    const { series } = alpha.compute({ of: undefined, window: 2, min_samples: 2, multiple: 0.5 }, madeView([a, b]));
    assert.deepEqual(column(series ?? { columns: [] }, 'timestamp'), [0, 60_000, 120_000, 180_000]);
    const half = 0.5 * Math.SQRT1_2;
    const values = column(series ?? { columns: [] }, 'alpha');
    assert.equal(values[0], NaN);
    [half, half, 0].forEach((v, i) => assert.ok(Math.abs(values[i + 1] - v) < 1e-12));
  });
});
