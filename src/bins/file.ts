import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { JsonValue } from '../core/artifacts.ts';
import { refuse } from '../core/problem.ts';
import { namesIn, writing } from '../runner/_files.ts';
import { replaceText } from '../runner/folders.ts';
import type { MonthBins } from '../runner/steps/month-bins.ts';

/** What a month's scores are turned into signals with: one JSON file per month, keys in the order of `binFile`. */
export interface BinFile extends MonthBins {
  readonly format: 1;
  readonly bin_month: string;
  readonly dataset: string;
  readonly run_name: string;
  readonly symbol: string;
  readonly label: JsonValue;
  readonly n_bins: number;
  readonly calibration_method: string;
  readonly calibrator: JsonValue;
  readonly cal_window_start: string;
  /** Open of the last bar before the month. */
  readonly cal_window_end: string;
  readonly expected_bars: number;
  readonly missing_bars: number;
  readonly model_path: string | null;
  readonly trained_until: string | null;
  readonly created_at: string;
}

const MOST_BYTES = 200_000;

/** Where a month's bins lie below `root`, the folder `bins` of the results. */
export function binPath(
  root: string,
  { dataset, run_name, month }: { readonly dataset: string; readonly run_name: string; readonly month: string },
): string {
  return join(root, dataset, run_name, `${month}.json`);
}

/** The bins of one month, as written. `root` is the folder `bins` of the results. */
export function loadBins(root: string, dataset: string, run_name: string, month: string): BinFile {
  const path = binPath(root, { dataset, run_name, month });
  const text = textAt(path);
  if (text === undefined) {
    const there = namesIn(dirname(path))
      .filter((name) => /^\d{4}-\d{2}\.json$/.test(name))
      .map((name) => name.slice(0, 7));
    throw refuse('DATA_FILE', '', `no bins of ${month} at ${path}`, {
      found: there.length === 0 ? 'no month at all' : there.join(', '),
      hint: `assay bins build SPEC --month ${month}`,
    });
  }
  return parsed(path, text);
}

function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function parsed(path: string, text: string): BinFile {
  try {
    const file = JSON.parse(text) as BinFile;
    if (file.format === 1 && Array.isArray(file.bin_edges) && file.bins.length === file.bin_edges.length + 1)
      return file;
  } catch {
    // told below
  }
  throw refuse('DATA_FORMAT', '', `${path} holds no bins of this format`, { hint: 'build the month again' });
}

export type Written = 'written' | 'replaced' | 'unchanged';

/** Writes a month's bins; the same content leaves the file as it is, and nothing stands half-written. */
export function writeBins(root: string, bins: BinFile): { readonly path: string; readonly state: Written } {
  const path = binPath(root, { ...bins, month: bins.bin_month });
  const text = `${JSON.stringify(bins, null, 1)}\n`;
  if (text.length > MOST_BYTES) {
    throw refuse('RUN_WRITE', '', `the bins of ${bins.bin_month} take ${text.length} bytes`, {
      expected: `at most ${MOST_BYTES}`,
      hint: 'fewer bins, or a calibrator with fewer steps',
    });
  }
  const before = textAt(path);
  if (before !== undefined && withoutDate(before) === withoutDate(text)) return { path, state: 'unchanged' };
  writing(path, () => {
    mkdirSync(dirname(path), { recursive: true });
    replaceText(path, text);
  });
  return { path, state: before === undefined ? 'written' : 'replaced' };
}

const withoutDate = (text: string): string => text.replace(/^ "created_at": .*$/m, '');
