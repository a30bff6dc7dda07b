import { defineDiagnostic } from '../../core/contracts/diagnostic.ts';
import type { DiagnosticTable } from '../../core/contracts/diagnostic.ts';
import { spearman } from '../../core/math/index.ts';
import * as p from '../../core/params.ts';
import { overallOf, rankIcByGroup, rankedPairs, signHitRate, summariseIc } from '../_stats/index.ts';
import type { IcByGroup } from '../_stats/index.ts';
import { binsOf, pooled } from './_helpers/pooled.ts';
import type { Pooled } from './_helpers/pooled.ts';

const DAY_MS = 86_400_000;

const params = {
  of: p.input('Scores; default: those the run is judged by.', { accepts: ['score', 'model'], optional: true }),
  bins: p.integer('Number of bins, lowest scores in bin 1.', { min: 2, max: 5000, default: 10 }),
  scope: p.choice(
    'What scores are ranked among: those of the same symbol before (`trailing`), of all symbols at one time, of one UTC day, of the whole run. `date` and `global` rank against scores made later: they can be judged, not traded.',
    ['trailing', 'timestamp', 'date', 'global'],
  ),
  window: p.span('`trailing`: bars whose scores are ranked, the current one excluded.', { min: 2, optional: true }),
};

/**
 * By bin: rows, mean score, mean label, share of labels above 0, sum of labels, and the fee per side at which holding the
 * bin (long where its mean is above 0, else short) earns nothing: |sum of labels| / changes of position.
 *
 * In: out-of-sample scores and their labels. Edges are type-7 quantiles, right-closed (core/quantile-bins). Rows without
 * score, label or bin are left out. IC = Spearman: over all rows, by UTC day, by minute of the day.
 */
export default defineDiagnostic({
  type: 'quantile_profile',
  version: 1,
  summary: 'What came after scores of each quantile.',
  params,
  check({ scope, window }) {
    if ((scope === 'trailing') === (window !== undefined)) return [];
    const [message, expected] =
      scope === 'trailing'
        ? ['scope "trailing" needs a window', 'window: 30d']
        : ['is a key of scope "trailing"', 'no window'];
    return [{ key: 'window', message, expected }];
  },
  compute({ of, ...binning }, view) {
    const judged = view.judged(of);
    const rows = view.once(`rows of ${judged.name}`, () => pooled(judged.symbols));
    const bin = binsOf(rows, binning, judged, view);
    const inBps = judged.unit === 'bps';
    const table = profileOf(rows, bin, { bins: binning.bins, symbols: judged.symbols.length, inBps });
    const [means, counts] = [columnOf(table, 'mean_return'), columnOf(table, 'count')];
    const filled = Array.from(counts, (_, i) => i).filter((i) => counts[i] > 0);
    const samples = counts.reduce((sum, n) => sum + n, 0);
    const { days, minutes, overall, hits } = view.once(`information of ${judged.name}`, () =>
      informationOf(rows, judged.middle),
    );
    const lag = Math.max(0, Math.ceil((judged.horizon * view.interval_ms) / DAY_MS) - 1);
    const fact = (name: string, value: number, unit: string, n = samples) => ({ name, value, unit, samples: n });
    const tradable = binning.scope === 'trailing' || binning.scope === 'timestamp';
    return {
      tradable,
      tables: { '': table, ic_by_day: icTable('day', days, DAY_MS), ic_by_minute: icTable('minute', minutes, 1) },
      facts: [
        fact('ic', overall.ic, 'Spearman', overall.samples),
        fact('ic_pearson', overall.ic_pearson, 'Pearson', overall.samples),
        fact('ic_by_day', summariseIc(days.ic, lag).mean, 'mean of days', days.ic.length),
        fact('icir_by_day', summariseIc(days.ic, lag).icir, 'mean/sd of days', days.ic.length),
        fact('ic_by_minute', summariseIc(minutes.ic, 0).mean, 'mean of minutes of the day', minutes.ic.length),
        fact('sign_hit_rate', hits, 'fraction', overall.samples),
        fact('top_less_bottom', means[means.length - 1] - means[0], judged.unit),
        fact(
          'monotonicity',
          spearman(pick(columnOf(table, 'bin'), filled), pick(means, filled)),
          'Spearman',
          filled.length,
        ),
      ],
      charts: [
        {
          kind: 'bars',
          table: '',
          x: 'bin',
          y: 'mean_return',
          x_title: `bin of ${judged.name}, lowest scores first`,
          y_title: `mean of ${judged.label}, ${judged.unit}`,
          title: `${judged.name} by quantile, scope ${binning.scope}`,
          reading: `Mean of what came after the scores of each of ${binning.bins} bins. An informative score rises from left to right.`,
        },
        {
          kind: 'bars',
          table: '',
          x: 'bin',
          y: 'cumulative_return',
          x_title: `bin of ${judged.name}, lowest scores first`,
          y_title: inBps ? 'sum, fraction' : `sum, ${judged.unit}`,
          title: `Cumulative return by quantile, scope ${binning.scope}`,
          reading: 'Sum of what came after the scores of each bin: what holding it has earned before costs.',
        },
      ],
    };
  },
});

