import assert from 'node:assert/strict';
import fc from 'fast-check';
import { binWarnings, buildBins } from '../../src/bins/build.ts';
import type { BinFile } from '../../src/bins/file.ts';
import { Refusal } from '../../src/core/problem.ts';
import { rowsBefore } from '../e2e/_small.ts';
import type { Row } from '../e2e/_small.ts';
import { here } from '../runner/_here.ts';
import type { HereOptions } from '../runner/_here.ts';
import { filesOf, hourlyBars, MONTHLY, predictionsOf } from './_monthly.ts';

const NOW = Date.UTC(2024, 7, 1);
const BARS = hourlyBars(rowsBefore(7));

function binsOf(
  months: readonly string[],
  options: HereOptions = { files: filesOf(BARS) },
  asOf?: number,
): Promise<readonly BinFile[]> {
  return here(MONTHLY, options, ({ opened, environment }) =>
    buildBins(opened, { months, asOf, now: NOW }, environment),
  );
}

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refusal)
      return error.problems.map(({ code, message, found }) => `${code}: ${message} (${found})`).join('\n');
    throw error;
  }
  return 'passed';
}

describe('building bins', () => {
  it('counts every bar of the window: fitted on, missing, without a prediction, unresolved', async () => {
    const bars = BARS.filter((_, i) => i !== 100 && i !== 101);
    const [file] = await binsOf(['2024-03'], {
      files: filesOf(
        bars,
        predictionsOf(bars).filter((_, i) => i !== 200),
      ),
    });
    assert.equal(file.expected_bars, 60 * 24);
    assert.equal(file.missing_bars, 2);
    assert.equal(file.rows_without_prediction, 1);
    assert.equal(file.unresolved_rows, 12);
    assert.equal(file.cal_rows, 60 * 24 - 2 - 1 - 12);
    assert.equal(file.cal_window_start, '2024-01-01T00:00:00.000Z');
    assert.equal(file.cal_window_end, '2024-02-29T23:00:00.000Z');
    assert.equal(file.bin_edges.length, 4);
  });

  it('gives the same files month by month, each on its first day, as in one backfill', async () => {
    const months = ['2024-03', '2024-04', '2024-05', '2024-06', '2024-07'];
    const backfill = await binsOf(months);
    const single: BinFile[] = [];
    for (const [i, month] of months.entries()) {
      const bars = BARS.slice(0, rowsBefore(i + 3));
      const predictions = predictionsOf(BARS).slice(0, bars.length);
      single.push(...(await binsOf([month], { files: filesOf(bars, predictions) })));
    }
    assert.equal(JSON.stringify(single), JSON.stringify(backfill));
  });

  it('reads no row and no label outcome of its own month, whatever the horizon and the holes', async () => {
    const horizons = fc.integer({ min: 1, max: 90 });
    const holes = fc.array(
      fc.record({ at: fc.integer({ min: 0, max: 2000 }), length: fc.integer({ min: 1, max: 60 }) }),
      { maxLength: 4 },
    );
    const start = Date.UTC(2024, 2, 1);
    await fc.assert(
      fc.asyncProperty(horizons, holes, fc.constantFrom('platt', 'isotonic'), async (horizon, gaps, type) => {
        const bars = BARS.slice(0, rowsBefore(4)).filter(
          (_, i) => !gaps.some(({ at, length }) => i >= at && i < at + length),
        );
        const barrier = `${0.4 * Math.sqrt(horizon)}%`; // reached about as often as not
        const set = [
          `labels.up.horizon=${horizon}`,
          `labels.up.take_profit=${barrier}`,
          `labels.up.stop_loss=${barrier}`,
          `calibrators.p.type=${type}`,
        ];
        const known = predictionsOf(bars);
        const other = known.map((p) => (p.time < start ? p : { ...p, y_pred: 1 - p.y_pred }));
        const [real] = await binsOf(['2024-03'], { set, files: filesOf(bars, known) });
        for (const factor of [2, 0.5]) {
          const future = bars.map((bar) => (bar.time < start ? bar : moved(bar, factor)));
          const [file] = await binsOf(['2024-03'], { set, files: filesOf(future, other) });
          assert.equal(JSON.stringify(file), JSON.stringify(real));
        }
      }),
      { numRuns: 12 },
    );
  });

  it('refuses a month that begins after --as-of, one before the history, and one the data do not reach', async () => {
    const asOf = Date.UTC(2024, 2, 15);
    assert.equal((await binsOf(['2024-03'], undefined, asOf)).length, 1);
    assert.match(await refusal(binsOf(['2024-04'], undefined, asOf)), /^USAGE: the bins of 2024-04 rest on labels/);
    assert.match(await refusal(binsOf(['2024-02'])), /no whole window of history/);
    assert.match(await refusal(binsOf(['2024-09'])), /the data end before 2024-09 begins/);
  });

  it('weighs its rows where the spec says so', async () => {
    const set = ['calibrators.p.sample_weight={type: uniqueness}'];
    const [weighed] = await binsOf(['2024-03'], { set, files: filesOf(BARS) });
    const [plain] = await binsOf(['2024-03']);
    assert.equal(weighed.rows_digest, plain.rows_digest);
    assert.notDeepEqual(weighed.calibrator, plain.calibrator);
  });

  it('refuses outcomes of one class', async () => {
    const set = ['labels.up.take_profit=90%'];
    assert.match(
      await refusal(binsOf(['2024-03'], { set, files: filesOf(BARS) })),
      /RUN_CALIBRATOR: all \d+ labels are of class 0 in the window before 2024-03/,
    );
  });

  it('says which bins tied predictions leave, and when isotonic has few rows', async () => {
    const tied = predictionsOf(BARS).map(({ time }, i) => ({ time, y_pred: i % 3 === 0 ? 0.4 : 0.6 }));
    const [file] = await binsOf(['2024-03'], { set: ['calibrators.p.type=isotonic'], files: filesOf(BARS, tied) });
    assert.ok(file.bins.length < 5 && file.bins.length === file.bin_edges.length + 1);
    const warnings = binWarnings([file]).join('\n');
    assert.match(warnings, /isotonic on 14\d\d rows/);
    assert.match(warnings, /leave \d of 5 bins/);
  });
});

/** A bar of another market, that reaches one barrier only. */
const moved = (bar: Row, factor: number): Row => ({
  ...bar,
  open: bar.open * factor,
  high: bar.high * factor,
  low: bar.low * factor,
  close: bar.close * factor,
});
