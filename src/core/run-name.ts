import { parseDuration } from './units.ts';

/** The parts of `run_20251102_231428_lgbm_y_tp_before_sl_u0.04_d0.02_24h_binary`. */
export interface RunName {
  /** `20251102_231428`, as written. */
  readonly timestamp: string;
  readonly model: string;
  /** Type of the label. */
  readonly label: string;
  /** Rise and fall that decide, as fractions. */
  readonly up: number;
  readonly down: number;
  readonly horizon_ms: number;
  readonly task: string;
}

const FORM =
  /^run_(\d{8}_\d{6})_([a-z0-9_]+?)_y_([a-z0-9_]+?)_u(\d+(?:\.\d+)?)_d(\d+(?:\.\d+)?)_(\d+[smhdw])_([a-z]+)$/;

/** The parts of a run's name, or undefined where it has another form. */
export function parseRunName(name: string): RunName | undefined {
  const m = FORM.exec(name);
  if (m === null) return undefined;
  const horizon = parseDuration(m[6]);
  if (horizon.fault !== undefined) return undefined;
  return {
    timestamp: m[1],
    model: m[2],
    label: m[3],
    up: Number(m[4]),
    down: Number(m[5]),
    horizon_ms: horizon.value,
    task: m[7],
  };
}
