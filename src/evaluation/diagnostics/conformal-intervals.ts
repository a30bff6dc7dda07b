import type { Range } from '../../core/artifacts.ts';
import { addPeriods, isEmpty, startOfMonth } from '../../core/calendar.ts';
import { defineDiagnostic } from '../../core/contracts/diagnostic.ts';
import type { DiagnosticTable, Judged, JudgedSymbol } from '../../core/contracts/diagnostic.ts';
import * as p from '../../core/params.ts';
import type { Period } from '../../core/params.ts';

const params = {
  of: p.input('Forecasts; default: the scores the run is judged by.', { accepts: ['score', 'model'], optional: true }),
  coverage: p.fraction('Share of outcomes that the intervals are to hold.', { above: 0, below: 1, default: 0.9 }),
  side: p.choice(
    '`symmetric`: as far up as down, from absolute residuals; `asymmetric`: each end has its own quantile and half of the misses.',
    ['symmetric', 'asymmetric'],
    { default: 'symmetric' },
  ),
  every: p.period('How long bounds are kept; counted from the first of a month.', { default: '1mo' }),
  window: p.period('How far back residuals count; default: to the first score.', { optional: true }),
};

/**
 * Split-conformal intervals: forecast + lower to forecast + upper, where residual = outcome - forecast and, of the n residuals
 * before a segment in ascending order,
 *   symmetric: upper = -lower = k-th |residual|, k = ceil((n + 1) x coverage);
 *   asymmetric: upper = k-th residual, lower = (n + 1 - k)-th, k = ceil((n + 1) x (1 + coverage) / 2).
 * Exchangeable residuals are held with at least that probability; markets drift, so the realised share stands beside it.
 *
 * In: out-of-sample forecasts and returns, symbol by symbol. A residual counts once its label has resolved before the segment
 * begins, so bounds know nothing of their own segment. Out: the label's unit; NaN where k > n, and rows without a label are
 * in no share.
 */
export default defineDiagnostic({
  type: 'conformal_intervals',
  version: 1,
  summary: 'Intervals around forecasts of returns, and the share of outcomes that they hold.',
  source:
    'Vovk, Gammerman & Shafer (2005), Algorithmic learning in a random world; Lei et al. (2018), Distribution-free predictive inference for regression, algorithm 2',
  params,
  check({ every, window }) {
    return [
      ...(isEmpty(every) ? [{ key: 'every', message: 'must not be empty' }] : []),
      ...(window !== undefined && isEmpty(window) ? [{ key: 'window', message: 'must not be empty' }] : []),
    ];
  },
  compute({ of, ...values }, view) {
    const judged = view.judged(of);
    if (judged.unit === 'class') {
      throw view.refuse('of', 'intervals are of returns', {
        found: `${judged.label}, a class`,
        hint: 'type: reliability',
      });
    }
    const segments = judged.symbols.flatMap((symbol) => segmentsOf(symbol, judged.horizon, values, view.interval_ms));
    const held = segments.reduce((sum, s) => sum + s.held, 0);
    const rows = segments.reduce((sum, s) => sum + s.rows, 0);
    const width = segments.reduce((sum, s) => sum + (s.rows === 0 ? 0 : s.rows * (s.upper - s.lower)), 0) / rows;
    return {
      tradable: true,
      tables: { '': tableOf(segments) },
      series: seriesOf(segments),
      facts: [
        { name: 'coverage', value: held / rows, unit: 'fraction', samples: rows },
        { name: 'coverage_meant', value: values.coverage, unit: 'fraction', samples: rows },
        { name: 'mean_width', value: width, unit: judged.unit, samples: rows },
      ],
      charts: judged.symbols.length === 1 ? [chartOf(judged, values.coverage)] : [],
    };
  },
});

interface Intervals {
  readonly coverage: number;
  readonly side: string;
  readonly every: Period;
  readonly window?: Period | undefined;
}

interface Segment {
  readonly of: JudgedSymbol;
  readonly start: number;
  /** Rows of the symbol, the end excluded. */
  readonly from: number;
  readonly to: number;
  readonly residuals: number;
  /** Added to the forecast. */
  readonly lower: number;
  readonly upper: number;
  /** With bounds and an outcome, and those whose outcome lies within them. */
  readonly rows: number;
  readonly held: number;
}