/** What the scores tell, however they are cut. */
function informationOf({ time, score, label }: Pooled, middle: number) {
  const ranked = rankedPairs(score, label);
  return {
    overall: overallOf(ranked),
    hits: signHitRate(score, label, middle),
    days: rankIcByGroup(
      ranked,
      time.map((t) => Math.floor(t / DAY_MS)),
    ),
    minutes: rankIcByGroup(
      ranked,
      time.map((t) => Math.floor((t % DAY_MS) / 60_000)),
    ),
  };
}

interface Profiling {
  readonly bins: number;
  readonly symbols: number;
  readonly inBps: boolean;
}

function profileOf(
  { score, label, symbol }: Pooled,
  bin: Float64Array,
  { bins, symbols, inBps }: Profiling,
): DiagnosticTable {
  const [count, scores, labels, hits, changes] = Array.from({ length: 5 }, () => new Float64Array(bins + 1));
  const held = new Uint16Array(symbols);
  for (let row = 0; row < bin.length; row++) {
    const known = bin[row] === bin[row] && label[row] === label[row];
    const b = known ? bin[row] : 0;
    const k = symbol[row];
    if (b !== held[k]) {
      changes[b]++;
      changes[held[k]]++;
      held[k] = b;
    }
    if (!known) continue;
    count[b]++;
    scores[b] += score[row];
    labels[b] += label[row];
    if (label[row] > 0) hits[b]++;
  }
  for (const b of held) changes[b]++;
  const column = (name: string, value: (b: number) => number) => ({
    name,
    kind: 'number' as const,
    values: Float64Array.from({ length: bins }, (_, i) => value(i + 1)),
  });
  return {
    rows: bins,
    columns: [
      column('bin', (b) => b),
      column('count', (b) => count[b]),
      column('mean_score', (b) => scores[b] / count[b]),
      column('mean_return', (b) => labels[b] / count[b]),
      column('hit_rate', (b) => hits[b] / count[b]),
      column('cumulative_return', (b) => (inBps ? labels[b] / 1e4 : labels[b])),
      column('break_even_fee', (b) => (inBps ? Math.abs(labels[b]) / changes[b] : NaN)),
    ],
  };
}

const columnOf = ({ columns }: DiagnosticTable, name: string): Float64Array =>
  columns.find((c) => c.name === name)?.values as Float64Array;
const pick = (x: Float64Array, rows: readonly number[]): Float64Array => Float64Array.from(rows, (i) => x[i]);
function icTable(name: string, { group, ic, rows }: IcByGroup, factor: number): DiagnosticTable {
  const ids =
    factor === 1
      ? { name, kind: 'number' as const, values: group }
      : { name, kind: 'time' as const, values: group.map((g) => g * factor) };
  return {
    rows: group.length,
    columns: [ids, { name: 'ic', kind: 'number', values: ic }, { name: 'rows', kind: 'number', values: rows }],
  };
}
