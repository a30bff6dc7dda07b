import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const HOUR = 3_600_000;

export interface XsPanel {
  readonly time: Float64Array;
  readonly symbol: Int32Array;
  readonly factor: Float64Array;
  readonly forward: Float64Array;
}

/** Rows of all symbols, by time: factor close(t) / close(t - 24) - 1 and forward close(t + h) / close(t) - 1, from <= t <= to. */
export function momentumPanel(
  folder: string,
  { horizon, from, to }: { horizon: number; from: number; to: number },
): XsPanel {
  const rows: [number, number, number, number][] = [];
  for (const [symbol, file] of readdirSync(folder).sort().entries()) {
    const lines = gunzipSync(readFileSync(join(folder, file)))
      .toString('utf8')
      .trim()
      .split('\n')
      .slice(1);
    const close = new Map(lines.map((line) => line.split(',')).map((cells) => [Number(cells[0]), Number(cells[4])]));
    for (let t = from; t <= to; t += HOUR) {
      const at = (shift: number): number => close.get(t + shift * HOUR) ?? NaN;
      rows.push([t, at(0) / at(-24) - 1, at(horizon) / at(0) - 1, symbol]);
    }
  }
  rows.sort((a, b) => a[0] - b[0]);
  return {
    symbol: Int32Array.from(rows, (r) => r[3]),
    time: Float64Array.from(rows, (r) => r[0]),
    factor: Float64Array.from(rows, (r) => r[1]),
    forward: Float64Array.from(rows, (r) => r[2]),
  };
}