/** One segment after the other; those without a forecast are left out. */
function segmentsOf(
  symbol: JudgedSymbol,
  horizon: number,
  { every, window, ...wanted }: Intervals,
  interval_ms: number,
): readonly Segment[] {
  const { time, score, label } = symbol;
  const segments: Segment[] = [];
  const first = score.findIndex((v) => v === v);
  if (first < 0) return segments;
  const start = startOfMonth(time[first]);
  let at = first;
  for (let k = 0; at < time.length; k++) {
    const [begin, end] = [k, k + 1].map((n) => addPeriods(start, every, n, interval_ms));
    const from = at;
    while (at < time.length && time[at] < end) at++;
    if (!score.subarray(from, at).some((v) => v === v)) continue;
    const back = window === undefined ? -Infinity : addPeriods(begin, window, -1, interval_ms);
    const known = residualsOf(symbol, { from: first, to: from - horizon }, back);
    const [lower, upper] = conformalBounds(known, wanted);
    let [rows, held] = [0, 0];
    for (let t = from; t < at; t++) {
      const residual = label[t] - score[t];
      if (residual !== residual || upper !== upper) continue;
      rows++;
      if (residual >= lower && residual <= upper) held++;
    }
    segments.push({ of: symbol, start: begin, from, to: at, residuals: known.length, lower, upper, rows, held });
  }
  return segments;
}

/** Those of rows from `from` to before `to`, not before the time `back`. */
function residualsOf({ time, score, label }: JudgedSymbol, { from, to }: Range, back: number): Float64Array {
  const found = new Float64Array(Math.max(0, to - from));
  let count = 0;
  for (let t = from; t < to; t++) {
    const residual = label[t] - score[t];
    if (time[t] >= back && residual === residual) found[count++] = residual;
  }
  return found.subarray(0, count);
}

/** (n + 1) x share is whole where it is meant to be, whatever its last bits. */
const ROUNDING = 1e-9;

/** What is added to a forecast for the ends of its interval; NaN where n residuals are too few for that coverage. */
export function conformalBounds(
  residual: Float64Array,
  { coverage, side }: Pick<Intervals, 'coverage' | 'side'>,
): readonly [lower: number, upper: number] {
  const symmetric = side === 'symmetric';
  const n = residual.length;
  const k = Math.ceil((n + 1) * (symmetric ? coverage : (1 + coverage) / 2) - ROUNDING);
  if (k > n) return [NaN, NaN];
  const sorted = (symmetric ? residual.map(Math.abs) : residual.slice()).sort();
  return symmetric ? [-sorted[k - 1], sorted[k - 1]] : [sorted[n - k], sorted[k - 1]];
}

function tableOf(segments: readonly Segment[]): DiagnosticTable {
  const column = (name: string, pick: (segment: Segment) => number) => ({
    name,
    kind: 'number' as const,
    values: Float64Array.from(segments, pick),
  });
  return {
    rows: segments.length,
    columns: [
      { name: 'segment', kind: 'time', values: segments.map(({ start }) => start) },
      { name: 'symbol', kind: 'text', values: segments.map(({ of }) => of.symbol) },
      column('residuals', ({ residuals }) => residuals),
      column('lower', ({ lower }) => lower),
      column('upper', ({ upper }) => upper),
      column('rows', ({ rows }) => rows),
      column('coverage', ({ held, rows }) => held / rows),
    ],
  };
}

/** Every forecast and its interval. */
function seriesOf(segments: readonly Segment[]): DiagnosticTable {
  const most = segments.reduce((sum, { from, to }) => sum + to - from, 0);
  const [time, forecast, lower, upper, outcome] = Array.from({ length: 5 }, () => new Float64Array(most));
  const symbol: string[] = [];
  for (const { of, from, to, ...bounds } of segments) {
    for (let t = from; t < to; t++) {
      const score = of.score[t];
      if (score !== score) continue;
      const row = symbol.push(of.symbol) - 1;
      time[row] = of.time[t];
      forecast[row] = score;
      lower[row] = score + bounds.lower;
      upper[row] = score + bounds.upper;
      outcome[row] = of.label[t];
    }
  }
  const rows = symbol.length;
  const numbered = Object.entries({ forecast, lower, upper, outcome });
  return {
    rows,
    columns: [
      { name: 'timestamp', kind: 'time', values: time.subarray(0, rows) },
      { name: 'symbol', kind: 'text', values: symbol },
      ...numbered.map(([name, values]) => ({ name, kind: 'number' as const, values: values.subarray(0, rows) })),
    ],
  };
}

const chartOf = ({ name, label }: Judged, coverage: number) =>
  ({
    kind: 'line',
    table: '',
    x: 'segment',
    y: 'coverage',
    x_title: '',
    y_title: 'share held',
    title: `Coverage of ${name}`,
    reading: `Share of "${label}" within intervals meant to hold ${coverage} of it, made of the residuals before.`,
  }) as const;
