import { overallIc, signHitRate } from '../evaluation/_stats/index.ts';
import type { SliceFacts } from '../report/input.ts';
import type { Table } from '../report/table.ts';
import { columnOf } from './columns.ts';
import { pooledColumn } from './pooled.ts';
import { judgedScore } from './qualities.ts';
import type { RunOutcome } from './run.ts';

/** The traded rows cut by each feature of `evaluation.slices`, categories in rising order. */
export function slicesOf(outcome: RunOutcome): readonly SliceFacts[] {
  const { plan, computed } = outcome;
  return plan.spec.evaluation.slices.flatMap((name) => sliceBy(outcome, name, pooledColumn(plan, computed, name)));
}

function sliceBy(outcome: RunOutcome, name: string, categories: Float64Array): readonly SliceFacts[] {
  const { plan, computed, range: traded, result } = outcome;
  const range = plan.panel.pooled().range(traded);
  const rows = range.to - range.from;
  const rowsOf = new Map<number, number[]>();
  for (let t = range.from; t < range.to; t++) {
    const known = rowsOf.get(categories[t]);
    if (known !== undefined) known.push(t);
    else if (!Number.isNaN(categories[t])) rowsOf.set(categories[t], [t]);
  }
  const judged = judgedScore(plan, computed, outcome.judged);
  const pick = (x: Float64Array, at: readonly number[]): Float64Array => Float64Array.from(at, (t) => x[t]);
  const trades = result.details?.trades;
  const decided = Float64Array.from({ length: trades?.rows ?? 0 }, (_, i) => decidedIn(outcome, name, i));
  return [...rowsOf]
    .sort(([a], [b]) => a - b)
    .map(([category, at]): SliceFacts => {
      const score = judged === undefined ? new Float64Array() : pick(judged.score, at);
      const label = judged === undefined ? new Float64Array() : pick(judged.label, at);
      const results = [...(trades?.net_pnl ?? [])].filter((_, i) => decided[i] === category);
      const net_pnl = results.reduce((total, x) => total + x, 0);
      return {
        slice: name,
        category,
        bars: at.length,
        share: at.length / rows,
        ic: overallIc(score, label).ic,
        sign_hit_rate: signHitRate(score, label, judged?.middle),
        trades: results.length,
        hit_rate: results.filter((x) => x > 0).length / results.length,
        net_pnl,
        net_per_trade: net_pnl / results.length,
      };
    });
}

/** Category of the bar that a trade was decided on, of its own symbol; NaN where it is not known. */
function decidedIn({ plan, computed, result }: RunOutcome, name: string, trade: number): number {
  const { panel } = plan;
  const log = result.details?.trades;
  if (log === undefined) return NaN;
  const member = panel.members[panel.several ? log.symbol[trade] : 0];
  const row = panel.several ? (member.rowOf[log.decision_row[trade]] ?? -1) : log.decision_row[trade];
  return row < 0 ? NaN : columnOf(plan, computed, name, member)[row];
}

/** `diagnostics/slices.csv`; undefined where nothing is sliced. */
export function slicesTable(slices: readonly SliceFacts[]): Table | undefined {
  if (slices.length === 0) return undefined;
  const numbers = [
    'category',
    'bars',
    'share',
    'ic',
    'sign_hit_rate',
    'trades',
    'hit_rate',
    'net_pnl',
    'net_per_trade',
  ] as const;
  return {
    rows: slices.length,
    columns: [
      { name: 'slice', kind: 'text', values: slices.map((s) => s.slice) },
      ...numbers.map((name) => ({ name, kind: 'number' as const, values: slices.map((s) => s[name]) })),
    ],
  };
}
