import { defineDiagnostic } from '../../core/contracts/diagnostic.ts';
import type { DiagnosticTable, SignalSymbol } from '../../core/contracts/diagnostic.ts';
import * as p from '../../core/params.ts';
import { rollingZ } from './_helpers/rolling-z.ts';

const params = {
  of: p.input('Signal or score that is standardised; default: the traded signal, before its gates.', {
    accepts: ['signal', 'score', 'model'],
    optional: true,
  }),
  window: p.span('Bars of the rolling mean and deviation, the current one included.', { min: 2, default: '1d' }),
  min_samples: p.integer('Fewer known values in the window give no alpha.', { min: 2, default: 60 }),
  multiple: p.number('Factor on the z-score.', { default: 0.01 }),
};

/** Points of the picture. */
const POINTS = 1000;

/**
 * alpha[t] = multiple x mean over symbols of (x[t] - mean(w)) / sd(w), w = the last `window` bars of the symbol, sd over
 * n - 1.
 *
 * In: one value per bar and symbol. Out: unitless, one per time. NaN where no symbol has `min_samples` known values in its
 * window, or all its values are the same.
 */
export default defineDiagnostic({
  type: 'alpha_factor',
  version: 1,
  summary: 'The signal as an alpha: its rolling z-score, averaged over symbols.',
  source: 'https://en.wikipedia.org/wiki/Standard_score',
  params,
  compute({ of, window, min_samples, multiple }, view) {
    const symbols = view.signal(of);
    const z = symbols.map(({ value }) => rollingZ(value, window, min_samples));
    const series = averaged(symbols, z, multiple);
    return {
      tradable: true,
      series,
      tables: { '': coarse(series) },
      facts: [],
      charts: [
        {
          kind: 'line',
          table: '',
          x: 'timestamp',
          y: 'alpha',
          x_title: '',
          y_title: 'alpha',
          title: 'Alpha factor',
          reading:
            'Mean of the standardised signal over each stretch of the run. The value of every bar lies in the Parquet file beside it.',
        },
      ],
    };
  },
});

/** Mean over the symbols that are known at each time. */
function averaged(symbols: readonly SignalSymbol[], z: readonly Float64Array[], multiple: number): DiagnosticTable {
  const times = symbols.length === 1 ? symbols[0].time : union(symbols.map(({ time }) => time));
  const [total, known] = [new Float64Array(times.length), new Float64Array(times.length)];
  symbols.forEach(({ time }, k) => {
    let row = 0;
    for (let t = 0; t < time.length; t++) {
      while (times[row] < time[t]) row++;
      if (z[k][t] !== z[k][t]) continue;
      total[row] += z[k][t];
      known[row]++;
    }
  });
  const alpha = total.map((sum, row) => (known[row] === 0 ? NaN : (multiple * sum) / known[row]));
  return {
    rows: times.length,
    columns: [
      { name: 'timestamp', kind: 'time', values: times },
      { name: 'alpha', kind: 'number', values: alpha },
    ],
  };
}

/** All times of ascending columns, once each. */
function union(times: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(times.reduce((sum, t) => sum + t.length, 0));
  const next = times.map(() => 0);
  for (let kept = 0; ; kept++) {
    let now = Infinity;
    for (let k = 0; k < times.length; k++) if (times[k][next[k]] < now) now = times[k][next[k]];
    if (now === Infinity) return all.subarray(0, kept);
    all[kept] = now;
    for (let k = 0; k < times.length; k++) if (times[k][next[k]] === now) next[k]++;
  }
}

/** Mean, least and largest value of stretches of equal length. */
function coarse({ rows, columns }: DiagnosticTable): DiagnosticTable {
  const [time, alpha] = [columns[0].values as Float64Array, columns[1].values as Float64Array];
  const size = Math.max(1, Math.ceil(rows / POINTS));
  const parts = Array.from({ length: Math.ceil(rows / size) }, (_, i) => ({
    time: time[i * size],
    ...stretch(alpha.subarray(i * size, (i + 1) * size)),
  })).filter(({ mean }) => mean === mean);
  const column = (name: string, value: (part: (typeof parts)[number]) => number) => ({
    name,
    kind: 'number' as const,
    values: Float64Array.from(parts, value),
  });
  return {
    rows: parts.length,
    columns: [
      { name: 'timestamp', kind: 'time', values: Float64Array.from(parts, (part) => part.time) },
      column('alpha', (part) => part.mean),
      column('low', (part) => part.low),
      column('high', (part) => part.high),
    ],
  };
}

/** Mean, least and largest of the values known; NaN where there is none. */
function stretch(values: Float64Array): { mean: number; low: number; high: number } {
  let [sum, known, low, high] = [0, 0, Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const x = values[i];
    if (x !== x) continue;
    sum += x;
    known++;
    if (x < low) low = x;
    if (x > high) high = x;
  }
  return { mean: sum / known, low, high };
}
