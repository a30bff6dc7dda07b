import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { binSignals, scoreWithBins } from '../../src/bins/apply.ts';
import { loadBins, writeBins } from '../../src/bins/file.ts';
import type { BinFile } from '../../src/bins/file.ts';
import { monthsOf } from '../../src/bins/months.ts';
import { Refusal } from '../../src/core/problem.ts';
import { freshFolder } from '../runner/_folder.ts';

const quality = { brier: 0.1, log_loss: 0.3, ece: 0.01 };
const file = (over: Partial<BinFile> = {}): BinFile => ({
  ...{
    format: 1,
    bin_month: '2025-11',
    dataset: 'd',
    run_name: 'r',
    symbol: 'BTCUSDT',
    label: { type: 'sign' },
    n_bins: 4,
  },
  ...{ bins: [1, 2, 3, 4], bin_edges: [0.2, 0.5, 0.8], calibration_method: 'platt' },
  ...{
    calibrator: { input: 'raw', intercept: 0, slope: 0 },
    cal_window_start: 'a',
    cal_window_end: 'b',
    cal_rows: 8,
    expected_bars: 9,
  },
  ...{
    missing_bars: 1,
    rows_without_prediction: 0,
    unresolved_rows: 0,
    positive_share: 0.5,
    reliability: quality,
    reliability_raw: quality,
  },
  ...{ psi: null, rows_digest: 'x', model_path: null, trained_until: null, created_at: '2025-11-01T00:05:00.000Z' },
  ...over,
});

describe('bin files', () => {
  const folder = freshFolder();

  it('come back as they were written', () => {
    writeBins(folder(), file());
    assert.deepEqual(loadBins(folder(), 'd', 'r', '2025-11'), file());
  });

  it('are left untouched where only the date differs, and replaced where anything else does', () => {
    const { path, state } = writeBins(folder(), file());
    assert.equal(state, 'written');
    const [text, stamp] = [readFileSync(path, 'utf8'), statSync(path).mtimeMs];
    assert.equal(writeBins(folder(), file({ created_at: '2025-12-01T00:00:00.000Z' })).state, 'unchanged');
    assert.equal(readFileSync(path, 'utf8'), text);
    assert.equal(statSync(path).mtimeMs, stamp);
    assert.equal(writeBins(folder(), file({ cal_rows: 7 })).state, 'replaced');
  });

  it('that would be too large leave the old one standing', () => {
    const { path } = writeBins(folder(), file());
    const text = readFileSync(path, 'utf8');
    const knots = Array.from({ length: 30_000 }, (_, i) => i / 7);
    assert.throws(() => writeBins(folder(), file({ calibrator: { x: knots, y: knots } })), Refusal);
    assert.equal(readFileSync(path, 'utf8'), text);
  });

  it('that are missing or damaged are told apart', () => {
    assert.throws(() => loadBins(folder(), 'd', 'r', '2025-11'), /no bins of 2025-11/);
    const { path } = writeBins(folder(), file());
    writeFileSync(path, '{ "format": 1');
    assert.throws(() => loadBins(folder(), 'd', 'r', '2025-11'), /holds no bins of this format/);
  });
});

describe('scoring with bins', () => {
  const isotonic = file({ calibration_method: 'isotonic', calibrator: { x: [0, 1], y: [0, 1] } });

  it('adds p_cal and q_bin by one month or by the month of each row', async () => {
    const rows = {
      timestamp: Float64Array.of(Date.UTC(2025, 10, 30, 23), Date.UTC(2025, 11, 1)),
      y_pred: Float64Array.of(0.5, 0.5),
    };
    const one = await scoreWithBins(rows, isotonic);
    assert.deepEqual(
      [[...one.p_cal], [...one.q_bin]],
      [
        [0.5, 0.5],
        [2, 2],
      ],
    );
    const asked: string[] = [];
    const each = await scoreWithBins(rows, (month) => {
      asked.push(month);
      return file({ ...isotonic, bin_edges: month === '2025-11' ? [0.2, 0.5, 0.8] : [0.2, 0.3, 0.4] });
    });
    assert.deepEqual([...each.q_bin], [2, 4]);
    assert.deepEqual(asked, ['2025-11', '2025-12']);
  });

  it('turns bins into signals and counts them', () => {
    const q_bin = Float64Array.of(1, 2, 10, 19, 20, NaN);
    assert.deepEqual([...binSignals({ q_bin }, { long_from: 19, short_to: 2 }).signal], [-1, -1, 0, 1, 1, 0]);
    assert.deepEqual(binSignals({ q_bin }, { long_from: 19, short_to: 1 }).counts, { long: 2, short: 1, none: 3 });
    assert.throws(() => binSignals({ q_bin }, { long_from: 2, short_to: 2 }), Refusal);
  });
});

describe('months', () => {
  const now = Date.UTC(2026, 0, 1, 0, 5);

  it('are one, a range, the current or the last one', () => {
    assert.deepEqual(monthsOf('2025-11', now), ['2025-11']);
    assert.deepEqual(monthsOf('2025-11..current', now), ['2025-11', '2025-12', '2026-01']);
    assert.deepEqual(monthsOf('last', now), ['2025-12']);
    assert.throws(() => monthsOf('2025-13', now), Refusal);
    assert.throws(
      () => monthsOf('2025-11..2025-05', now),
      /a range whose first month is not after its last|takes months/,
    );
  });
});
