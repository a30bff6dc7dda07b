import { crossTurnover, overallIc, quantileProfile, signHitRate, topHitRate } from '../evaluation/_stats/index.ts';
import type { Table, TableColumn } from '../report/table.ts';
import { pooledLabel } from './pooled.ts';
import { middleOf } from './qualities.ts';
import type { RunOutcome } from './run.ts';

const QUANTILES = 5;
const TOP = 10;

const text = (name: string, values: readonly string[]): TableColumn => ({ name, kind: 'text', values });
const numbers = (name: string, values: readonly number[]): TableColumn => ({
  name,
  kind: 'number',
  values: Float64Array.from(values),
});

/** R2 against the mean label of the rows, and the mean squared error. */
function errorsOf(score: Float64Array, label: Float64Array): { readonly r2: number; readonly mse: number } {
  let [n, sum, squares, errors] = [0, 0, 0, 0];
  for (let i = 0; i < score.length; i++) {
    const [s, y] = [score[i], label[i]];
    if (s !== s || y !== y) continue;
    n++;
    sum += y;
    squares += y * y;
    errors += (s - y) * (s - y);
  }
  const spread = squares - (sum * sum) / n;
  return { r2: spread > 0 ? 1 - errors / spread : NaN, mse: errors / n };
}

/** How the scores of the judged symbols rank them, and what each is worth by itself; nothing of one symbol or of rules. */
export function panelTables(outcome: RunOutcome): { readonly [name: string]: Table } {
  const { panel, spec } = outcome.plan;
  if (!panel.several || outcome.scores.size === 0) return {};
  const one = spec.evaluation.symbols?.length === 1;
  return { ...(!one && { 'cross-section': crossSectionTable(outcome) }), 'symbol-scores': symbolsTable(outcome) };
}

/** By score and quantile of the score at each time: mean label, turnover; and what holds of the score as a whole. */
function crossSectionTable({ plan, computed, judged, range }: RunOutcome): Table {
  const pool = plan.panel.pooled();
  const { from, to } = pool.range(range);
  const time = plan.panel.pooled().time.subarray(from, to);
  const symbol = pool.memberOf.subarray(from, to);
  const rows = Array.from(judged, ([name, values]) => {
    const score = values.subarray(from, to);
    const label = pooledLabel(plan, computed, name.slice(name.indexOf('.') + 1)).subarray(from, to);
    const { bins } = quantileProfile(score, label, { bins: QUANTILES, groups: time });
    const { turnover, rank_autocorrelation } = crossTurnover({ time, symbol, score }, QUANTILES);
    const top = topHitRate({ time, score }, label, TOP);
    const whole = { ...errorsOf(score, label), rank_autocorrelation, top_hit_rate: top.rate, top_times: top.times };
    return bins.map((bin, i) => ({ name, ...bin, turnover: turnover[i], ...whole }));
  }).flat();
  const column = (key: Exclude<keyof (typeof rows)[number], 'name'>): TableColumn =>
    numbers(
      key,
      rows.map((row) => row[key]),
    );
  return {
    rows: rows.length,
    columns: [
      text(
        'scores',
        rows.map(({ name }) => name),
      ),
      numbers(
        'quantile',
        rows.map(({ bin }) => bin),
      ),
      ...(['count', 'predicted', 'realised', 'se', 'hit_rate', 'turnover'] as const).map(column),
      ...(['rank_autocorrelation', 'top_hit_rate', 'top_times', 'r2', 'mse'] as const).map(column),
    ],
  };
}

/** Each score against its label over the traded bars of each symbol. */
function symbolsTable({ plan, computed, symbolScores, range }: RunOutcome): Table {
  const rows = plan.panel.members.flatMap((member) => {
    const { from, to } = member.range(range);
    return Array.from(symbolScores[member.index], ([name, values]) => {
      const label = name.slice(name.indexOf('.') + 1);
      const score = values.subarray(from, to);
      const realised = (computed.array(`labels.${label}/${member.symbol}`, 'value') as Float64Array).subarray(from, to);
      const { ic, ic_pearson, samples } = overallIc(score, realised);
      const hit_rate = signHitRate(score, realised, middleOf(plan, label));
      return { symbol: member.symbol, name, samples, ic, ic_pearson, hit_rate, ...errorsOf(score, realised) };
    });
  });
  return {
    rows: rows.length,
    columns: [
      text(
        'symbol',
        rows.map(({ symbol }) => symbol),
      ),
      text(
        'scores',
        rows.map(({ name }) => name),
      ),
      ...(['samples', 'ic', 'ic_pearson', 'hit_rate', 'r2', 'mse'] as const).map((key) =>
        numbers(
          key,
          rows.map((row) => row[key]),
        ),
      ),
    ],
  };
}
