import type { JsonValue, Range } from '../../core/artifacts.ts';
import { panelQuality, scoreQuality } from '../../evaluation/scores.ts';
import type { Arrays, StepResult } from './step.ts';

export interface QualityJob {
  readonly kind: 'quality';
  readonly range: Range;
  readonly horizon: number;
  readonly interval_ms: number;
  readonly middle: number;
  /** Rows of several symbols, by time and then by symbol: coefficients are those of each time. */
  readonly several: boolean;
}

/** Quality of the column `score` against `label`. It crosses threads as text: JSON knows no NaN, and keeps the order of keys. */
export function qualityStep({ range, horizon, interval_ms, middle, several }: QualityJob, arrays: Arrays): StepResult {
  const column = (name: string): Float64Array => arrays[name] as Float64Array;
  const columns = { time: column('time'), score: column('score'), label: column('label'), middle };
  const quality = several
    ? panelQuality('', '', columns, range, horizon)
    : scoreQuality('', '', columns, range, horizon, interval_ms);
  return { meta: JSON.stringify(quality) satisfies JsonValue, arrays: [] };
}
