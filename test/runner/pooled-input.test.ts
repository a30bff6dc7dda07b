import assert from 'node:assert/strict';
import fc from 'fast-check';
import { panelOf } from '../../src/runner/panel.ts';
import { pooledInput } from '../../src/runner/pools.ts';
import { laid } from '../../src/runner/steps/pooled.ts';

const HOUR = 3_600_000;

/** Two hundred hours, more than a tile; three symbols with bars in some of them, the first a member from hour `from` on. */
const listed = fc.tuple(
  fc.array(
    fc.subarray(
      Array.from({ length: 200 }, (_, h) => h),
      { minLength: 1 },
    ),
    { minLength: 2, maxLength: 3 },
  ),
  fc.nat(200),
  fc.tuple(fc.nat(200), fc.nat(200)),
);

describe('rows that a job lays', () => {
  it('are those of the window by time and then by symbol, label spans from the first row of a time to the last one of another', () => {
    fc.assert(
      fc.property(listed, ([all, since, ends]) => {
        const panel = panelOf(
          all.map((hours, i) => ({
            bars: {
              symbol: `S${i}`,
              interval_ms: HOUR,
              rows: hours.length,
              time: Float64Array.from(hours, (h) => h * HOUR),
              columns: new Map(),
            },
            partitions: { months: [], digest: () => '', parts: () => ({}) },
            spans: i === 0 ? ([[since * HOUR, Infinity]] as const) : undefined,
          })),
        );
        const pool = panel.pooled();
        const hourOf = (g: number): number => panel.grid.time[g] / HOUR;
        const [low, high] = ends.map((end) => Math.min(end, panel.grid.rows)).sort((a, b) => a - b);
        const span = pool.range({ from: low, to: high });
        const value = new Map([
          [
            'x',
            ({ index, bars }: { index: number; bars: { time: Float64Array } }) =>
              bars.time.map((ms) => ms / HOUR + index / 8),
          ],
        ]);
        const { pooled, arrays } = pooledInput(pool, span, value, ({ bars }, end) =>
          Int32Array.from({ length: bars.rows }, (_, t) => t + (end === 'first' ? 1 : 2)),
        );
        const given = laid({ pooled }, arrays);
        const rows = all.flatMap((hours, i) => hours.filter((h) => i > 0 || h >= since).map((h) => ({ h, i })));
        rows.sort((a, b) => a.h - b.h || a.i - b.i);
        const own = rows.slice(span.from, span.to);
        assert.ok(own.every(({ h }) => h >= hourOf(low) && (high === panel.grid.rows || h < hourOf(high))));
        assert.deepEqual(
          [...given['x']],
          own.map(({ h, i }) => h + i / 8),
        );
        own.forEach(({ h, i }, p) => {
          const later = all[i].filter((other) => other > h);
          const [first, last] =
            later.length < 2
              ? [0x7fffffff, 0x7fffffff]
              : [rows.findIndex((r) => r.h >= later[0]), rows.findLastIndex((r) => r.h <= later[1])].map(
                  (row) => row - span.from,
                );
          assert.deepEqual([given['first'][p], given['last'][p]], [first, last]);
        });
      }),
      { numRuns: 40 },
    );
  });
});
